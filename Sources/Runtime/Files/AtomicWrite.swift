#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What happens to a file when it is written, in this order.
enum WriteStep: String, Sendable, CaseIterable {
    case create, write, synchronize, replace, synchronizeFolder
}

/// Writes a file so that, whatever fails, the path leads to all of the old content or all of the new:
/// a temporary file in the same folder is written, synchronized with the disk and renamed.
///
/// - Parameter willDo: Called before every step; an error number in return makes the step fail.
func writeAtomically(
    _ bytes: [UInt8], to path: String, willDo: (WriteStep) -> CInt? = { _ in nil }
) throws(FileError) {
    func attempt(_ step: WriteStep, _ call: () -> CInt) throws(FileError) {
        if let code = willDo(step) { throw .cannotWrite(path, step.rawValue, code) }
        while call() < 0 {
            guard errno == EINTR else { throw .cannotWrite(path, step.rawValue, errno) }
        }
    }

    let destination = try destination(of: path)
    let folder = folder(of: destination.path)
    let temporary = "\(folder)/.graphc-\(getpid())-\(UInt32.random(in: 0...(.max))).tmp"
    var file: CInt = -1
    var isInPlace = false
    defer {
        if file >= 0 { close(file) }
        if file >= 0, !isInPlace { unlink(temporary) }
    }

    try attempt(.create) {
        file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
        return file
    }
    if let mode = destination.mode {
        try attempt(.create) { fchmod(file, mode) }
    }
    var written = 0
    while written < bytes.count {
        try attempt(.write) {
            let count = bytes.withUnsafeBytes { bytes in
                write(file, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            written += max(count, 0)
            return count < 0 ? -1 : 0
        }
    }
    try attempt(.synchronize) { fsync(file) }
    try attempt(.replace) { rename(temporary, destination.path) }
    isInPlace = true
    try attempt(.synchronizeFolder) {
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return -1 }
        defer { close(descriptor) }
        // Some file systems cannot synchronize folders, and say so.
        return fsync(descriptor) == 0 || errno == EINVAL ? 0 : -1
    }
}

/// The file that a path leads to through symbolic links, and its permissions if it is there.
private func destination(of path: String) throws(FileError) -> (path: String, mode: mode_t?) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, nil) }
    // Renaming over a device would replace it.
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
    guard let resolved = realpath(path, nil) else { throw .cannotWrite(path, "resolve", errno) }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o7777)
}

private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
