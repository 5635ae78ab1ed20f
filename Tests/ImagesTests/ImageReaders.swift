import Foundation
import GraphImages
import GraphRuntime
import ReaderChecks

/// The readers of GraphImages.
let imageReaders: [ReaderCheck] = [image, imageFolder]

/// As they are, and with check sums that are right, without which little of a PNG file is looked at.
private let image = ReaderCheck(name: "image", seeds: imageFiles) { bytes, folder in
    for bytes in [withCheckSums(bytes), bytes] {
        let encoded = try? PixelImage(encoded: bytes, pixelLimit: 1 << 20)
        let image = try PixelImage(path: write(bytes, to: "\(folder)/file"), pixelLimit: 1 << 20)
        try expect(image == encoded, "the image in memory is another")
        try expect(image.pixels.count == image.shape.reduce(1, *), "\(image.pixels.count) of \(image.shape)")
    }
}

private let imageFolder = ReaderCheck(name: "image-folder", seeds: imageFiles) { bytes, folder in
    let directory = "\(folder)/images"
    try FileManager.default.createDirectory(atPath: "\(directory)/a", withIntermediateDirectories: true)
    try write(imageFiles.first ?? [], to: "\(directory)/a/first.png")
    try write(bytes, to: "\(directory)/a/second.png")
    let data = try ImageFolder(
        directory: directory, size: (height: 5, width: 6), normalization: .zeroToOne, pixelLimit: 1 << 20)
    try expect(data.images.map(\.label) == [0, 0], "labels \(data.images.map(\.label))")
    try expect(data.images.allSatisfy { $0.pixels.count == 90 }, "an image of another size")
}

/// Those of the tests, wherever links lead here from.
private let imageFiles: [[UInt8]] = {
    let here = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    let folder = here.appendingPathComponent("Fixtures")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().filter { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") }
        .compactMap { try? Data(contentsOf: folder.appendingPathComponent($0)) }.map(Array.init)
}()

/// A chunk of a PNG file, with its check sum.
func pngChunk(_ type: String, _ data: [UInt8]) -> [UInt8] { chunk(Array(type.utf8) + data) }

private func chunk(_ content: [UInt8]) -> [UInt8] {
    var remainder: UInt32 = .max
    for byte in content {
        remainder ^= UInt32(byte)
        for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
    }
    return bigEndian(UInt32(content.count - 4)) + content + bigEndian(~remainder)
}

func bigEndian(_ number: UInt32) -> [UInt8] {
    withUnsafeBytes(of: number.bigEndian) { Array($0) }
}

/// A PNG file whose chunks have been damaged, with the check sums of what they are now. Other files stay as they are.
private func withCheckSums(_ file: [UInt8]) -> [UInt8] {
    guard file.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return file }
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
