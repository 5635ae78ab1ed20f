import Foundation
import Testing

/// A browser without a window.
enum Chromium {
    /// That of the environment variable `GRAPHC_CHROMIUM`, or the first of the usual names on the path.
    static let executable: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["GRAPHC_CHROMIUM"] { return named }
        let names = ["chromium", "chromium-browser", "google-chrome", "chrome"]
        let folders = environment["PATH", default: ""].split(separator: ":")
        return names.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// Opens a page, and gives its document after all scripts have run, and what was written to the console.
    ///
    /// - Parameter folder: For what the browser keeps.
    static func open(
        _ page: String, width: Int, isDark: Bool = false, in folder: String
    ) throws -> (document: String, console: [String]) {
        let process = Process()
        process.executableURL = URL(filePath: try #require(executable))
        process.arguments =
            [
                "--headless", "--disable-gpu", "--hide-scrollbars", "--enable-logging=stderr", "--v=0",
                "--virtual-time-budget=2000",
                "--user-data-dir=\(folder)/chromium", "--window-size=\(width),2000",
            ] + (geteuid() == 0 ? ["--no-sandbox"] : [])
            + (isDark ? ["--blink-settings=preferredColorScheme=0"] : [])
            + ["--dump-dom", "file://\(page)"]
        // Files, since a pipe that nobody reads keeps the browser from going on.
        let (output, errors) = ("\(folder)/output", "\(folder)/errors")
        for path in [output, errors] { try write([], to: path) }
        process.standardOutput = try FileHandle(forWritingTo: URL(filePath: output))
        process.standardError = try FileHandle(forWritingTo: URL(filePath: errors))
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        let log = String(decoding: try bytes(of: errors), as: UTF8.self).split(separator: "\n")
        return (
            String(decoding: try bytes(of: output), as: UTF8.self),
            log.filter { $0.contains("CONSOLE") }.map(String.init)
        )
    }
}
