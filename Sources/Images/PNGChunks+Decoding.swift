internal import CPNG
internal import GraphRuntime

extension PNGChunks {
    /// Decodes the pixels to gray or colour. Palettes become the colours in them, 16 bits are rounded to 8, and what is
    /// transparent is laid on white.
    func decode() throws(ImageError) -> PixelImage {
        try bytes.withUnsafeBytes { file in Result { () throws(ImageError) in try decode(file) } }.get()
    }

    private func decode(_ file: UnsafeRawBufferPointer) throws(ImageError) -> PixelImage {
        let reader = PNGReader()
        guard reader.begin(file) else { throw .corrupt(file: name, reason: reader.message) }
        let channels: ImageChannels = reader.hasColour ? .rgb : .gray
        let count = height * width * (channels.count + (reader.hasAlpha ? 1 : 0))
        let pixels: [UInt8]? =
            switch (reader.has16Bits, reader.hasAlpha) {
            case (false, false): reader.read(count)
            case (false, true): reader.read(count).map { onWhite($0, channels) }
            case (true, false): reader.read(count).map { $0.map(rounded) }
            case (true, true): reader.read(count).map { onWhite(premultiplied: $0, channels) }
            }
        guard let pixels else { throw .corrupt(file: name, reason: reader.message) }
        return PixelImage(of: pixels, height, width, channels)
    }
}

/// libpng's simplified interface, which returns where the other one would jump.
private final class PNGReader {
    /// The library keeps the address, so it must not move.
    private let image: UnsafeMutablePointer<png_image>

    init() {
        image = .allocate(capacity: 1)
        image.initialize(to: png_image())
        image.pointee.version = png_uint_32(PNG_IMAGE_VERSION)
    }

    deinit {
        png_image_free(image)
        image.deallocate()
    }

    /// Reads the header of a file, whose bytes have to stay there. The pixels are going to be what they are in the file:
    /// of 8 or of 16 bits, but for palettes.
    func begin(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard png_image_begin_read_from_memory(image, bytes.baseAddress, bytes.count) != 0 else {
            return false
        }
        image.pointee.format &= ~png_uint_32(PNG_FORMAT_FLAG_COLORMAP)
        return true
    }

    var hasColour: Bool { has(PNG_FORMAT_FLAG_COLOR) }
    /// The last channel is how opaque the pixel is. With 16 bits, the others are multiplied by it.
    var hasAlpha: Bool { has(PNG_FORMAT_FLAG_ALPHA) }
    var has16Bits: Bool { has(PNG_FORMAT_FLAG_LINEAR) }

    private func has(_ flag: some BinaryInteger) -> Bool { image.pointee.format & png_uint_32(flag) != 0 }

    /// Decodes the pixels: so many numbers.
    func read<Number: FixedWidthInteger>(_ count: Int) -> [Number]? {
        var isRead = false
        let pixels = [Number](unsafeUninitializedCapacity: count) { buffer, filled in
            isRead = png_image_finish_read(image, nil, buffer.baseAddress, 0, nil) != 0
            filled = isRead ? count : 0
        }
        return isRead ? pixels : nil
    }

    /// What the library says is wrong.
    var message: String { image.pointee.text }
}

extension png_image {
    /// The message of the library.
    var text: String {
        withUnsafeBytes(of: message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
