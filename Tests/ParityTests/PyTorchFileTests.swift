import Foundation
import Testing

@testable import GraphRuntime

/// PyTorch itself reads what `save` writes, and writes what `load` reads.
@Suite(
    .enabled(
        if: python != nil,
        "set GRAPHC_PYTHON to a Python that has torch and safetensors, or put one on the path"))
struct PyTorchFileTests {
    @Test func pyTorchReadsOurs() throws {
        try withFolder { folder in
            var model = NormalizedImages(seed: 3)
            var random = SplitMix64(seed: 3)
            let samples = (0..<9).map { _ in (0..<84).map { _ in random.nextUniform() } }
            let targets = (0..<9).map { _ in (0..<4).map { _ in random.nextUniform() } }
            var optimizer = Optimizer.adam()
            for _ in 0..<5 {
                try model.trainStep(inputs: samples, targets: targets, optimizer: &optimizer)
            }
            try model.save(to: "\(folder)/ours.safetensors", metadata: ["note": "ä \"\\\n\u{1}\t"])
            try run("read", folder)
            let results = try SafetensorsFile(path: "\(folder)/results.safetensors")
            let inputs = try #require(try results.values(of: "inputs"))
            let logits = try #require(try results.values(of: "logits"))
            let found = try model.logits(batch: (0..<5).map { Array(inputs[84 * $0..<84 * ($0 + 1)]) })
            expectEqual(found.flatMap { $0 }, logits.map(Double.init), "logits")
            for layer in [0, 2, 7] {
                let count = try results.elements(
                    of: "\(layer).num_batches_tracked", shape: [], as: Int64.self)
                #expect(count == [5])
            }
        }
    }

    @Test func weReadPyTorchs() throws {
        try withFolder { folder in
            try run("write", folder)
            for dtype in ["float16", "bfloat16", "float32", "float64"] {
                let model = try NormalizedImages(contentsOf: "\(folder)/\(dtype).safetensors")
                let expected = try SafetensorsFile(path: "\(folder)/\(dtype).expected.safetensors")
                for parameter in model.parameters {
                    let values = try #require(try expected.values(of: parameter.name))
                    let isSame = parameter.values.map(\.bitPattern) == values.map(\.bitPattern)
                    #expect(isSame, "\(dtype), \(parameter.name)")
                }
                #expect(model.parameters["2.num_batches_tracked"]?.values == [3])
                let file = try SafetensorsFile(path: "\(folder)/\(dtype).safetensors")
                #expect(file.metadata == ["format": "pt"])
            }
            for dtype in ["uint8", "int8", "int16", "int32", "int64"] {
                let model = try NormalizedImages(contentsOf: "\(folder)/count-\(dtype).safetensors")
                #expect(model.parameters["7.num_batches_tracked"]?.values == [3], "\(dtype)")
            }
        }
    }

    /// All numbers of 16 bits, and 200,000 doubles.
    @Test func numbersAreConvertedAsPyTorchDoes() throws {
        try withFolder { folder in
            try run("write", folder)
            let file = try SafetensorsFile(path: "\(folder)/numbers.safetensors")
            for (dtype, count) in [("float16", 65_536), ("bfloat16", 65_536), ("float64", 200_000)] {
                let values = try #require(try file.values(of: dtype))
                let expected = try #require(try file.values(of: "\(dtype) as float32"))
                #expect(values.count == count && expected.count == count)
                let differences = zip(values, expected).filter { found, expected in
                    expected.isNaN ? !found.isNaN : found.bitPattern != expected.bitPattern
                }
                #expect(differences.isEmpty, "\(dtype): \(differences.prefix(10))")
            }
        }
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func run(_ command: String, _ folder: String) throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../scripts/parity/weight_files.py")
        let status = try status(of: try #require(python), [script.path, command, folder])
        try #require(status == 0, "\(script.path) \(command) has failed, see above")
    }
}

/// The one that the environment names, or the first on the path that has what is needed.
private let python: String? = {
    let environment = ProcessInfo.processInfo.environment
    if let python = environment["GRAPHC_PYTHON"] { return python }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let check = "from importlib.util import find_spec as f; exit(not (f('torch') and f('safetensors')))"
    return folders.map { "\($0)/python3" }.first { python in
        FileManager.default.isExecutableFile(atPath: python) && (try? status(of: python, ["-c", check])) == 0
    }
}()

private func status(of executable: String, _ arguments: [String]) throws -> CInt {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
}
