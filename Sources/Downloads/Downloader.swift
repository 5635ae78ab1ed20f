import Foundation
import GraphRuntime

/// Fetches files of a data set into a directory.
struct Downloader: Sendable {
    let published: PublishedFiles
    let directory: String
    private let mirrors: [String]
    private let progress: DownloadProgress
    private let stallLimit: Duration
    private let willDo: @Sendable (WriteStep) -> CInt?

    /// - Parameters:
    ///   - mirror: In place of those where the files are published.
    ///   - stallLimit: After this time without a byte the next mirror is tried.
    ///   - willDo: Called before every step of writing; an error number in return makes the step fail.
    init(
        _ published: PublishedFiles, to directory: String, mirror: String? = nil,
        progress: DownloadProgress = .silent, stallLimit: Duration = .seconds(30),
        willDo: @escaping @Sendable (WriteStep) -> CInt? = { _ in nil }
    ) throws(DownloadError) {
        self.published = published
        self.directory = directory
        mirrors = mirror.map { [$0] } ?? published.mirrors
        self.progress = progress
        self.stallLimit = stallLimit
        self.willDo = willDo
        for mirror in mirrors where url(of: "file", at: mirror) == nil { throw .mirror(mirror) }
    }

    func path(of file: PublishedFiles.File) -> String { "\(directory)/\(file.name)" }

    /// Puts the file into the directory, unless it is there.
    ///
    /// - Throws: A `DownloadError` or a `CancellationError`. What had arrived by then stays for the next time.
    func download(_ file: PublishedFiles.File) async throws {
        do {
            let part = try PartFile(of: path(of: file), willDo: willDo)
            // By now, perhaps by another process.
            if try isWhole(file, at: path(of: file)) { return }
            let display = DownloadDisplay(progress, file: file.name, total: file.size)
            defer { display.close() }
            try await fetch(file, into: part, display)
            try part.replace()
            display.finish()
        } catch let error as FileError {
            throw DownloadError.file(error)
        }
    }

    /// Tries one mirror after the other. What one of them has brought, the next does not have to.
    private func fetch(
        _ file: PublishedFiles.File, into part: PartFile, _ display: DownloadDisplay
    ) async throws {
        var failures: [MirrorFailure] = []
        for mirror in mirrors {
            guard let url = url(of: file.name, at: mirror) else { continue }
            do {
                return try await fetch(file, into: part, from: url, display)
            } catch let reason as MirrorFailure.Reason {
                failures.append(MirrorFailure(url: url, reason: reason))
            }
        }
        throw DownloadError.noMirror(file: path(of: file), failures: failures)
    }

    private func fetch(
        _ file: PublishedFiles.File, into part: PartFile, from url: String, _ display: DownloadDisplay
    ) async throws {
        var reconnections = 0
        var mayBeginAnew = true
        var entityTag: String?
        while true {
            if part.size > file.size { try part.clear() }
            let start = part.size
            let reception = Reception(of: file, into: part, display: display)
            do {
                if start < file.size {
                    let headers = headers(from: start, entityTag)
                    try await receive(url, headers, into: reception, part)
                }
                return try check(part, file)
            } catch MirrorFailure.Reason.cut where part.size > start && reconnections < 3 {
                reconnections += 1
                entityTag = reception.entityTag
            } catch let reason as MirrorFailure.Reason where mayBeginAnew && start > 0 && reason.blamesPart {
                // What had arrived before may have been of another file.
                guard !reception.hasBegun || reception.isContinuation else { throw reason }
                try part.clear()
                mayBeginAnew = false
            }
        }
    }

    private func headers(from start: Int, _ entityTag: String?) -> [String] {
        ["User-Agent: graphc", "Accept-Encoding: identity"]
            + (start > 0 ? ["Range: bytes=\(start)-"] : [])
            + (start > 0 ? entityTag.map { ["If-Range: \($0)"] } ?? [] : [])
    }

    /// Runs a transfer, and says in terms of the file what has become of it.
    private func receive(
        _ url: String, _ headers: [String], into reception: Reception, _ part: PartFile
    ) async throws {
        let expected = reception.file.size
        do {
            try await Transfer.run(url, headers: headers, into: reception, stallLimit: stallLimit)
        } catch TransferError.stalled {
            throw MirrorFailure.Reason.stalled(
                seconds: stallLimit / .seconds(1), expected: expected, found: part.size)
        } catch TransferError.failed(let words) where !reception.hasBegun {
            throw MirrorFailure.Reason.noAnswer(words)
        } catch TransferError.failed {
            throw MirrorFailure.Reason.cut(expected: expected, found: part.size)
        }
        guard part.size == expected else {
            throw MirrorFailure.Reason.cut(expected: expected, found: part.size)
        }
    }

    private func check(_ part: PartFile, _ file: PublishedFiles.File) throws {
        try part.synchronize()
        let found = try md5(ofFileAt: part.path)
        guard found == file.md5 else {
            try part.clear()
            throw MirrorFailure.Reason.md5(expected: file.md5, found: found)
        }
    }
}

extension MirrorFailure.Reason {
    /// Whether what had arrived before the answer may be what is wrong.
    fileprivate var blamesPart: Bool {
        switch self {
        case .md5, .range, .status(416): true
        case .noAnswer, .status, .page, .size, .tooLong, .cut, .stalled: false
        }
    }
}

/// Whether the file is there as it was published.
func isWhole(_ file: PublishedFiles.File, at path: String) throws(FileError) -> Bool {
    guard let found = try? RandomAccessFile(path: path), found.size == file.size else { return false }
    return try md5(ofFileAt: path) == file.md5
}

private func url(of file: String, at mirror: String) -> String? {
    guard let url = URL(string: mirror), ["http", "https"].contains(url.scheme?.lowercased()),
        url.host?.isEmpty == false
    else { return nil }
    return url.absoluteString + (mirror.hasSuffix("/") ? "" : "/") + file
}
