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
        self = try IDXReader(path: path, rank: rank).readFile()
    }

    init(path: String, shape: [Int], bytes: [UInt8]) {
        self.path = path
        self.shape = shape
        self.bytes = bytes
    }
}
