internal import GraphRuntime

/// The content of an image file of which the header has been read and found good, and the pixels have not.
struct EncodedImage {
    let name: String
    let height: Int
    let width: Int
    private let content: Content

    private enum Content {
        case png(PNGChunks)
        case jpeg(JPEG)
    }

    init(path: String, pixelLimit: Int) throws(ImageError) {
        try self.init(try contents(of: path), name: path, pixelLimit: pixelLimit)
    }

    /// - Parameter name: What errors call it.
    init(_ bytes: [UInt8], name: String, pixelLimit: Int) throws(ImageError) {
        if bytes.starts(with: PNGChunks.signature) {
            let chunks = try PNGChunks(bytes, name: name)
            content = .png(chunks)
            (height, width) = (chunks.height, chunks.width)
        } else if bytes.starts(with: JPEG.signature) {
            let jpeg = try JPEG(bytes, name: name)
            content = .jpeg(jpeg)
            (height, width) = (jpeg.height, jpeg.width)
        } else {
            throw .unknownFormat(file: name, found: Array(bytes.prefix(8)))
        }
        self.name = name
        try check(pixelLimit: pixelLimit)
    }

    private func check(pixelLimit: Int) throws(ImageError) {
        let area = clampedProduct(height, width)
        guard area <= pixelLimit else {
            throw .tooManyPixels(file: name, height: height, width: width, limit: pixelLimit)
        }
        let (found, expected) =
            switch content {
            case .png(let chunks): (chunks.dataSize, chunks.leastDataSize)
            case .jpeg(let jpeg): (jpeg.bytes.count, jpeg.leastSize)
            }
        guard found >= expected else {
            throw .tooShort(file: name, height: height, width: width, expected: expected, found: found)
        }
    }

    var size: (height: Int, width: Int) { (height, width) }

    /// - Parameter channels: What the image is converted to; nil for what it is.
    func decode(_ channels: ImageChannels?) throws(ImageError) -> PixelImage {
        try checkMemory()
        let image =
            switch content {
            case .png(let chunks): try chunks.decode()
            case .jpeg(let jpeg): try jpeg.decode()
            }
        return image.converted(to: channels ?? image.channels)
    }

    /// What the libraries and the conversions take, all together, is less than 12 bytes for each pixel.
    private func checkMemory() throws(ImageError) {
        let needed = clampedProduct(12, clampedProduct(height, width))
        // To ask takes longer than to decode a small image.
        guard needed > 1 << 26, let available = availableMemory(), needed > available else { return }
        throw .memory(path: name, needed: needed, available: available)
    }
}

/// No image of a sane number of pixels takes more bytes.
private let fileSizeLimit = 1 << 30

private func contents(of path: String) throws(ImageError) -> [UInt8] {
    let file = try ImageError.wrapping { () throws(FileError) in try RandomAccessFile(path: path) }
    guard file.size <= fileSizeLimit else {
        throw .fileSize(file: path, found: file.size, limit: fileSizeLimit)
    }
    return try ImageError.wrapping { () throws(FileError) in try file.bytes(at: 0, count: file.size) }
}

extension ImageError {
    /// What `body` returns; what it throws becomes an `ImageError`.
    static func wrapping<Value>(_ body: () throws(FileError) -> Value) throws(ImageError) -> Value {
        do { return try body() } catch { throw .file(error) }
    }

    /// What `body` returns; what it throws becomes an `ImageError`.
    static func wrapping<Value>(_ body: () throws(DatasetError) -> Value) throws(ImageError) -> Value {
        do { return try body() } catch { throw .dataset(error) }
    }
}
