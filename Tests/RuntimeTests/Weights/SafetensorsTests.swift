import Foundation
import Testing

@testable import GraphRuntime

@Suite struct SafetensorsTests {
    /// `Flatten; Linear 3 2; ReLU; Linear 2 1`.
    struct SmallModel: NaiveMLP {
        static let inputShape = [3]
        static let hidden = 2
        static let outputs = 1
        static let loss = ModelLayout.Loss.meanSquaredError
        static let layout = makeLayout()
        var storage: ModelStorage
    }

    /// What `safetensors.torch.save_file` (0.8.0) writes for
    ///
    ///     {"1.weight": torch.arange(6.).reshape(2, 3) / 4 - 1, "1.bias": torch.tensor([0.5, -2.0]),
    ///      "3.weight": torch.tensor([[1.0, 2.0]]), "3.bias": torch.tensor([-0.0])}
    static let header =
        #"{"1.bias":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
        + #""1.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[8,32]},"#
        + #""3.bias":{"dtype":"F32","shape":[1],"data_offsets":[32,36]},"#
        + #""3.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[36,44]}}"#
    static let payload: [UInt8] = [
        0, 0, 0, 0x3F, 0, 0, 0, 0xC0, 0, 0, 0x80, 0xBF, 0, 0, 0x40, 0xBF, 0, 0, 0, 0xBF, 0, 0, 0x80, 0xBE,
        0, 0, 0, 0, 0, 0, 0x80, 0x3E, 0, 0, 0, 0x80, 0, 0, 0x80, 0x3F, 0, 0, 0, 0x40,
    ]
    static let pyTorchFile = [0xF8, 0, 0, 0, 0, 0, 0, 0] + Array("\(header)  ".utf8) + payload

