import Foundation
import GraphRuntime

extension DownloadError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .noMirror(let file, let failures):
            "\(file): cannot be downloaded" + failures.map { "\n  \($0)" }.joined()
        case .mirror(let found):
            "expected a mirror such as https://example.org/data, found \(printable(found))"
        case .file(let error):
            error.description
        case .otherDataSet(let file, let expected, let found):
            "\(file): expected a file of \(expected), found that of \(found), which has the same name; "
                + "give each data set a directory of its own"
        }
    }
}

extension MirrorFailure: CustomStringConvertible {
    public var description: String { "\(url): \(reason)" }
}

extension MirrorFailure.Reason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noAnswer(let words):
            "no answer: \(printable(words))"
        case .status(let found):
            "expected the status 200, found \(found)"
        case .page(let contentType):
            "expected data, found a page (\(printable(contentType)))"
        case .size(let expected, let found):
            "expected \(expected) bytes, found an answer of \(found)"
        case .range(let found):
            "expected the rest of the file, found the Content-Range \(printable(found))"
        case .tooLong(let expected):
            "expected \(expected) bytes, found more"
        case .cut(let expected, let found):
            "expected \(expected) bytes, found the end after \(found)"
        case .stalled(let seconds, let expected, let found):
            "expected \(expected) bytes, found \(found), and nothing more for \(fixed(seconds, 1)) s"
        case .md5(let expected, let found):
            "expected the MD5 \(expected), found \(found)"
        }
    }
}
