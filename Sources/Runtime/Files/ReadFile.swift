/// The bytes of a regular file.
///
/// - Parameter limit: No more are read.
package func readFile(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
    let file = try InputFile(path: path)
    return try [UInt8](unsafeUninitializedCapacity: min(file.size, limit)) {
        (buffer, filled) throws(FileError) in
        filled = try file.read(into: UnsafeMutableRawBufferPointer(buffer))
    }
}
