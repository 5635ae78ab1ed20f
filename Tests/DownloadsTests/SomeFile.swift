import GraphRuntime
import Testing

@testable import GraphDownloads

func md5(_ bytes: [UInt8]) -> String {
    var sum = MD5()
    bytes.withUnsafeBytes { sum.add($0) }
    return sum.digest()
}

/// The same for the same count and seed, of which no part repeats.
func someBytes(_ count: Int, seed: UInt32 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 1_664_525 &+ 1_013_904_223
        return UInt8(truncatingIfNeeded: state >> 24)
    }
}

/// A file of a data set of its own, and a folder to download it into.
struct SomeFile {
    let bytes: [UInt8]
    let file: PublishedFiles.File
    let folder: TemporaryFolder

    init(count: Int = 300_000) throws {
        bytes = someBytes(count)
        file = PublishedFiles.File(name: "file", size: count, md5: md5(bytes))
        folder = try TemporaryFolder()
    }

    func downloader(
        from servers: HTTPServer..., progress: DownloadProgress = .silent,
        stallLimit: Duration = .seconds(3600),
        willDo: @escaping @Sendable (WriteStep) -> CInt? = { _ in nil }
    ) throws -> Downloader {
        let published = PublishedFiles(name: "some", files: [file], mirrors: servers.map(\.url))
        return try Downloader(
            published, to: folder.path, progress: progress, stallLimit: stallLimit, willDo: willDo)
    }

    /// Why each mirror has failed.
    func reasons(_ downloader: Downloader) async -> [MirrorFailure.Reason] {
        let error = await #expect(throws: DownloadError.self) { try await downloader.download(file) }
        guard case .noMirror(let path, let failures) = error else {
            Issue.record("\(String(describing: error))")
            return []
        }
        #expect(path == "\(folder.path)/file")
        return failures.map(\.reason)
    }

    /// Whether the file is there, whole, and nothing else.
    func expectWhole(sourceLocation: SourceLocation = #_sourceLocation) throws {
        #expect(folder.bytes(of: "file") == bytes, sourceLocation: sourceLocation)
        #expect(try folder.names == ["file"], sourceLocation: sourceLocation)
    }
}
