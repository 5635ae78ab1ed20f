public import GraphRuntime

extension PixelImage {
    /// Reads a PNG or a JPEG file. What it is the content says, not the name.
    ///
    /// - Parameters:
    ///   - channels: What the image is converted to; nil for what it is in the file.
    ///   - pixelLimit: An image of more pixels is an error, before memory is taken for them.
    /// - Throws: `ImageError`, which names the file.
    public init(
        path: String, channels: ImageChannels? = nil, pixelLimit: Int = PixelImage.pixelLimit
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
        pixelLimit: Int = PixelImage.pixelLimit
    ) throws(ImageError) {
        self = try EncodedImage(encoded, name: name, pixelLimit: pixelLimit).decode(channels)
    }

    /// How many pixels an image may have, if nothing else is said: 100 million.
    public static let pixelLimit = 100_000_000
}
