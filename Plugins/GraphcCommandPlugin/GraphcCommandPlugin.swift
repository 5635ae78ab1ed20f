import Foundation
import PackagePlugin

/// `swift package graphc …`: runs `graphc …` in the package's folder, as far as nothing is written.
@main
struct GraphcCommandPlugin: CommandPlugin {
    private static let commands = ["check", "inspect", "ops", "help", "--version"]
    private static let helpOptions = ["--help", "-h"]

    func performCommand(context: PluginContext, arguments: [String]) throws {
        let asksForHelp = arguments.contains(where: Self.helpOptions.contains)
        guard let command = arguments.first, asksForHelp || Self.commands.contains(command) else {
            Diagnostics.error("swift package graphc writes no files; swift package graphc-emit does")
            return
        }
        let graphc = Process()
        graphc.executableURL = try context.tool(named: "graphc").url
        graphc.arguments = arguments
        graphc.currentDirectoryURL = context.package.directoryURL
        try graphc.run()
        graphc.waitUntilExit()
        if graphc.terminationStatus != 0 {
            Diagnostics.error("graphc exited with status \(graphc.terminationStatus)")
        }
    }
}
