import Foundation
import PackagePlugin

/// `swift package graphc-emit …`: runs `graphc …` in the package's folder.
@main
struct GraphcEmitPlugin: CommandPlugin {
    func performCommand(context: PluginContext, arguments: [String]) throws {
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
