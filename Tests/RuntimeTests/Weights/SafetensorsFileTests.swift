import Foundation
import Testing

@testable import GraphRuntime

@Suite struct SafetensorsFileTests {
    @Test func aFileTellsWhatIsInIt() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            var model = DynamicModel(.counting)
            try model.setParameter("0.weight", to: [1, 2, 3, 4, 5, 6])
            try model.save(to: path)
            let file = try SafetensorsFile(path: path)
            #expect(file.path == path && file.metadata.isEmpty)
            #expect(file.tensors.map(\.name) == ["1.num_batches_tracked", "0.bias", "0.weight"])
            #expect(file.tensors.map(\.shape) == [[], [2], [2, 3]])
            #expect(file.tensors.map { "\($0.element)" } == ["I64", "F32", "F32"])
            #expect(file["0.bias"]?.shape == [2] && file["bias"] == nil)
            #expect(try file.values(of: "0.weight") == [1, 2, 3, 4, 5, 6])
            #expect(try file.values(of: "1.num_batches_tracked") == [7])
            #expect(try file.values(of: "weight") == nil)
        }
    }

    /// Quotation marks, line feeds, NUL, what is beyond 16 bits.
    @Test func metadataIsKept() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            let metadata = [
                "format": "pt", "classes": "T-shirt\nDress", "": "empty name",
                "odd": "\"\\\u{0}\u{8}\u{1F}\r\t/ä😀",
            ]
            let model = DynamicModel(.counting)
            try model.save(to: path, metadata: metadata)
            #expect(try SafetensorsFile(path: path).metadata == metadata)
            #expect(try DynamicModel(.counting, contentsOf: path).parameters.elementsEqual(model.parameters))
            let first = try bytes(of: path)
            try model.save(to: path, metadata: metadata)
            #expect(try bytes(of: path) == first)
        }
    }

    /// Nobody would read such a file, not even this program.
    @Test func metadataBeyondTheLimitOfHeadersIsNotWritten() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            let model = DynamicModel(.counting)
            try model.save(to: path)
            let old = try bytes(of: path)
            let text = String(repeating: "a", count: SafetensorsHeader.lengthLimit)
            #expect(throws: FileError.cannotWrite(path, "header", EFBIG)) {
                try model.save(to: path, metadata: ["text": text])
            }
            #expect(try bytes(of: path) == old)
        }
    }

    /// Parameters, what an optimizer keeps in their places, and numbers of any of the four kinds.
    @Test func anyTensorsAreWrittenAndReadBack() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            let layout = CompiledModel.counting.layout
            let model = DynamicModel(.counting)
            var momentum = FloatArena(count: layout.parameterFloats)
            momentum.withMutableMemory { memory in
                for index in 0..<layout.parameterFloats { memory[index] = Float(index) }
            }
            let trained = layout.parameters.filter { $0.role == .trained }
            let steps: [UInt64] = [0, 1, .max]
            let powers: [Double] = [0.1, .pi, -.greatestFiniteMagnitude, .leastNonzeroMagnitude]
            let offsets: [Int64] = [.min, -1, .max]
            let floats: [Float] = [-0.0, .infinity]
            try writeSafetensors(
                layout.parameters.map { StoredTensor($0.name, $0, in: model.storage.parameters) }
                    + trained.map { StoredTensor("optimizer.momentum.\($0.name)", $0, in: momentum) }
                    + [
                        StoredTensor("optimizer.steps", shape: [3], steps),
                        StoredTensor("optimizer.powers", shape: [2, 2], powers),
                        StoredTensor("optimizer.offsets", shape: [3, 1], offsets),
                        StoredTensor("optimizer.floats", shape: [2], floats),
                        StoredTensor("optimizer.none", shape: [0, 4], [Float]()),
                    ], metadata: ["epoch": "3"], to: path)

            let file = try SafetensorsFile(path: path)
            #expect(file.metadata == ["epoch": "3"])
            #expect(
                file.tensors.map(\.element) == [
                    .uint64, .int64, .int64, .float64, .float32, .float32, .float32, .float32, .float32,
                    .float32,
                ])
            #expect(try file.elements(of: "optimizer.steps", shape: [3]) == steps)
            #expect(try file.elements(of: "optimizer.powers", shape: [2, 2]) == powers)
            #expect(try file.elements(of: "optimizer.offsets", shape: [3, 1]) == offsets)
            #expect(try file.elements(of: "optimizer.none", shape: [0, 4], as: Float.self) == [])
            let found: [Float] = try file.elements(of: "optimizer.floats", shape: [2])
            #expect(found.map(\.bitPattern) == floats.map(\.bitPattern))

            var read = FloatArena(count: layout.parameterFloats)
            for parameter in trained {
                let elements = try file.elements(
                    for: parameter, named: "optimizer.momentum.\(parameter.name)")
                read.withMutableMemory { elements.copy(to: parameter, in: $0) }
            }
            let expected = (0..<layout.parameterFloats).map { $0 < 8 ? Float($0) : 0 }
            #expect(read.withMemory { memory in (0..<layout.parameterFloats).map { memory[$0] } } == expected)
            var loaded = DynamicModel(.counting)
            try loaded.load(from: path, strict: false)
            #expect(loaded.parameters.elementsEqual(model.parameters))
        }
    }

    @Test func whatIsNotAsItHasToBeIsSaid() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            try DynamicModel(.counting).save(to: path)
            let file = try SafetensorsFile(path: path)
            func expectMismatch(_ mismatch: SafetensorsError.Mismatch, _ read: () throws -> Void) {
                #expect(throws: SafetensorsError(path: path, reason: .mismatch([mismatch])), performing: read)
            }
            expectMismatch(.missing(name: "steps", shape: [2])) {
                _ = try file.elements(of: "steps", shape: [2], as: UInt64.self)
            }
            expectMismatch(.shape(name: "0.bias", expected: [3], found: [2])) {
                _ = try file.elements(of: "0.bias", shape: [3], as: Float.self)
            }
            expectMismatch(.element(name: "0.bias", expected: .float64, found: .float32)) {
                _ = try file.elements(of: "0.bias", shape: [2], as: Double.self)
            }
            let weight = CompiledModel.counting.layout.parameters[0]
            expectMismatch(.missing(name: "moment.0.weight", shape: [2, 3])) {
                _ = try file.elements(for: weight, named: "moment.0.weight")
            }
        }
    }

    @Test func anOpenFileStaysWhatItWas() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            var model = DynamicModel(.counting)
            try model.save(to: path)
            let file = try SafetensorsFile(path: path)
            try model.setParameter("0.bias", to: [1, 2])
            try model.save(to: path, metadata: ["a": "b"])
            #expect(try file.values(of: "0.bias") == [8, 8] && file.metadata.isEmpty)
            #expect(try SafetensorsFile(path: path).values(of: "0.bias") == [1, 2])
        }
    }

    /// By something that does not replace files but writes into them.
    @Test func aFileThatHasBecomeShorterIsAnError() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            try DynamicModel(.counting).save(to: path)
            let file = try SafetensorsFile(path: path)
            #expect(truncate(path, 100) == 0)
            #expect(throws: FileError.cannotRead(path, EIO)) { try file.values(of: "0.weight") }
        }
    }
}
