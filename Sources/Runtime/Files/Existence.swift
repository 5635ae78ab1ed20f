#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// Whether there is something other than a directory at `path`.
func fileExists(at path: String) -> Bool {
    guard let mode = mode(of: path) else { return false }
    return mode & S_IFMT != S_IFDIR
}

/// Whether there is a directory at `path`.
package func directoryExists(at path: String) -> Bool {
    guard let mode = mode(of: path) else { return false }
    return mode & S_IFMT == S_IFDIR
}

private func mode(of path: String) -> mode_t? {
    var status = stat()
    return path.isWithoutNUL && stat(path, &status) == 0 ? status.st_mode : nil
}
