/// Conversions of pixels. All round to the nearest.

/// A number of 16 bits as one of 8.
func rounded(_ value: UInt16) -> UInt8 { UInt8((UInt32(value) * 255 + 32895) >> 16) }

/// Pixels with a last channel that says how opaque they are, laid on white.
func onWhite(_ pixels: [UInt8], _ channels: ImageChannels) -> [UInt8] {
    withoutLast(pixels, channels) { value, alpha in 255 - product(255 - value, alpha) }
}

/// As above, of 16 bits and multiplied by the last channel before.
func onWhite(premultiplied pixels: [UInt16], _ channels: ImageChannels) -> [UInt8] {
    withoutLast(pixels, channels) { value, alpha in
        rounded(UInt16(clamping: UInt32(value) + 65535 - UInt32(alpha)))
    }
}

private func withoutLast<Number>(
    _ pixels: [Number], _ channels: ImageChannels, _ combine: (Number, Number) -> UInt8
) -> [UInt8] {
    let count = channels.count
    var result: [UInt8] = []
    result.reserveCapacity(pixels.count / (count + 1) * count)
    for start in stride(from: 0, to: pixels.count, by: count + 1) {
        let last = pixels[start + count]
        for channel in 0..<count { result.append(combine(pixels[start + channel], last)) }
    }
    return result
}

/// Red, green and blue of pixels that say how much light cyan, magenta, yellow and black ink let through.
func mixed(inks pixels: [UInt8]) -> [UInt8] {
    withoutLast(pixels, .rgb) { value, black in product(value, black) }
}

/// The product of two shares of 255, as such a share.
private func product(_ lhs: UInt8, _ rhs: UInt8) -> UInt8 {
    UInt8((UInt32(lhs) * UInt32(rhs) + 127) / 255)
}

extension Image {
    /// The same image in gray or colour.
    ///
    /// Gray is the luma of ITU-R BT.601, 0.299 red + 0.587 green + 0.114 blue, rounded, as Pillow and torchvision have it.
    public func converted(to channels: ImageChannels) -> Image {
        switch (self.channels, channels) {
        case (.gray, .gray), (.rgb, .rgb): self
        case (.gray, .rgb): Image(of: tripled, height, width, .rgb)
        case (.rgb, .gray): Image(of: luma, height, width, .gray)
        }
    }

    private var tripled: [UInt8] {
        var tripled: [UInt8] = []
        tripled.reserveCapacity(3 * pixels.count)
        for value in pixels { for _ in 0..<3 { tripled.append(value) } }
        return tripled
    }

    private var luma: [UInt8] {
        stride(from: 0, to: pixels.count, by: 3).map { place in
            let red = UInt32(pixels[place])
            let green = UInt32(pixels[place + 1])
            let blue = UInt32(pixels[place + 2])
            // The shares times 65536, as whole numbers.
            let sum: UInt32 = 19595 * red + 38470 * green + 7471 * blue
            return UInt8((sum + 32768) >> 16)
        }
    }
}
