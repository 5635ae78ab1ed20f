#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// What happens to a file when it is written and may fail, in this order.
enum WriteStep: String, Sendable, CaseIterable {
    case create, write, synchronize, replace
}

/// Writes a file so that, whatever fails, the path leads to all of the old content or all of the new:
/// a temporary file in the same folder is written, synchronized with the disk and renamed.
///
/// - Parameter willDo: Called before every step; an error number in return makes the step fail.
/// - Throws: `FileError`; the path then leads to what it did before.
func writeAtomically(
    _ bytes: [UInt8], to path: String, willDo: (WriteStep) -> CInt? = { _ in nil }
) throws(FileError) {
    func attempt(_ step: WriteStep, _ call: () -> CInt) throws(FileError) {
        if let code = willDo(step) { throw .cannotWrite(path, step.rawValue, code) }
        while call() < 0 {
            guard errno == EINTR else { throw .cannotWrite(path, step.rawValue, errno) }
        }
    }

    guard path.isWithoutNUL else { throw .cannotWrite(path, WriteStep.create.rawValue, EINVAL) }
    let destination = try destination(of: path)
    let folder = folder(of: destination.path)
    TemporaryFile.removeAbandoned(in: folder)
    var created: TemporaryFile?
    try attempt(.create) {
        created = TemporaryFile(in: folder)
        return created == nil ? -1 : 0
    }
    guard let temporary = created else { return }
    if let mode = destination.mode {
        try attempt(.create) { fchmod(temporary.descriptor, mode) }
    }
    var written = 0
    while written < bytes.count {
        try attempt(.write) {
            let count = bytes.withUnsafeBytes { bytes in
                write(temporary.descriptor, bytes.baseAddress.map { $0 + written }, bytes.count - written)
            }
            written += max(count, 0)
            return count < 0 ? -1 : 0
        }
    }
    try attempt(.synchronize) { fsync(temporary.descriptor) }
    try attempt(.replace) { temporary.rename(to: destination.path) }
    // The new file is there. That it still is after a loss of power is all that may fail from here on: not every
    // folder that can be written to can be opened, and not every file system can synchronize one.
    let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    if descriptor >= 0 {
        fsync(descriptor)
        close(descriptor)
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

extension String {
    /// Whether it can be the path of a file: the system takes a NUL for the end.
    var isWithoutNUL: Bool { !utf8.contains(0) }
}
