internal import GraphRuntime

/// An image in memory: bytes, row by row from the top, of each pixel all channels.
public struct Image: Sendable, Equatable {
    public let height: Int
    public let width: Int
    public let channels: ImageChannels
    /// `[height, width, channels]`
    public let pixels: [UInt8]

    /// - Parameter pixels: `[height, width, channels]`, from 0 (black) to 255.
    /// - Throws: `ImageError.pixelCount` where the sizes do not agree.
    public init(
        pixels: [UInt8], height: Int, width: Int, channels: ImageChannels
    ) throws(ImageError) {
        let (area, isTooLarge) = height.multipliedReportingOverflow(by: width)
        guard height > 0, width > 0, !isTooLarge, pixels.count.isMultiple(of: channels.count),
            pixels.count / channels.count == area
        else {
            throw .pixelCount(height: height, width: width, channels: channels.count, found: pixels.count)
        }
        self.init(of: pixels, height, width, channels)
    }

    /// Of sizes that agree.
    init(of pixels: [UInt8], _ height: Int, _ width: Int, _ channels: ImageChannels) {
        (self.pixels, self.height, self.width, self.channels) = (pixels, height, width, channels)
    }

    /// Reads a PNG or a JPEG file. What it is the content says, not the name.
    ///
    /// - Parameters:
    ///   - channels: What the image is converted to; nil for what it is in the file.
    ///   - pixelLimit: An image of more pixels is an error, before memory is taken for them.
    /// - Throws: `ImageError`, which names the file.
    public init(
        path: String, channels: ImageChannels? = nil, pixelLimit: Int = Image.pixelLimit
    ) throws(ImageError) {
        self = try EncodedImage(path: path, pixelLimit: pixelLimit).decode(channels)
    }

    /// Reads what would be the content of a PNG or a JPEG file.
    ///
    /// - Parameters:
    ///   - encoded: All bytes of the file.
    ///   - name: What errors call it.
    ///   - channels: What the image is converted to; nil for what it is in the file.
    ///   - pixelLimit: An image of more pixels is an error, before memory is taken for them.
    /// - Throws: `ImageError`
    public init(
        encoded: [UInt8], name: String = "image", channels: ImageChannels? = nil,
        pixelLimit: Int = Image.pixelLimit
    ) throws(ImageError) {
        self = try EncodedImage(encoded, name: name, pixelLimit: pixelLimit).decode(channels)
    }

    /// How many pixels an image may have, if nothing else is said: 100 million.
    public static let pixelLimit = 100_000_000

    /// `[channels, height, width]`, the shape of a sample.
    public var shape: [Int] { [channels.count, height, width] }
}

/// What the bytes of a pixel are.
public enum ImageChannels: Sendable, Hashable, CaseIterable {
    /// One: from black to white.
    case gray
    /// Three: red, green and blue.
    case rgb

    public var count: Int {
        switch self {
        case .gray: 1
        case .rgb: 3
        }
    }
}
