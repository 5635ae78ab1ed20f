import Foundation

/// A folder that goes away with this value.
final class TemporaryFolder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory
            .appending(path: "graphc-tests-\(UUID().uuidString)", directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }

    func write(_ bytes: Data, to path: String) throws { try bytes.write(to: url.appending(path: path)) }

    func bytes(of path: String) throws -> Data { try Data(contentsOf: url.appending(path: path)) }

    /// Runs a program to its end in this folder, with files for its input and output.
    func run(_ program: String, _ arguments: [String], input: Data = Data()) throws -> Outcome {
        let streams = try ["input", "output", "errors"].map { name in
            let file = url.appending(path: "\(name)-\(UUID().uuidString)")
            try (name == "input" ? input : Data()).write(to: file)
            return file
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = arguments
        process.currentDirectoryURL = url
        process.standardInput = try FileHandle(forReadingFrom: streams[0])
        process.standardOutput = try FileHandle(forWritingTo: streams[1])
        process.standardError = try FileHandle(forWritingTo: streams[2])
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try Data(contentsOf: streams[1]),
            errors: try String(contentsOf: streams[2], encoding: .utf8))
    }
}

/// What a program left behind.
struct Outcome {
    var status: Int32
    var output: Data
    var errors: String
}
