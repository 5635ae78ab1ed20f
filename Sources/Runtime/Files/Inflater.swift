import CZlib

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The state of decompressing gzip data, RFC 1952: one member after the other.
final class Inflater {
    private(set) var memberHasEnded = false

    private let path: String
    /// zlib keeps the address of its stream, so it must not move.
    private let stream: UnsafeMutablePointer<z_stream>

    /// - Parameter path: what errors name.
    init(path: String) throws(FileError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 16 asks for the gzip container instead of zlib's.
        let code = inflateInit2_(stream, MAX_WBITS + 16, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard code == Z_OK else {
            stream.deallocate()
            throw .cannotRead(path, ENOMEM)
        }
        self.path = path
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Expects another header. The bytes before it must have been a whole member.
    func beginNextMember() {
        inflateReset(stream)
        memberHasEnded = false
    }

    /// Decompresses until `input` or the room in `output` is used up, or the member has ended.
    ///
    /// - Precondition: neither is empty.
    func inflate(
        _ input: ArraySlice<UInt8>, into output: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> (consumed: Int, produced: Int) {
        let room = uInt(clamping: output.count)
        let (code, consumed) = input.withUnsafeBufferPointer { input in
            stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
            stream.pointee.avail_in = uInt(input.count)
            stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
            stream.pointee.avail_out = room
            let code = CZlib.inflate(stream, Z_NO_FLUSH)
            return (code, input.count - Int(stream.pointee.avail_in))
        }
        switch code {
        case Z_OK:
            break
        case Z_STREAM_END:
            memberHasEnded = true
        case Z_MEM_ERROR:
            throw .cannotRead(path, ENOMEM)
        default:
            let reason = stream.pointee.msg.map { String(cString: $0) } ?? "zlib's code \(code)"
            throw .corruptGzip(path, reason: reason)
        }
        return (consumed, Int(room - stream.pointee.avail_out))
    }
}
