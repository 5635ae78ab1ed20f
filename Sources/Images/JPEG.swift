internal import CTurboJPEG
internal import GraphRuntime

/// A JPEG file of which the header has been read.
struct JPEG {
    static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

    let bytes: [UInt8]
    let height: Int
    let width: Int
    private let name: String
    private let colours: TJCS

    init(_ bytes: [UInt8], name: String) throws(ImageError) {
        let reader = JPEGReader()
        var (width, height, sampling, colours) = (CInt(0), CInt(0), CInt(0), CInt(0))
        let code = tjDecompressHeader3(
            reader.handle, bytes, UInt(bytes.count), &width, &height, &sampling, &colours)
        guard code == 0, width > 0, height > 0 else { throw .corrupt(file: name, reason: reader.message) }
        (self.bytes, self.name) = (bytes, name)
        (self.height, self.width) = (Int(height), Int(width))
        self.colours = TJCS(rawValue: TJCS.RawValue(truncatingIfNeeded: colours))
    }

    /// There is at least one bit for each 8 × 8 pixels.
    var leastSize: Int { height * width / 512 }

    /// Decodes the pixels to gray or colour. Those for printing (cyan, magenta, yellow and black) become red, green and
    /// blue as light through the inks would, without regard to any profile.
    func decode() throws(ImageError) -> PixelImage {
        switch colours {
        case TJCS_GRAY: PixelImage(of: try read(TJPF_GRAY, 1), height, width, .gray)
        case TJCS_CMYK, TJCS_YCCK: PixelImage(of: mixed(inks: try read(TJPF_CMYK, 4)), height, width, .rgb)
        default: PixelImage(of: try read(TJPF_RGB, 3), height, width, .rgb)
        }
    }

    private func read(_ format: TJPF, _ channels: Int) throws(ImageError) -> [UInt8] {
        let reader = JPEGReader()
        let count = height * width * channels
        var isRead = false
        let pixels = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            isRead =
                tjDecompress2(
                    reader.handle, bytes, UInt(bytes.count), buffer.baseAddress, CInt(width), 0, CInt(height),
                    CInt(format.rawValue), TJFLAG_LIMITSCANS) == 0
            filled = count
        }
        guard isRead || reader.hasReadEverything else { throw .corrupt(file: name, reason: reader.message) }
        return pixels
    }
}

/// TurboJPEG's interface, which returns where that of libjpeg would jump.
private final class JPEGReader {
    let handle = tjInitDecompress()

    deinit { tjDestroy(handle) }

    /// What the library says is wrong.
    var message: String { String(cString: tjGetErrorStr2(handle)) }

    /// Whether the first thing wrong was that useless bytes stand before the marker of the end, as some cameras write:
    /// everything has been decoded by then.
    var hasReadEverything: Bool {
        tjGetErrorCode(handle) == TJERR_WARNING.rawValue
            && message.contains(#/extraneous bytes before marker 0xd9/#)
    }
}
