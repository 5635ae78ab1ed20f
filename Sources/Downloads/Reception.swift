/// The answer to a request for a file, or for the rest of it, on its way into the part.
///
/// The transfer calls it one call at a time, and whoever started the transfer waits for its end.
final class Reception: TransferReceiver, @unchecked Sendable {
    let file: PublishedFiles.File
    private(set) var hasBegun = false
    /// Whether the server has gone on where the part ended.
    private(set) var isContinuation = false
    /// By which the server can tell whether its file is still the same. Weak ones cannot.
    private(set) var entityTag: String?
    private let part: PartFile
    private let display: DownloadDisplay

    init(of file: PublishedFiles.File, into part: PartFile, display: DownloadDisplay) {
        self.file = file
        self.part = part
        self.display = display
    }

    /// Checks the answer. Only one that is right takes from the part what there was.
    func begin(_ response: Response) throws {
        let status = response.status
        guard status == 200 || status == 206 else { throw MirrorFailure.Reason.status(status) }
        if let type = response["content-type"], type.lowercased().hasPrefix("text/html") {
            throw MirrorFailure.Reason.page(contentType: type)
        }
        if status == 206 { try checkRange(response["content-range"] ?? "") }
        let rest = status == 206 ? file.size - part.size : file.size
        if let length = response["content-length"].flatMap(Int.init), length != rest {
            throw MirrorFailure.Reason.size(expected: rest, found: length)
        }
        if status == 200 { try part.clear() }
        isContinuation = part.size > 0
        entityTag = response["etag"].flatMap { $0.hasPrefix("\"") ? $0 : nil }
        hasBegun = true
        display.update(bytes: part.size)
    }

    func receive(_ bytes: UnsafeRawBufferPointer) throws {
        guard bytes.count <= file.size - part.size else {
            throw MirrorFailure.Reason.tooLong(expected: file.size)
        }
        try part.append(bytes)
        display.update(bytes: part.size)
    }

    private func checkRange(_ range: String) throws {
        guard range == "bytes \(part.size)-\(file.size - 1)/\(file.size)" else {
            throw MirrorFailure.Reason.range(range)
        }
    }
}
