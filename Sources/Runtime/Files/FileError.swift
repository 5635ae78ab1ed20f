/// Why a file could not be read or written. Codes are those of `errno`.
public enum FileError: Error, Sendable, Equatable {
    case cannotRead(_ path: String, _ code: CInt)
    case cannotWrite(_ path: String, _ step: String, _ code: CInt)
    /// A directory or a device is at the path.
    case notAFile(_ path: String)
}
