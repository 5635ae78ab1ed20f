#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A regular file, open for reading from front to back.
final class InputFile {
    let path: String
    /// In bytes, as it was when opened.
    let size: Int
    private let descriptor: CInt

    init(path: String) throws(IDXError) {
        guard path.isWithoutNUL else { throw .cannotRead(file: path, code: EINVAL) }
        // Without O_NONBLOCK, opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .cannotRead(file: path, code: errno)
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path)
        }
        self.path = path
        self.size = Int(status.st_size)
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    /// Fills `buffer` with the next bytes of the file.
    ///
    /// - Returns: how many were written, fewer than fit only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(IDXError) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = systemRead(descriptor, rest.baseAddress, rest.count)
            if count == 0 { break }
            if count > 0 {
                filled += count
            } else if errno != EINTR {
                throw .cannotRead(file: path, code: errno)
            }
        }
        return filled
    }

    /// Whether there is something other than a directory at `path`.
    static func exists(at path: String) -> Bool {
        guard let mode = mode(of: path) else { return false }
        return mode & S_IFMT != S_IFDIR
    }

    /// Whether there is a directory at `path`.
    static func directoryExists(at path: String) -> Bool {
        guard let mode = mode(of: path) else { return false }
        return mode & S_IFMT == S_IFDIR
    }

    private static func mode(of path: String) -> mode_t? {
        var status = stat()
        return path.isWithoutNUL && stat(path, &status) == 0 ? status.st_mode : nil
    }
}

private func systemRead(_ descriptor: CInt, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(descriptor, bytes, count)
}
