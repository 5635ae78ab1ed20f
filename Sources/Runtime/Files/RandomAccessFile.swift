#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A regular file, open for reading at any place.
package final class RandomAccessFile: Sendable {
    let path: String
    /// In bytes, as it was when opened.
    package let size: Int
    private let descriptor: CInt

    package init(path: String) throws(FileError) {
        guard path.isWithoutNUL else { throw .cannotRead(path, EINVAL) }
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotRead(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path)
        }
        self.path = path
        self.size = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Fills `buffer` with what is at this offset. The file had so many bytes when it was opened.
    package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        // Otherwise somebody has made the file shorter.
        guard try readToEnd(into: buffer, at: offset) == buffer.count else { throw .cannotRead(path, EIO) }
    }

    /// Fills `buffer` with what is at this offset.
    ///
    /// - Returns: how many bytes were written, fewer than fit only at the end of the file.
    func readToEnd(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw .cannotRead(path, errno)
            }
        }
        return filled
    }

    /// So many bytes at this offset. The file had them when it was opened.
    package func bytes(at offset: Int, count: Int) throws(FileError) -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: count) { (buffer, filled) throws(FileError) in
            try read(into: UnsafeMutableRawBufferPointer(buffer), at: offset)
            filled = count
        }
    }
}