    /// The bytes of a file with this header and so many zeros.
    static func file(_ header: String, payload: Int) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian, Array.init) + Array(header.utf8)
            + [UInt8](repeating: 0, count: payload)
    }

    @Test func pyTorchsFileIsRead() throws {
        try withTemporaryFolder { folder in
            try write(Self.pyTorchFile, to: "\(folder)/w")
            let model = try SmallModel(contentsOf: "\(folder)/w")
            #expect(model.parameters["1.weight"]?.values == [-1, -0.75, -0.5, -0.25, 0, 0.25])
            #expect(model.parameters["1.bias"]?.values == [0.5, -2])
            #expect(model.parameters["3.weight"]?.values == [1, 2])
            #expect(model.parameters["3.bias"]?.values.map(\.bitPattern) == [0x8000_0000])
        }
    }

    @Test func theBytesWrittenArePyTorchs() throws {
        try withTemporaryFolder { folder in
            try write(Self.pyTorchFile, to: "\(folder)/read")
            try SmallModel(contentsOf: "\(folder)/read").save(to: "\(folder)/written")
            #expect(try bytes(of: "\(folder)/written") == Self.pyTorchFile)
        }
    }

    @Test func whatIsSavedIsLoaded() throws {
        try withTemporaryFolder { folder in
            let saved = TinyClassifier(seed: 1)
            try saved.save(to: "\(folder)/w")
            var loaded = TinyClassifier(seed: 2)
            try loaded.load(from: "\(folder)/w")
            #expect(Array(loaded.parameters) == Array(saved.parameters))
        }
    }

    @Test func theOrderInTheFileAndMetadataDoNotMatter() throws {
        let header =
            #" {"3.weight":{"shape":[1,2],"dtype":"F32","data_offsets":[0,8]},"#
            + #""__metadata__":{"format":"pt","note":"\u00e4\ud83d\ude00\n"},"#
            + #""1.weight":{"dtype":"F32","shape":[2,3],"data_offsets":[20,44]},"#
            + #""1.bias":{"dtype":"F32","shape":[2],"data_offsets":[8,16]},"#
            + #""3.b\u0069as" : {"dtype":"F32","shape":[1],"data_offsets":[16,20]} } "#
        try withTemporaryFolder { folder in
            try write(Self.file(header, payload: 44), to: "\(folder)/w")
            let model = try SmallModel(contentsOf: "\(folder)/w")
            #expect(model.parameters.allSatisfy { $0.values.allSatisfy { $0 == 0 } })
        }
    }

    static let entry = #""a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#
    static let violations: [([UInt8], SafetensorsError.Reason)] = [
        ([], .tooShort(bytes: 0)),
        ([1, 2, 3, 4, 5, 6, 7], .tooShort(bytes: 7)),
        ([3, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], .headerLength(3, limit: 2)),
        ([UInt8](repeating: 0xFF, count: 20), .headerLength(.max, limit: 12)),
        ([UInt8](repeating: 0, count: 8), .json(offset: 0, expected: "a value")),
        (file("", payload: 4), .json(offset: 0, expected: "a value")),
        (file("[]", payload: 0), .json(offset: 0, expected: "an object")),
        (file("{", payload: 0), .json(offset: 1, expected: "'\"'")),
        (file("{}x", payload: 0), .json(offset: 2, expected: "the end of the text")),
        (file("{\(entry),}", payload: 8), .json(offset: entry.utf8.count + 2, expected: "'\"'")),
        (
            file("{\(entry),\(entry)}", payload: 8),
            .json(offset: entry.utf8.count + 2, expected: "each key once, not \"a\" again")
        ),
        (file(#"{"__metadata__":{"a":1}}"#, payload: 0), .metadata),
        (
            file(#"{"__metadata__":{"a":"","a":""}}"#, payload: 0),
            .json(offset: 24, expected: "each key once, not \"a\" again")
        ),
        (
            file(#"{"__metadata__":{},"__metadata__":{}}"#, payload: 0),
            .json(offset: 19, expected: "each key once, not \"__metadata__\" again")
        ),
        // What is wrong first is told, and what stands behind is not read.
        (file(#"{"a":0,"#, payload: 0), .entry(tensor: "a")),
        (file(#"{"__metadata__":"a"}"#, payload: 0), .metadata),
        (file(#"{"a":[]}"#, payload: 0), .entry(tensor: "a")),
        (file(#"{"a":{"shape":[2],"data_offsets":[0,8]}}"#, payload: 8), .entry(tensor: "a")),
        (file(#"{"a":{"dtype":"F32","data_offsets":[0,8]}}"#, payload: 8), .entry(tensor: "a")),
        (file(#"{"a":{"dtype":"F32","shape":[2]}}"#, payload: 8), .entry(tensor: "a")),
        (
            file(#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#, payload: 8),
            .entry(tensor: "a")
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#, payload: 8),
            .entry(tensor: "a")
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8,8]}}"#, payload: 8),
            .entry(tensor: "a")
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, payload: 8),
            .entry(tensor: "a")
        ),
        (
            file(
                #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,99999999999999999999]}}"#, payload: 8),
            .entry(tensor: "a")
        ),
        (
            file(#"{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"#, payload: 2),
            .dtype(tensor: "a", found: "BOOL")
        ),
        (
            file(#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,8]}}"#, payload: 8),
            .byteCount(tensor: "a", shape: [2], expected: 4, found: 8)
        ),
        (
            file(
                #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, payload: 8),
            .tooLarge(tensor: "a", shape: [4_611_686_018_427_387_904, 4])
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, payload: 8),
            .byteCount(tensor: "a", shape: [3], expected: 12, found: 8)
        ),
        (
            file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, payload: 12),
            .offset(tensor: "a", expected: 0, found: 4)
        ),
        (
            file(#"{\#(entry),"b":{"dtype":"F32","shape":[1],"data_offsets":[12,16]}}"#, payload: 16),
            .offset(tensor: "b", expected: 8, found: 12)
        ),
        (
            file(#"{\#(entry),"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, payload: 8),
            .offset(tensor: "b", expected: 8, found: 4)
        ),
        (file("{\(entry)}", payload: 7), .payload(expected: 8, found: 7)),
        (file("{\(entry)}", payload: 9), .payload(expected: 8, found: 9)),
        (
            file(String(repeating: "[", count: 100_000), payload: 0),
            .json(offset: 64, expected: "at most 64 levels")
        ),
    ]

    @Test(arguments: violations.indices) func aDamagedFileIsRefusedAndChangesNothing(_ index: Int) throws {
        let (content, reason) = Self.violations[index]
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            try write(content, to: path)
            var model = SmallModel(seed: 1)
            #expect(throws: SafetensorsError(path: path, reason: reason)) { try model.load(from: path) }
            #expect(Array(model.parameters) == Array(SmallModel(seed: 1).parameters))
        }
    }

    /// No prefix of a file is a file, and no changed byte of the header is fatal.
    @Test func truncatedAndChangedFilesNeverTrap() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            for length in 0..<Self.pyTorchFile.count {
                try write(Array(Self.pyTorchFile[..<length]), to: path)
                #expect(throws: SafetensorsError.self) { try SmallModel(contentsOf: path) }
            }
            for position in 0..<256 {
                for byte: UInt8 in [0, 0x22, 0x2D, 0x39, 0x5B, 0x5C, 0x7D, 0x80, 0xFF] {
                    var content = Self.pyTorchFile
                    content[position] = byte
                    try write(content, to: path)
                    _ = try? SmallModel(contentsOf: path)
                }
            }
        }
    }

    @Test func allDifferencesToAnotherModelAreTold() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/w"
            let header =
                #"{"1.weight":{"dtype":"F32","shape":[3,2],"data_offsets":[0,24]},"#
                + #""1.bias":{"dtype":"F32","shape":[2],"data_offsets":[24,32]},"#
                + #""2.gain":{"dtype":"F32","shape":[],"data_offsets":[32,36]},"#
                + #""3.weight":{"dtype":"F32","shape":[1,2],"data_offsets":[36,44]}}"#
            try write(Self.file(header, payload: 44), to: path)
            let error = #expect(throws: SafetensorsError.self) { try SmallModel(contentsOf: path) }
            #expect(
                error?.description == """
                    \(path): the file is of another model
                      1.weight: expected the shape 2 × 3, found 3 × 2
                      3.bias: expected the shape 1, found no such tensor
                      2.gain: expected no such tensor, found one of shape []
                    """)
        }
    }

    /// What is in a file does not get at the terminal: no colours, no lines of its own, no megabytes.
    @Test func namesOutOfAFileAreShownAsTheyAre() throws {
        func message(_ header: String, payload: Int = 0) throws -> String {
            var message = ""
            try withTemporaryFolder { folder in
                try write(Self.file(header, payload: payload), to: "\(folder)/w")
                do { _ = try SmallModel(contentsOf: "\(folder)/w") } catch {
                    message = "\(error)".replacingOccurrences(of: "\(folder)/w", with: "w")
                }
            }
            return message
        }
        let red = #"\u001b[31m\nred\u202e\u009b"#
        let shown = #"\u{1B}[31m\u{A}red\u{202E}\u{9B}"#
        #expect(
            try message(#"{"\#(red)":[]}"#)
                == "w: \(shown): expected a dtype, a shape and two data_offsets in ascending order")
        #expect(
            try message(#"{"ä":{"dtype":"\#(red)","shape":[1],"data_offsets":[0,4]}}"#, payload: 4)
                == "w: ä: expected the dtype F16, BF16, F32 or F64, or that of integers, found \(shown); "
                + "convert the file with tensor.float()")
        let entry = #"{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
        #expect(
            try message(#"{"\#(red)":\#(entry),"\#(red)":\#(entry)}"#)
                .hasSuffix("each key once, not \"\(shown)\" again"))
        let long = String(repeating: "ab", count: 100_000)
        let start = String(long.prefix(80)) + "…"
        #expect(
            try message(#"{"\#(long)":[]}"#)
                == "w: \(start): expected a dtype, a shape and two data_offsets in ascending order")
        let many = (0..<1000).map {
            #""\#($0)\#(long.prefix(100))":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
        }
        let text = try message("{\(many.joined(separator: ","))}")
        #expect(text.hasSuffix("\n  … and 984 more") && text.utf8.count < 4000, "\(text)")
        let ones = Array(repeating: "1", count: 1000).joined(separator: ",")
        #expect(
            try message(#"{"a":{"dtype":"F32","shape":[\#(ones)],"data_offsets":[0,8]}}"#, payload: 8)
                == "w: a: expected 4 bytes for the shape \(String(repeating: "1 × ", count: 16))…, found 8")
    }

    @Test func whatCannotBeReadIsNamed() throws {
        try withTemporaryFolder { folder in
            #expect(throws: FileError.cannotRead("\(folder)/missing", ENOENT)) {
                try SmallModel(contentsOf: "\(folder)/missing")
            }
            #expect(throws: FileError.notAFile(folder)) { try SmallModel(contentsOf: folder) }
        }
    }

    @Test func namesAreEscapedInTheHeader() throws {
        let tensor = StoredTensor("a\"\\\n\u{1}ä", shape: [0], [Float]())
        let bytes = SafetensorsHeader(describing: [tensor]).bytes
        let json = String(decoding: bytes.dropFirst(8), as: UTF8.self)
        #expect(json.hasPrefix(#"{"a\"\\\n\u0001ä":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}"#))
        #expect(json.utf8.count % 8 == 0)
        let parsed = try SafetensorsHeader(parsing: Array(json.utf8), payload: 0)
        #expect(parsed.tensors.map(\.name) == [tensor.name])
    }
}
