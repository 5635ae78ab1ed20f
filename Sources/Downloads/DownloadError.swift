import GraphRuntime

/// Why a data set could not be downloaded.
public enum DownloadError: Error, Equatable, Sendable {
    /// No mirror has given the file: what was wrong with each of them, in the order in which they were tried.
    case noMirror(file: String, failures: [MirrorFailure])
    /// Mirrors are URLs with `http` or `https` and a host.
    case mirror(String)
    /// The file cannot be written: no permission, no space, or something else is in its place. That the next mirror
    /// would not change.
    case file(FileError)
    /// A file with the content of one data set is where that of another is expected.
    case otherDataSet(file: String, expected: String, found: String)
}

/// What was wrong with one mirror.
public struct MirrorFailure: Equatable, Sendable {
    public enum Reason: Error, Equatable, Sendable {
        /// No answer, or none of HTTP: in the words of libcurl.
        case noAnswer(String)
        /// A status other than 200 OK or 206 Partial Content.
        case status(Int)
        /// A page, such as that of a network which asks for a login.
        case page(contentType: String)
        /// The answer announces another size, in bytes.
        case size(expected: Int, found: Int)
        /// The answer to a question for the rest of a file is another part of it.
        case range(String)
        /// More bytes than the file has.
        case tooLong(expected: Int)
        /// The connection ended early, and did so again.
        case cut(expected: Int, found: Int)
        /// For so many seconds nothing has arrived.
        case stalled(seconds: Double, expected: Int, found: Int)
        case md5(expected: String, found: String)
    }

    public let url: String
    public let reason: Reason
}
