import Foundation
import Testing

/// What a process left behind.
struct Outcome {
    /// As a shell says it: 128 and the number of the signal, if it died of one.
    var status: Int32
    var output: String
    var errors: String
}

/// Runs a program to its end, in a folder.
func run(
    _ executable: URL, _ arguments: [String], in folder: URL, standardInput: String = "",
    environment: [String: String]? = nil
) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    if let environment { process.environment = environment }
    let input = Pipe()
    process.standardInput = input
    // Files, since a process that fills one pipe while the other is read would wait forever.
    let streams = try TemporaryFolder()
    let output = try streams.handle(for: "output")
    let errors = try streams.handle(for: "errors")
    process.standardOutput = output
    process.standardError = errors
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(standardInput.utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Outcome(
        status: signal + process.terminationStatus, output: try streams.text(of: "output"),
        errors: try streams.text(of: "errors"))
}

/// That of a user, who does not build graphc as its developers do.
var userEnvironment: [String: String] {
    let ofDevelopers = ["GRAPHC_WARNINGS_AS_ERRORS", "GRAPHC_OPTIMIZED_COMPILER"]
    return ProcessInfo.processInfo.environment.filter { !ofDevelopers.contains($0.key) }
}

/// The `graphc` that was built with these tests.
let graphcExecutable: URL = {
    #if os(macOS)
        let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
        let folder = tests.bundleURL.deletingLastPathComponent()
    #else
        let folder = Bundle.main.bundleURL
    #endif
    return folder.appending(path: "graphc")
}()

/// This package.
let repository = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

/// A folder that goes away with this value.
final class TemporaryFolder {
    let url: URL

    init(_ name: String = "graphc-tests-\(UUID().uuidString)") throws {
        url = FileManager.default.temporaryDirectory.appending(path: name, directoryHint: .isDirectory)
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Runs `graphc` here.
    func graphc(_ arguments: String..., standardInput: String = "") throws -> Outcome {
        try run(graphcExecutable, arguments, in: url, standardInput: standardInput)
    }

    /// Writes a file, and makes the folders that it is in.
    func write(_ text: String, to path: String) throws {
        try write(Data(text.utf8), to: path)
    }

    func write(_ bytes: Data, to path: String) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try bytes.write(to: file)
    }

    func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: path)), as: UTF8.self)
    }

    func handle(for path: String) throws -> FileHandle {
        try write("", to: path)
        return try FileHandle(forWritingTo: url.appending(path: path))
    }

    func attribute<Value>(_ key: FileAttributeKey, of path: String) throws -> Value {
        let attributes = try FileManager.default.attributesOfItem(atPath: url.appending(path: path).path)
        return try #require(attributes[key] as? Value)
    }

    /// Every file and folder in here.
    var contents: [String] {
        get throws { try FileManager.default.subpathsOfDirectory(atPath: url.path).sorted() }
    }
}
