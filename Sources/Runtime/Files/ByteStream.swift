/// The content of a file from front to back, decompressed if it is gzip's, which its first two bytes tell.
final class ByteStream {
    /// The stream yields no more bytes than this.
    let sizeLimit: Int
    var path: String { file.path }

    private let file: InputFile
    private let inflater: Inflater?
    /// Read from the file, but only those at `pending` are still to be used.
    private var chunk = [UInt8](repeating: 0, count: 1 << 18)
    private var pending: Range<Int>

    init(path: String) throws(FileError) {
        file = try InputFile(path: path)
        pending = 0..<(try file.fill(&chunk))
        if chunk[pending].starts(with: [0x1f, 0x8b]) {
            inflater = try Inflater(path: path)
            // Deflate's densest code stands for 258 bytes with 2 bits.
            let (size, overflow) = file.size.multipliedReportingOverflow(by: 1032)
            sizeLimit = overflow ? .max : size
        } else {
            inflater = nil
            sizeLimit = file.size
        }
    }

    /// Fills `output` with the next bytes.
    ///
    /// - Returns: how many were written, fewer than fit only at the end.
    func read(into output: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        if let inflater {
            try inflate(with: inflater, into: output)
        } else {
            try copy(into: output)
        }
    }

    /// The next `count` bytes, fewer only at the end. Memory is taken for no more than the stream can yield.
    func read(upTo count: Int) throws(FileError) -> [UInt8] {
        let capacity = min(count, sizeLimit)
        return try [UInt8](unsafeUninitializedCapacity: capacity) { (buffer, filled) throws(FileError) in
            filled = try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }

    private func copy(into output: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let buffered = pending.prefix(output.count)
        output.copyBytes(from: chunk[buffered])
        pending = buffered.endIndex..<pending.endIndex
        let rest = UnsafeMutableRawBufferPointer(rebasing: output[buffered.count...])
        return buffered.count + (try file.read(into: rest))
    }

    private func inflate(
        with inflater: Inflater, into output: UnsafeMutableRawBufferPointer
    ) throws(FileError) -> Int {
        var filled = 0
        while filled < output.count {
            if pending.isEmpty {
                pending = 0..<(try file.fill(&chunk))
            }
            if pending.isEmpty {
                guard inflater.memberHasEnded else { throw .truncatedGzip(path) }
                break
            }
            if inflater.memberHasEnded {
                if chunk[pending.lowerBound] == 0 {
                    try skipPadding()
                    break
                }
                guard chunk[pending.lowerBound] == 0x1f else {
                    throw .trailingBytes(path, found: Array(chunk[pending].prefix(4)))
                }
                inflater.beginNextMember()
            }
            let rest = UnsafeMutableRawBufferPointer(rebasing: output[filled...])
            let (consumed, produced) = try inflater.inflate(chunk[pending], into: rest)
            pending = pending.lowerBound + consumed..<pending.upperBound
            filled += produced
        }
        return filled
    }

    /// Reads zeros up to the end, with which tapes and some programs fill the last block, as gzip itself does.
    private func skipPadding() throws(FileError) {
        while !pending.isEmpty {
            if let other = chunk[pending].firstIndex(where: { $0 != 0 }) {
                throw .trailingBytes(path, found: Array(chunk[other..<pending.upperBound].prefix(4)))
            }
            pending = 0..<(try file.fill(&chunk))
        }
    }
}

extension InputFile {
    /// Replaces the bytes of `chunk` by the next of the file, and returns how many those are.
    fileprivate func fill(_ chunk: inout [UInt8]) throws(FileError) -> Int {
        try chunk.withUnsafeMutableBufferPointer { (buffer) throws(FileError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer))
        }
    }
}
