import Foundation

/// A folder that goes away with this value.
final class Folder {
    let path: String

    init() throws {
        path =
            FileManager.default.temporaryDirectory.appending(path: "graphc-images-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func path(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, and makes the folders that it is in.
    func write(_ bytes: [UInt8], to name: String) throws {
        let file = URL(filePath: path(name))
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
    }

    func makeFolder(_ name: String) throws {
        try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    }

    func link(_ name: String, to target: String) throws {
        try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    }
}

/// A chunk of a PNG file, with its check sum.
func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] { chunk(Array(type.utf8) + data) }

private func chunk(_ content: [UInt8]) -> [UInt8] {
    var remainder: UInt32 = .max
    for byte in content {
        remainder ^= UInt32(byte)
        for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
    }
    return bigEndian(UInt32(content.count - 4)) + content + bigEndian(~remainder)
}

/// A PNG file whose chunks have been damaged, with the check sums of what they are now.
func withCheckSums(_ file: [UInt8]) -> [UInt8] {
    var mended = Array(file.prefix(8))
    var rest = file.dropFirst(8)
    while rest.count >= 12 {
        let count = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard count <= rest.count - 12 else { break }
        mended += chunk(Array(rest.dropFirst(4).prefix(4 + count)))
        rest = rest.dropFirst(12 + count)
    }
    return mended + rest
}

func bigEndian(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}
