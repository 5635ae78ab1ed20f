import Foundation
import GraphRuntime

/// What is there of a file that is being downloaded: `name.part` in the same folder, which stays when a download ends
/// early, and takes the place of the file when it is whole.
///
/// It is locked as long as it is open. Who finds it locked, because another process downloads the same file, writes
/// a temporary file of its own.
final class PartFile {
    let path: String
    /// In bytes.
    private(set) var size: Int
    private let destination: String
    private let descriptor: CInt
    private let temporary: TemporaryFile?
    private let steps: WriteSteps
    private var isReplaced = false

    /// - Parameter willDo: Called before every step; an error number in return makes the step fail.
    init(of destination: String, willDo: @escaping (WriteStep) -> CInt? = { _ in nil }) throws(FileError) {
        let path = destination + ".part"
        let steps = WriteSteps(path: path, willDo: willDo)
        guard path.isWithoutNUL else { throw .cannotWrite(path, WriteStep.create.rawValue, EINVAL) }
        try steps.attempt(.create) { createFolders(folder(of: destination)) }
        if let (descriptor, size) = try openAlone(path, steps) {
            (self.path, self.descriptor, self.size, temporary) = (path, descriptor, size, nil)
        } else {
            TemporaryFile.removeAbandoned(in: folder(of: destination))
            guard let temporary = TemporaryFile(in: folder(of: destination)) else {
                throw .cannotWrite(path, WriteStep.create.rawValue, errno)
            }
            self.temporary = temporary
            (self.path, descriptor, size) = (temporary.path, temporary.descriptor, 0)
        }
        self.destination = destination
        self.steps = steps
    }

    deinit {
        let isWorthKeeping = temporary == nil && size > 0
        if !isReplaced, !isWorthKeeping { unlink(path) }
        if temporary == nil { close(descriptor) }
    }

    func append(_ bytes: UnsafeRawBufferPointer) throws(FileError) {
        do {
            try steps.write(bytes, to: descriptor)
            size += bytes.count
        } catch {
            // Some of it may have been written.
            ftruncate(descriptor, off_t(size))
            lseek(descriptor, off_t(size), SEEK_SET)
            throw error
        }
    }

    /// Forgets what there is.
    func clear() throws(FileError) {
        try steps.attempt(.write) { ftruncate(descriptor, 0) }
        try steps.attempt(.write) { lseek(descriptor, 0, SEEK_SET) < 0 ? -1 : 0 }
        size = 0
    }

    /// Puts it in place of the file. Nothing can be added any more.
    func replace() throws(FileError) {
        try steps.replace(destination, by: path)
        isReplaced = true
        steps.synchronizeFolder(of: destination)
    }

    /// Makes what there is outlive a loss of power.
    func synchronize() throws(FileError) {
        try steps.synchronize(descriptor)
    }
}

/// The part, at its end, for this process alone. Nil if another has it.
private func openAlone(
    _ path: String, _ steps: WriteSteps
) throws(FileError) -> (descriptor: CInt, size: Int)? {
    while true {
        var descriptor: CInt = -1
        try steps.attempt(.create) {
            descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o666)
            return descriptor
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            close(descriptor)
            throw .notAFile(path)
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
            close(descriptor)
            return nil
        }
        // Before it was locked, another process may have put it in its place, or removed it.
        var named = stat()
        if lstat(path, &named) == 0, named.st_ino == status.st_ino {
            return (descriptor, Int(lseek(descriptor, 0, SEEK_END)))
        }
        close(descriptor)
    }
}
