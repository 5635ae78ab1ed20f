#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A regular file that is read from front to back.
struct InputFile: ~Copyable {
    private let path: String
    private let descriptor: CInt
    /// What of the file has not been read.
    private(set) var bytesLeft: Int

    init(_ path: String) throws(FileError) {
        // Opening a pipe would wait for its writer.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw .cannotRead(path, errno) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path)
        }
        self.path = path
        self.descriptor = descriptor
        bytesLeft = Int(status.st_size)
    }

    deinit { close(descriptor) }

    /// The next `count` bytes. They are `bytesLeft` at most.
    mutating func read(count: Int) throws(FileError) -> [UInt8] {
        var code: CInt = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count, code == 0 {
                let result = readSome(buffer.baseAddress.map { $0 + filled }, count - filled)
                if result > 0 { filled += result }
                if result == 0 { code = EIO }  // The file has become shorter.
                if result < 0, errno != EINTR { code = errno }
            }
        }
        guard code == 0 else { throw .cannotRead(path, code) }
        bytesLeft -= count
        return bytes
    }

    private func readSome(_ buffer: UnsafeMutablePointer<UInt8>?, _ count: Int) -> Int {
        #if canImport(Darwin)
        Darwin.read(descriptor, buffer, count)
        #else
        Glibc.read(descriptor, buffer, count)
        #endif
    }
}
