#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A new file that is renamed when it is complete, and otherwise removed.
///
/// It is locked as long as it is open, so that it can be told from what a killed process has left behind.
package final class TemporaryFile {
    package let path: String
    package let descriptor: CInt

    /// Nil if there cannot be one in this folder, for the reason in `errno`.
    package init?(in folder: String) {
        while true {
            let path = "\(folder)/\(prefix)\(UInt64.random(in: 0...(.max)))\(suffix)"
            let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
            guard descriptor >= 0 else { return nil }
            // Before it was locked, another process may have taken it for left behind.
            let isTaken = flock(descriptor, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK
            var status = stat()
            if !isTaken, fstat(descriptor, &status) == 0, status.st_nlink > 0 {
                self.path = path
                self.descriptor = descriptor
                return
            }
            close(descriptor)
        }
    }

    deinit { close(descriptor) }

    package func remove() { unlink(path) }

    /// Removes from a folder what killed processes have left there.
    package static func removeAbandoned(in folder: String) {
        for name in (try? names(inFolder: folder)) ?? [] {
            guard name.hasPrefix(prefix), name.hasSuffix(suffix) else { continue }
            let path = "\(folder)/\(name)"
            let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
            guard descriptor >= 0 else { continue }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { unlink(path) }
            close(descriptor)
        }
    }
}

private let prefix = ".graphc-"
private let suffix = ".tmp"
