#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

/// The names of all files and folders in a folder, in no order.
package func names(inFolder path: String) throws(FileError) -> [String] {
    guard path.isWithoutNUL else { throw .cannotRead(path, EINVAL) }
    guard let entries = opendir(path) else { throw .cannotRead(path, errno) }
    defer { closedir(entries) }
    var names: [String] = []
    while true {
        errno = 0
        guard let entry = readdir(entries) else { break }
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    guard errno == 0 else { throw .cannotRead(path, errno) }
    return names
}

/// Makes a folder, and those that it is in, as far as they are missing.
///
/// - Returns: −1 if one cannot be made, for the reason in `errno`.
package func createFolders(_ path: String) -> CInt {
    var status = stat()
    if stat(path, &status) == 0 || mkdir(path, 0o777) == 0 || errno == EEXIST { return 0 }
    guard errno == ENOENT, folder(of: path) != path, createFolders(folder(of: path)) == 0 else { return -1 }
    return mkdir(path, 0o777) == 0 || errno == EEXIST ? 0 : -1
}

/// Which file or folder it is, whatever path leads there.
package struct FileIdentity: Hashable, Sendable {
    private let device: dev_t
    private let number: ino_t
    package let isDirectory: Bool

    /// What a path leads to, through symbolic links; nil if there is nothing.
    package init?(at path: String) {
        var status = stat()
        guard path.isWithoutNUL, stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        number = status.st_ino
        isDirectory = status.st_mode & S_IFMT == S_IFDIR
    }
}
