import GraphCodegen

/// A generated file.
struct OutputFile {
    var path: String
    var text: String
}

/// Writes the files whose content changed.
///
/// Every text is complete on disk before the first file is replaced, each in one step: a file is the old or
/// the new one, whatever happens.
///
/// - Parameter force: Whether files that graphc has not generated are replaced, too.
func writeFiles(_ files: [OutputFile], force: Bool) throws(CommandError) {
    var staged: [StagedFile] = []
    defer { for file in staged { file.discard() } }
    for file in files {
        do {
            if try isToBeWritten(file, force: force) { staged.append(try StagedFile(file)) }
        } catch {
            throw .cannotWrite(path: file.path, error)
        }
    }
    while let file = staged.first {
        do { try file.commit() } catch { throw .cannotWrite(path: file.path, error) }
        staged.removeFirst()
    }
}

/// Whether a file is missing or has another content; what may not be replaced is an error.
private func isToBeWritten(_ file: OutputFile, force: Bool) throws(FileProblem) -> Bool {
    switch fileType(at: file.path) {
    case S_IFDIR: throw .system(errno: EISDIR)
    case S_IFREG: break
    case nil: return true
    case _?: throw .notAFile
    }
    let old: [UInt8]
    do { old = try readFile(file.path) } catch {
        if force { return true }
        throw error
    }
    if old.elementsEqual(file.text.utf8) { return false }
    guard force || old.isEmpty || isGenerated(old) else { throw .notGenerated }
    return true
}

/// A complete file under a temporary name, beside the one that it is to replace.
private struct StagedFile {
    let path: String
    private let destination: String
    private let temporary: String

    init(_ file: OutputFile) throws(FileProblem) {
        path = file.path
        destination = resolvingLinks(file.path)
        let (descriptor, temporary) = try createTemporaryFile(in: folder(of: destination))
        self.temporary = temporary
        defer { close(descriptor) }
        do {
            try writeAll(file.text.utf8, to: descriptor)
            if let permissions = permissions(of: destination) {
                try retrying { fchmod(descriptor, permissions) }
            }
            try retrying { fsync(descriptor) }
        } catch {
            discard()
            throw error
        }
    }

    func commit() throws(FileProblem) {
        try retrying { rename(systemPath(temporary), systemPath(destination)) }
        let descriptor = try retrying { open(systemPath(folder(of: destination)), O_RDONLY | O_CLOEXEC) }
        defer { close(descriptor) }
        try retrying { fsync(descriptor) }
    }

    func discard() { unlink(systemPath(temporary)) }
}

private func createTemporaryFile(
    in folder: String
) throws(FileProblem) -> (descriptor: CInt, path: String) {
    var attempt = 0
    while true {
        let path = "\(folder)/.graphc-\(getpid())-\(attempt)"
        do {
            let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
            return (try retrying { open(systemPath(path), flags, 0o666) }, path)
        } catch .system(errno: EEXIST) {
            attempt += 1
        }
    }
}
