/// The parts of a PNG file that make its pixels, in their order: header, palette, transparency, data and end.
///
/// Everything else is left out before a library sees it: texts, times and profiles, which may be packed, and the gamma,
/// which would change the bytes of the pixels. Whether the parts are intact is the library's to find out.
struct PNGChunks {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// The signature and the chunks: a whole file.
    let bytes: [UInt8]
    let height: Int
    let width: Int
    /// Of the chunks with the compressed pixels.
    let dataSize: Int
    let name: String
    /// Of a pixel, before it is compressed.
    private let bits: Int

    /// - Parameter bytes: They begin with the signature.
    init(_ bytes: [UInt8], name: String) throws(ImageError) {
        var kept = Self.signature
        kept.reserveCapacity(bytes.count)
        var header: ArraySlice<UInt8>?
        var (offset, dataSize) = (kept.count, 0)
        while true {
            let chunk = try Chunk(at: offset, of: bytes, name: name)
            if header == nil {
                guard chunk.type == "IHDR", chunk.data.count == 13 else {
                    throw .corrupt(file: name, reason: "expected the chunk IHDR of 13 bytes first")
                }
                header = chunk.data
            }
            if chunk.type == "IDAT" { dataSize += chunk.data.count }
            if partsOfPixels.contains(chunk.type) { kept += bytes[offset..<chunk.end] }
            offset = chunk.end
            if chunk.type == "IEND" { break }
        }
        let fields = Array(header ?? [])
        (width, height) = (number(fields[0..<4]), number(fields[4..<8]))
        bits = Int(fields[8]) * (channels[fields[9]] ?? 1)
        self.bytes = kept
        self.dataSize = dataSize
        self.name = name
    }

    /// Deflate's densest code stands for 258 bytes with 2 bits.
    var leastDataSize: Int { height * width / 1032 * bits / 8 }
}

private struct Chunk {
    let type: String
    let data: ArraySlice<UInt8>
    /// Where the next one begins, behind the check sum.
    let end: Int

    init(at offset: Int, of bytes: [UInt8], name: String) throws(ImageError) {
        guard bytes.count - offset >= 8 else {
            throw .truncated(file: name, at: offset, expected: "another chunk")
        }
        type = String(decoding: bytes[offset + 4..<offset + 8], as: Unicode.ASCII.self)
        let count = number(bytes[offset..<offset + 4])
        end = offset + 8 + count + 4
        guard end <= bytes.count else {
            throw .truncated(file: name, at: offset, expected: "a chunk of \(count) bytes")
        }
        data = bytes[offset + 8..<offset + 8 + count]
    }
}

private let partsOfPixels: Set<String> = ["IHDR", "PLTE", "tRNS", "IDAT", "IEND"]

/// Of each type of colour. The library refuses other types.
private let channels: [UInt8: Int] = [0: 1, 2: 3, 3: 1, 4: 2, 6: 4]

/// Four bytes, the highest first.
private func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reduce(0) { $0 << 8 | Int($1) } }
