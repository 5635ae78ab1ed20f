#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// A file that is written so that, whatever fails, its path leads to all of the old content or all of the new: a
/// temporary file in the same folder is written, synchronized with the disk and renamed.
final class AtomicFile {
    private let destination: String
    private let temporary: TemporaryFile
    private let steps: WriteSteps
    private var isReplaced = false

    /// - Parameter willDo: Called before every step; an error number in return makes the step fail.
    /// - Throws: `FileError`, as the other functions. The path then leads to what it did before.
    init(at path: String, willDo: @escaping (WriteStep) -> CInt? = { _ in nil }) throws(FileError) {
        guard path.isWithoutNUL else { throw .cannotWrite(path, WriteStep.create.rawValue, EINVAL) }
        let (destination, mode) = try destinationAndMode(of: path)
        let folder = folder(of: destination)
        TemporaryFile.removeAbandoned(in: folder)
        if let code = willDo(.create) { throw .cannotWrite(path, WriteStep.create.rawValue, code) }
        guard let temporary = TemporaryFile(in: folder) else {
            throw .cannotWrite(path, WriteStep.create.rawValue, errno)
        }
        self.destination = destination
        self.temporary = temporary
        self.steps = WriteSteps(path: path, willDo: willDo)
        if let mode { try steps.attempt(.create) { fchmod(temporary.descriptor, mode) } }
    }

    deinit {
        if !isReplaced, steps.willDo(.remove) == nil { temporary.remove() }
    }

    /// Adds to what the file is going to be.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        try steps.write(bytes, to: temporary.descriptor)
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes) } }.get()
    }

    /// Puts what has been written in place of what the path led to. Nothing can be added any more.
    func replace() throws(FileError) {
        try steps.synchronize(temporary.descriptor)
        try steps.replace(destination, by: temporary.path)
        isReplaced = true
        steps.synchronizeFolder(of: destination)
    }
}

/// Writes a file as `AtomicFile` does.
package func writeAtomically(_ bytes: [UInt8], to path: String) throws(FileError) {
    let file = try AtomicFile(at: path)
    try file.write(bytes)
    try file.replace()
}

/// The file that a path leads to through symbolic links, and its permissions if it is there.
private func destinationAndMode(of path: String) throws(FileError) -> (path: String, mode: mode_t?) {
    var status = stat()
    guard stat(path, &status) == 0 else { return (path, nil) }
    // Renaming over a device would replace it.
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notAFile(path) }
    guard let resolved = realpath(path, nil) else { throw .cannotWrite(path, "resolve", errno) }
    defer { free(resolved) }
    return (String(cString: resolved), status.st_mode & 0o7777)
}
