/// An array of bytes as MNIST's files store it: the bytes 0, 0, 8 (for unsigned bytes) and the number of
/// dimensions; each dimension as a big-endian 32-bit integer; the elements in row-major order. The file
/// may be compressed with gzip.
///
/// The format: Y. LeCun, C. Cortes, C. J. C. Burges, The MNIST database of handwritten digits.
public struct IDXFile: Sendable {
    public let path: String
    public let shape: [Int]
    public let bytes: [UInt8]

    /// The most elements that a file may have.
    public static let sizeLimit = Int(Int32.max)

    /// Reads and checks the whole file. Memory is taken for what the header announces, and no byte is
    /// decompressed beyond that.
    ///
    /// - Parameter rank: the numbers of dimensions that are expected.
    public init(path: String, rank: ClosedRange<Int>) throws(IDXError) {
        let stream = try ByteStream(path: path)
        self.path = path
        shape = try Self.readShape(from: stream, path: path, rank: rank)
        guard let size = positiveProduct(of: shape), size <= Self.sizeLimit else {
            throw .tooLarge(file: path, shape: shape, limit: Self.sizeLimit)
        }
        bytes = try stream.read(upTo: size)
        guard bytes.count == size else {
            throw .payloadTooShort(file: path, shape: shape, expected: size, found: bytes.count)
        }
        guard try stream.read(upTo: 1).isEmpty else {
            throw .payloadTooLong(file: path, shape: shape, expected: size)
        }
    }

    private static func readShape(
        from stream: ByteStream, path: String, rank: ClosedRange<Int>
    ) throws(IDXError) -> [Int] {
        let start = try stream.read(upTo: 4)
        guard start.count == 4 else {
            throw .truncatedHeader(file: path, expected: 4, found: start.count)
        }
        guard start[0] == 0, start[1] == 0 else {
            throw .magic(file: path, found: Array(start[..<3]))
        }
        guard start[2] == 8 else {
            throw .elementType(file: path, found: start[2])
        }
        let dimensions = Int(start[3])
        guard rank.contains(dimensions) else {
            throw .rank(file: path, expected: rank, found: dimensions)
        }
        let sizes = try stream.read(upTo: 4 * dimensions)
        guard sizes.count == 4 * dimensions else {
            throw .truncatedHeader(file: path, expected: 4 + 4 * dimensions, found: 4 + sizes.count)
        }
        let shape = stride(from: 0, to: sizes.count, by: 4).map { start in
            sizes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        guard !shape.contains(0) else {
            throw .zeroDimension(file: path, shape: shape)
        }
        return shape
    }
}

extension ByteStream {
    /// The next `count` bytes, fewer only at the end.
    fileprivate func read(upTo count: Int) throws(IDXError) -> [UInt8] {
        let capacity = min(count, sizeLimit)
        return try [UInt8](unsafeUninitializedCapacity: capacity) { (buffer, filled) throws(IDXError) in
            filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
