import Foundation
import PackagePlugin

/// Turns every `.nn` file of a Swift target into a Swift file of that target.
@main
struct GraphcPlugin: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
        guard let module = target as? SwiftSourceModuleTarget else {
            warnOfModels(in: target, of: context.package)
            return []
        }
        let graphc = try context.tool(named: "graphc").url
        let models = module.sourceFiles(withSuffix: ".nn").map(\.url)
        let names = models.map { model in
            // Models that share a file name have their folders in the names of their types.
            let isAmbiguous = models.count { $0.lastPathComponent == model.lastPathComponent } > 1
            return isAmbiguous ? path(of: model, in: module).joined(separator: "-") : model.lastPathComponent
        }
        let commands = zip(models, names).map { model, name in
            let path = path(of: model, in: module)
            let generated = context.pluginWorkDirectoryURL.appending(path: generatedFileName(for: path))
            return Command.buildCommand(
                displayName: "Compiling model \(path.joined(separator: "/"))",
                executable: graphc,
                arguments: [
                    model.path(percentEncoded: false), "-o", generated.path(percentEncoded: false),
                    "--named-after", name,
                ],
                inputFiles: [model, graphc],
                outputFiles: [generated])
        }
        guard models.count > 1 else { return commands }
        let listed = context.pluginWorkDirectoryURL.appending(path: "graphc-models.swift")
        return commands + [
            .buildCommand(
                displayName: "Comparing the names of models",
                executable: graphc,
                arguments: ["compare-names", "-o", listed.path(percentEncoded: false)]
                    + names.flatMap { ["--named-after", $0] } + models.map { $0.path(percentEncoded: false) },
                inputFiles: models + [graphc],
                outputFiles: [listed])
        ]
    }

    private func path(of model: URL, in module: SwiftSourceModuleTarget) -> ArraySlice<String> {
        model.pathComponents.dropFirst(module.directoryURL.pathComponents.count)
    }

    /// A target without Swift lists no files that it has no use for.
    private func warnOfModels(in target: any Target, of package: Package) {
        let files = FileManager.default.enumerator(at: target.directoryURL, includingPropertiesForKeys: nil)
        for case let file as URL in files ?? .init() where file.pathExtension == "nn" {
            let path = file.pathComponents.dropFirst(package.directoryURL.pathComponents.count)
                .joined(separator: "/")
            Diagnostics.warning(
                "\(path) is not compiled: GraphcPlugin writes Swift, and \(target.name) is no Swift target. "
                    + "swift package graphc-emit \(path) -o \(path.dropLast(3)).c writes C")
        }
    }

    /// The whole path within the target on one level, since a Swift module takes no two files of one name.
    private func generatedFileName(for path: ArraySlice<String>) -> String {
        path.map { $0.replacing("%", with: "%25") }.joined(separator: "%2F") + ".swift"
    }
}
