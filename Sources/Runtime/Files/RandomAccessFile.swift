#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A regular file, open for reading at any place.
final class RandomAccessFile: Sendable {
    let path: String
    /// In bytes, as it was when opened.
    let size: Int
    private let descriptor: CInt

    init(path: String) throws(FileError) {
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
    func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int) throws(FileError) {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + filled))
            if count > 0 {
                filled += count
            } else if count == 0 {
                // Somebody has made the file shorter.
                throw .cannotRead(path, EIO)
            } else if errno != EINTR {
                throw .cannotRead(path, errno)
            }
        }
    }
}
