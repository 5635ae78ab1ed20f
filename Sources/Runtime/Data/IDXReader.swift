/// An IDX file of which the header has been read, and the rest has not.
final class IDXReader: @unchecked Sendable {
    let path: String
    let shape: [Int]
    /// The product of the shape.
    let size: Int
    private let stream: ByteStream

    /// - Parameter rank: The numbers of dimensions that are expected.
    init(path: String, rank: ClosedRange<Int>) throws(IDXError) {
        let stream: ByteStream
        do { stream = try ByteStream(path: path) } catch { throw .file(error) }
        let shape = try stream.readShape(rank: rank)
        guard let size = positiveProduct(of: shape), size <= IDXFile.sizeLimit else {
            throw .tooLarge(file: path, shape: shape, limit: IDXFile.sizeLimit)
        }
        self.path = path
        self.shape = shape
        self.size = size
        self.stream = stream
    }

    /// Reads and checks the rest, once. Memory is taken for what the header announces, and no byte is decompressed
    /// beyond that.
    ///
    /// - Parameter memory: The bytes that the machine has left; nil if it does not say.
    func readFile(memory: Int? = availableMemory()) throws(IDXError) -> IDXFile {
        let capacity = min(size, stream.sizeLimit)
        if let memory, capacity > memory { throw .tooLarge(file: path, shape: shape, limit: memory) }
        let bytes = try stream.next(size)
        guard bytes.count == size else {
            throw .payloadTooShort(file: path, shape: shape, expected: size, found: bytes.count)
        }
        guard try stream.next(1).isEmpty else {
            throw .payloadTooLong(file: path, shape: shape, expected: size)
        }
        return IDXFile(path: path, shape: shape, bytes: bytes)
    }
}

extension ByteStream {
    fileprivate func readShape(rank: ClosedRange<Int>) throws(IDXError) -> [Int] {
        let start = try next(4)
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
        let sizes = try next(4 * dimensions)
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

    /// The next `count` bytes, fewer only at the end.
    fileprivate func next(_ count: Int) throws(IDXError) -> [UInt8] {
        do { return try read(upTo: count) } catch { throw .file(error) }
    }
}
