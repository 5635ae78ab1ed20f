/// Why a file could not be read or written. Codes are those of `errno`.
public enum FileError: Error, Sendable, Equatable {
    /// Missing, not permitted or failing.
    case cannotRead(_ path: String, _ code: CInt)
    case cannotWrite(_ path: String, _ step: String, _ code: CInt)
    /// A directory or a device is at the path.
    case notAFile(_ path: String)
    /// Missing, or a file.
    case notADirectory(_ path: String)
    /// None of the names by which a file is known is in the directory.
    case noneOf(names: [String], directory: String)

    // The gzip container.
    case corruptGzip(_ path: String, reason: String)
    case truncatedGzip(_ path: String)
    /// Bytes that are not another gzip member follow the compressed data. These are the first of them, 4 at most.
    case trailingBytes(_ path: String, found: [UInt8])

    // The tar archive.
    case truncatedTar(_ path: String)
    /// At this byte of the archive, decompressed, there should be something else.
    case corruptTar(_ path: String, offset: Int, expected: String)
}
