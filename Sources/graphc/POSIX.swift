#if canImport(Darwin)
    @_exported import Darwin
#elseif canImport(Musl)
    @_exported import Musl
#else
    @_exported import Glibc
#endif

/// Runs a system call until no signal interrupts it.
@discardableResult
func retrying<Result: SignedInteger>(_ call: () -> Result) throws(FileProblem) -> Result {
    while true {
        let result = call()
        if result != -1 { return result }
        let code = errno
        if code != EINTR { throw .system(errno: code) }
    }
}

/// The system's words for an error number: `No such file or directory`.
func message(ofErrno code: CInt) -> String { String(cString: strerror(code)) }

/// Writes all bytes to an open file.
func writeAll(_ bytes: some Sequence<UInt8>, to descriptor: CInt) throws(FileProblem) {
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        let count = try retrying { rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } }
        rest = rest.dropFirst(count)
    }
}

/// Prints to standard output.
func printOutput(_ text: String) throws(CommandError) {
    do { try writeAll(shown(text).utf8, to: STDOUT_FILENO) } catch { throw .cannotPrint(error) }
}

/// Prints to standard error; nobody is left to be told if that fails.
func printError(_ text: String) { try? writeAll(shown(text).utf8, to: STDERR_FILENO) }

/// `S_IFDIR`, `S_IFREG` and so on, or nothing if there is no such file.
func fileType(at path: String) -> mode_t? {
    var status = stat()
    return stat(systemPath(path), &status) == 0 ? status.st_mode & S_IFMT : nil
}

/// Who may read and write a file, or nothing if there is no such file.
func permissions(of path: String) -> mode_t? {
    var status = stat()
    return stat(systemPath(path), &status) == 0 ? status.st_mode & 0o777 : nil
}

/// The path that symbolic links lead to, whether or not there is a file.
func resolvingLinks(_ path: String) -> String { resolvingLinks(path, atMost: 40) }

private func resolvingLinks(_ path: String, atMost count: Int) -> String {
    if let resolved = realpath(systemPath(path), nil) {
        defer { free(resolved) }
        return text(ofCString: resolved)
    }
    guard count > 0, let target = target(ofLink: path) else { return path }
    return resolvingLinks(
        target.hasPrefix("/") ? target : "\(folder(of: path))/\(target)", atMost: count - 1)
}

/// What a symbolic link says; nil if the path is none.
private func target(ofLink path: String) -> String? {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    return readlink(systemPath(path), &target, target.count - 1) < 0 ? nil : text(ofCString: target)
}

/// Makes a folder, and those that it is in, unless it is there.
func makeFolder(_ path: String) throws(FileProblem) {
    do {
        try retrying { mkdir(systemPath(path), 0o777) }
    } catch .system(errno: ENOENT) where folder(of: path) != path {
        try makeFolder(folder(of: path))
        try retrying { mkdir(systemPath(path), 0o777) }
    } catch .system(errno: EEXIST) where fileType(at: path) == S_IFDIR {
        return
    }
}
