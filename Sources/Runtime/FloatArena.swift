/// A flat run of floats with value semantics: copies share memory until one of them is written to.
struct FloatArena: Sendable {
    private var buffer: AlignedBuffer<Float>

    /// Starts with zeros.
    init(count: Int) { buffer = AlignedBuffer(count: count) }

    var count: Int { buffer.count }

    /// Calls `read` with memory that it must not write to.
    func withMemory<Result, Failure: Error>(
        _ read: (UnsafeMutablePointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { withExtendedLifetime(buffer) {} }
        return try read(buffer.start)
    }

    mutating func withMutableMemory<Result, Failure: Error>(
        _ write: (UnsafeMutablePointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if !isKnownUniquelyReferenced(&buffer) { buffer = AlignedBuffer(copying: buffer) }
        defer { withExtendedLifetime(buffer) {} }
        return try write(buffer.start)
    }
}
