import CZlib

extension PixelImage {
    /// The image as a PNG file, of gray or of red, green and blue, without loss (ISO/IEC 15948).
    package var png: [UInt8] {
        let header =
            bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [
                8,  // bits a channel
                channels == .gray ? 0 : 2,  // gray, or red, green and blue
                0, 0, 0,  // deflate, the usual filters, not interlaced
            ]
        var lines: [UInt8] = []
        let length = width * channels.count
        lines.reserveCapacity(height * (1 + length))
        for row in 0..<height {
            lines.append(0)  // no filter
            lines += pixels[row * length..<(row + 1) * length]
        }
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header)
            + chunk("IDAT", deflated(lines)) + chunk("IEND", [])
    }
}

/// The length of the content, the name, the content and the check sum of both.
private func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let checked = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + checked
        + bigEndian(UInt32(crc32(0, checked, uInt(checked.count))))
}

/// The bytes in the format of zlib, RFC 1950.
private func deflated(_ bytes: [UInt8]) -> [UInt8] {
    var count = compressBound(uLong(bytes.count))
    return [UInt8](unsafeUninitializedCapacity: Int(count)) { output, written in
        let code = compress2(output.baseAddress, &count, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
        precondition(code == Z_OK, "out of memory")
        written = Int(count)
    }
}

private func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
}
