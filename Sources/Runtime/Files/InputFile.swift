/// A regular file, open for reading from front to back.
final class InputFile {
    var path: String { file.path }
    /// In bytes, as it was when opened.
    var size: Int { file.size }

    private let file: RandomAccessFile
    private var offset = 0

    init(path: String) throws(FileError) {
        file = try RandomAccessFile(path: path)
    }

    /// Fills `buffer` with the next bytes of the file.
    ///
    /// - Returns: how many were written, fewer than fit only at the end of the file.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
        let count = try file.readToEnd(into: buffer, at: offset)
        offset += count
        return count
    }
}
