import Foundation
import PackagePlugin

/// Turns every `.nn` file of a Swift target into a Swift file of that target.
@main
struct GraphcPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? SwiftSourceModuleTarget else { return [] }
        let graphc = try context.tool(named: "graphc").url
        let models = module.sourceFiles(withSuffix: ".nn").map(\.url)
        return models.map { model in
            let path = model.pathComponents.dropFirst(module.directoryURL.pathComponents.count)
            let generated = context.pluginWorkDirectoryURL.appending(path: generatedFileName(for: path))
            // Models that share a file name have their folders in the names of their types.
            let isAmbiguous = models.count { $0.lastPathComponent == model.lastPathComponent } > 1
            let name = isAmbiguous ? path.joined(separator: "-") : model.lastPathComponent
            return .buildCommand(
                displayName: "Compiling model \(path.joined(separator: "/"))",
                executable: graphc,
                arguments: [
                    model.path(percentEncoded: false), "-o", generated.path(percentEncoded: false),
                    "--named-after", name,
                ],
                inputFiles: [model, graphc],
                outputFiles: [generated])
        }
    }

    /// The whole path within the target on one level, since a Swift module takes no two files of one name.
    private func generatedFileName(for path: ArraySlice<String>) -> String {
        path.map { $0.replacing("%", with: "%25") }.joined(separator: "%2F") + ".swift"
    }
}
