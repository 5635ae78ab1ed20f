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
    /// The new file is there. That it still is after a loss of power is all that may fail.
    case synchronizeFolder
    /// In place of what follows a failure of the others but the last: the temporary file goes away.
    case remove
}

/// A file that is written so that, whatever fails, its path leads to all of the old content or all of the new: a
/// temporary file in the same folder is written, synchronized with the disk and renamed.
final class AtomicFile {
    private let path: String
    private let destination: String
    private let temporary: TemporaryFile
    private let willDo: (WriteStep) -> CInt?
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
        self.path = path
        self.destination = destination
        self.temporary = temporary
        self.willDo = willDo
        if let mode { try attempt(.create) { fchmod(temporary.descriptor, mode) } }
    }

    deinit {
        if !isReplaced, willDo(.remove) == nil { temporary.remove() }
    }

    /// Adds to what the file is going to be.
    func write(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        var written = 0
        while written < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[written...])
            try attempt(.write) {
                let count = systemWrite(temporary.descriptor, rest.baseAddress, rest.count)
                written += max(count, 0)
                return count < 0 ? -1 : 0
            }
        }
    }

    func write(_ bytes: [UInt8]) throws(FileError) {
        try bytes.withUnsafeBytes { bytes in Result { () throws(FileError) in try write(bytes) } }.get()
    }

    /// Puts what has been written in place of what the path led to. Nothing can be added any more.
    func replace() throws(FileError) {
        try attempt(.synchronize) { fsync(temporary.descriptor) }
        try attempt(.replace) { rename(temporary.path, destination) }
        isReplaced = true
        // Not every folder that can be written to can be opened, and not every file system can synchronize one.
        guard willDo(.synchronizeFolder) == nil else { return }
        let descriptor = open(folder(of: destination), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor >= 0 {
            fsync(descriptor)
            close(descriptor)
        }
    }

    private func attempt(_ step: WriteStep, _ call: () -> CInt) throws(FileError) {
        if let code = willDo(step) { throw .cannotWrite(path, step.rawValue, code) }
        while call() < 0 {
            guard errno == EINTR else { throw .cannotWrite(path, step.rawValue, errno) }
        }
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

private func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}

private func systemWrite(_ descriptor: CInt, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}

extension String {
    /// Whether it can be the path of a file: the system takes a NUL for the end.
    var isWithoutNUL: Bool { !utf8.contains(0) }
}
