import Foundation

@testable import GraphRuntime

/// The C of a model: emitted by the graphc that was built with these tests, compiled, and loaded. Its parameters
/// lie as those of the Swift of the same model.
final class GeneratedC {
    private let layout: ModelLayout
    private let library: UnsafeMutableRawPointer
    private let prefix: String
    private let arena: AlignedBuffer<Float>
    private var logits: AlignedBuffer<Float>
    private var losses: AlignedBuffer<Float>
    /// As many samples as the C works on together by default.
    private static let batch = 64

    /// - Parameters:
    ///   - model: The path of the text, within this folder.
    ///   - optimization: A flag of the C compiler; more takes seconds.
    init(_ model: String, layout: ModelLayout, optimization: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "graphc-c-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = URL(filePath: #filePath).deletingLastPathComponent().appending(path: model).path
        try run(Self.graphc.path, [text, "-o", "model.c"], in: folder)
        let warnings = ["-Wall", "-Wextra", "-Wpedantic", "-Werror"]
        try run(
            "/usr/bin/env",
            ["clang", "-std=c11", optimization, "-shared", "-fPIC"] + warnings + [
                "model.c", "-lm", "-o", "model.so",
            ],
            in: folder)
        let header = try String(contentsOf: folder.appending(path: "model.h"), encoding: .utf8)
        guard let match = header.firstMatch(of: #/void (\w+)_init\(/#) else { throw Failure(text: header) }
        guard let library = dlopen(folder.appending(path: "model.so").path, RTLD_NOW | RTLD_LOCAL) else {
            throw Failure(text: String(cString: dlerror()))
        }
        self.layout = layout
        self.library = library
        prefix = String(match.1)
        arena = AlignedBuffer(count: Self.batch * layout.arenaFloatsPerSample + layout.arenaFloats)
        logits = AlignedBuffer(count: Self.batch * layout.outputs)
        losses = AlignedBuffer(count: Self.batch)
    }

    deinit { dlclose(library) }

    /// Fresh parameters.
    func parameters(seed: UInt64) throws -> FloatArena {
        typealias Function = @convention(c) (UnsafeMutablePointer<Float>, UInt64) -> Void
        let initialize = try function("init", as: Function.self)
        var parameters = FloatArena(count: layout.parameterFloats)
        parameters.withMutableMemory { initialize($0, seed) }
        return parameters
    }

    /// The gradient of the mean loss.
    ///
    /// - Parameter expected: Labels or targets.
    func gradient(
        _ parameters: FloatArena, inputs: [Float], expected: UnsafeRawPointer, samples: Int
    ) throws -> FloatArena {
        typealias Function =
            @convention(c) (
                UnsafePointer<Float>, UnsafeMutablePointer<Float>, UnsafePointer<Float>, UnsafeRawPointer,
                Int,
                UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
            ) -> CInt
        let gradient = try function("gradient", as: Function.self)
        var result = FloatArena(count: layout.parameterFloats)
        let status = parameters.withMemory { parameters in
            result.withMutableMemory {
                gradient(
                    parameters, arena.start, inputs, expected, samples, logits.start, losses.start, $0)
            }
        }
        guard status == 0 else { throw Failure(text: "status \(status)") }
        return result
    }

    /// One step of gradient descent.
    func trainStep(
        _ parameters: inout FloatArena, inputs: UnsafePointer<Float>, labels: UnsafePointer<Int32>,
        samples: Int, learningRate: Float
    ) throws {
        typealias Function =
            @convention(c) (
                UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>, UnsafePointer<Float>,
                UnsafePointer<Int32>, Int, Float, UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>
            ) -> CInt
        let step = try function("train_step", as: Function.self)
        let status = parameters.withMutableMemory {
            step($0, arena.start, inputs, labels, samples, learningRate, logits.start, losses.start)
        }
        guard status == 0 else { throw Failure(text: "status \(status)") }
    }

    private func function<Function>(_ name: String, as type: Function.Type) throws -> Function {
        guard let symbol = dlsym(library, "\(prefix)_\(name)") else {
            throw Failure(text: "no \(prefix)_\(name)")
        }
        return unsafeBitCast(symbol, to: type)
    }

    private static let graphc: URL = {
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
private func run(_ executable: String, _ arguments: [String], in folder: URL) throws {
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
