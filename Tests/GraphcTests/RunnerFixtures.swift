import Foundation
import Testing

/// What tests compile stays for the next.
let modelCache = FileManager.default.temporaryDirectory.appending(path: "graphc-tests-models").path

let digits = repository.appending(path: "examples/Data/digits").path
let iris = repository.appending(path: "examples/Data/iris/iris.csv").path

extension TemporaryFolder {
    /// Runs a command that runs models.
    func runner(
        _ arguments: [String], standardInput: String = "", environment: [String: String] = [:]
    ) throws -> Outcome {
        let own = ProcessInfo.processInfo.environment.merging(["GRAPHC_CACHE": modelCache]) { $1 }
        return try run(
            graphcExecutable, arguments, in: url, standardInput: standardInput,
            environment: own.merging(environment) { $1 })
    }

    func runner(_ arguments: String...) throws -> Outcome { try runner(arguments) }

    func path(_ name: String) -> String { url.appending(path: name).path }

    func contains(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

    func bytes(of name: String) throws -> Data { try Data(contentsOf: url.appending(path: name)) }

    /// Writes a safetensors file of 32-bit floats.
    func writeWeights(
        _ tensors: [(name: String, shape: [Int], values: [Float])], metadata: [String: String] = [:],
        to path: String
    ) throws {
        var header: [String: Any] = metadata.isEmpty ? [:] : ["__metadata__": metadata]
        var bytes = Data()
        for (name, shape, values) in tensors {
            let start = bytes.count
            for value in values { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
            header[name] = ["dtype": "F32", "shape": shape, "data_offsets": [start, bytes.count]]
        }
        let json = try JSONSerialization.data(withJSONObject: header)
        let length = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        try write(length + json + bytes, to: path)
    }

    /// Writes an image whose rows are given, each from left to right: of one number a pixel, or of three.
    func writePNG(_ rows: [[[UInt8]]], to path: String) throws {
        let channels = rows[0][0].count
        let lines = rows.flatMap { [0] + $0.joined() }
        let length = UInt16(lines.count)
        // One block that is not compressed (RFC 1950 and 1951).
        let stored =
            [0x78, 0x01, 1] + bigEndian(length).reversed() + bigEndian(~length).reversed() + lines
            + bigEndian(adler32(lines))
        let header =
            bigEndian(UInt32(rows[0].count)) + bigEndian(UInt32(rows.count)) + [
                8, channels == 1 ? 0 : 2, 0, 0, 0,
            ]
        let file =
            [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stored)
            + chunk("IEND", [])
        try write(Data(file), to: path)
    }
}

extension Outcome {
    /// Lines of JSON objects.
    var objects: [[String: Any]] {
        get throws {
            try output.split(separator: "\n").map {
                try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
            }
        }
    }
}

private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let checked = name.utf8 + content
    return bigEndian(UInt32(content.count)) + checked + bigEndian(crc32(checked))
}

/// The most significant first.
private func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
        (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
}

private func adler32(_ bytes: [UInt8]) -> UInt32 {
    let (low, high) = bytes.reduce((UInt32(1), UInt32(0))) { sums, byte in
        let low = (sums.0 + UInt32(byte)) % 65521
        return (low, (sums.1 + low) % 65521)
    }
    return high << 16 | low
}
