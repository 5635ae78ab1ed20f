import Foundation

@testable import GraphRuntime

/// The C of a model: emitted by the graphc that was built with these tests, and compiled to a shared library.
final class GeneratedC {
    /// What its names start with.
    let prefix: String
    let library: String
    private let folder: URL

    /// - Parameters:
    ///   - model: The path of the text, within this folder.
    ///   - optimization: A flag of the C compiler; more takes seconds.
    init(_ model: String, optimization: String) throws {
        folder = try Self.makeFolder()
        let text = URL(filePath: #filePath).deletingLastPathComponent().appending(path: model).path
        try run(Self.graphc.path, [text, "-o", "model.c"], in: folder)
        let header = try String(contentsOf: folder.appending(path: "model.h"), encoding: .utf8)
        guard let match = header.firstMatch(of: #/void (\w+)_init\(/#) else { throw Failure(text: header) }
        prefix = String(match.1)
        library = try Self.compile(optimization, in: folder)
    }

    /// Some C in place of a model's.
    init(source: String, prefix: String) throws {
        folder = try Self.makeFolder()
        try Data(source.utf8).write(to: folder.appending(path: "model.c"))
        self.prefix = prefix
        library = try Self.compile("-O0", in: folder)
    }

    private static func makeFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "graphc-c-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    private static func compile(_ optimization: String, in folder: URL) throws -> String {
        let warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        try run(
            "/usr/bin/env",
            ["clang", "-std=c11", optimization, "-shared", "-fPIC"] + warnings + [
                "model.c", "-lm", "-o", "model.so",
            ],
            in: folder)
        return folder.appending(path: "model.so").path
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    func compiled(layout: ModelLayout) throws -> CompiledModel {
        try CompiledModel(library: library, prefix: prefix, layout: layout)
    }

    /// The parameters that its own function draws.
    func parameters(layout: ModelLayout, seed: UInt64) throws -> Parameters {
        typealias Initialize = @convention(c) (UnsafeMutablePointer<Float>, UInt64) -> Void
        guard let handle = dlopen(library, RTLD_NOW | RTLD_LOCAL),
            let symbol = dlsym(handle, "\(prefix)_init")
        else {
            throw Failure(text: String(cString: dlerror()))
        }
        defer { dlclose(handle) }
        let initialize = unsafeBitCast(symbol, to: Initialize.self)
        var parameters = FloatArena(count: layout.parameterFloats + layout.stateFloats)
        parameters.withMutableMemory { initialize($0, seed) }
        return Parameters(layout: layout, arena: parameters)
    }

    static let graphc: URL = {
        #if os(macOS)
            let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
            return tests.bundleURL.deletingLastPathComponent().appending(path: "graphc")
        #else
            return Bundle.main.bundleURL.appending(path: "graphc")
        #endif
    }()

    struct Failure: Error { var text: String }
}

/// Runs a program, whose errors are few.
func run(_ executable: String, _ arguments: [String], in folder: URL) throws {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = try errors.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
        throw GeneratedC.Failure(text: String(decoding: text, as: UTF8.self))
    }
}
