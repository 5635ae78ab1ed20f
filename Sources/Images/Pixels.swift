public import GraphRuntime

/// Conversions of pixels. All round to the nearest.

/// A number of 16 bits as one of 8.
func rounded(_ value: UInt16) -> UInt8 { UInt8((UInt32(value) * 255 + 32895) >> 16) }

/// Pixels with a last channel that says how opaque they are, laid on white.
func onWhite(_ pixels: [UInt8], _ channels: ImageChannels) -> [UInt8] {
    let count = channels.count
    return eachPixel(of: pixels, from: count + 1, to: count) { source, result in
        for channel in 0..<count { result[channel] = 255 - product(255 - source[channel], source[count]) }
    }
}

/// As above, of 16 bits and multiplied by the last channel before.
func onWhite(premultiplied pixels: [UInt16], _ channels: ImageChannels) -> [UInt8] {
    let count = channels.count
    return eachPixel(of: pixels, from: count + 1, to: count) { source, result in
        let white = 65535 - UInt32(source[count])
        for channel in 0..<count {
            result[channel] = rounded(UInt16(clamping: UInt32(source[channel]) + white))
        }
    }
}

/// Red, green and blue of pixels that say how much light cyan, magenta, yellow and black ink let through.
func mixed(inks pixels: [UInt8]) -> [UInt8] {
    eachPixel(of: pixels, from: 4, to: 3) { source, result in
        for channel in 0..<3 { result[channel] = product(source[channel], source[3]) }
    }
}

/// The product of two shares of 255, as such a share.
private func product(_ lhs: UInt8, _ rhs: UInt8) -> UInt8 {
    UInt8((UInt32(lhs) * UInt32(rhs) + 127) / 255)
}

extension PixelImage {
    /// The same image in gray or colour.
    ///
    /// Gray is the luma of ITU-R BT.601, 0.299 red + 0.587 green + 0.114 blue, rounded, as Pillow and torchvision have it.
    public func converted(to channels: ImageChannels) -> PixelImage {
        switch (self.channels, channels) {
        case (.gray, .gray), (.rgb, .rgb): self
        case (.gray, .rgb): PixelImage(of: tripled, height, width, .rgb)
        case (.rgb, .gray): PixelImage(of: luma, height, width, .gray)
        }
    }

    private var tripled: [UInt8] {
        eachPixel(of: pixels, from: 1, to: 3) { source, result in
            for channel in 0..<3 { result[channel] = source[0] }
        }
    }

    private var luma: [UInt8] {
        eachPixel(of: pixels, from: 3, to: 1) { source, result in
            // The shares times 65536, as whole numbers.
            let red = 19595 * UInt32(source[0])
            let green = 38470 * UInt32(source[1])
            let blue = 7471 * UInt32(source[2])
            result[0] = UInt8((red + green + blue + 32768) >> 16)
        }
    }
}

/// What `convert` writes for each pixel.
///
/// - Parameters:
///   - channels: Of each pixel.
///   - resultChannels: Of each pixel of the result. `convert` writes all.
@inline(__always)
private func eachPixel<Number>(
    of pixels: [Number], from channels: Int, to resultChannels: Int,
    _ convert: (_ source: UnsafePointer<Number>, _ result: UnsafeMutablePointer<UInt8>) -> Void
) -> [UInt8] {
    let count = pixels.count / channels
    return [UInt8](unsafeUninitializedCapacity: count * resultChannels) { buffer, filled in
        pixels.withUnsafeBufferPointer { pixels in
            guard let source = pixels.baseAddress, let result = buffer.baseAddress else { return }
            for pixel in 0..<count { convert(source + pixel * channels, result + pixel * resultChannels) }
        }
        filled = count * resultChannels
    }
}
