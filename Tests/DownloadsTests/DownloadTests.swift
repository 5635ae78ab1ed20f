import Foundation
import GraphRuntime
import Testing

@testable import GraphDownloads

/// Whole files, the rest of files, and what becomes of files that are there.
struct DownloadTests {
    let some: SomeFile

    init() throws { some = try SomeFile() }

    @Test func aFileArrivesAsItIs() async throws {
        let server = try HTTPServer(of: some.bytes)
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.path) == ["/file"])
        #expect(server.requests.map { $0.headers["accept-encoding"] } == ["identity"])
        #expect(server.requests.map(\.rangeStart) == [nil])
    }

    @Test func missingFoldersAreMade() async throws {
        let server = try HTTPServer(of: some.bytes)
        let published = PublishedFiles(name: "some", files: [some.file], mirrors: [])
        let downloader = try Downloader(published, to: "\(some.folder.path)/a/b", mirror: server.url + "/x/")
        try await downloader.download(some.file)
        #expect(some.folder.bytes(of: "a/b/file") == some.bytes)
        #expect(server.requests.map(\.path) == ["/x/file"])
    }

    @Test func nothingIsFetchedIfTheFileIsThere() async throws {
        let server = try HTTPServer(of: some.bytes)
        try some.folder.write(some.bytes, to: "file")
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.isEmpty)
    }

    @Test func anotherFileIsReplacedOnlyByAWholeOne() async throws {
        try some.folder.write([1, 2, 3], to: "file")
        let wrong = try HTTPServer(of: someBytes(300_000, seed: 2))
        _ = await some.reasons(try some.downloader(from: wrong))
        #expect(some.folder.bytes(of: "file") == [1, 2, 3])
        let right = try HTTPServer(of: some.bytes)
        try await some.downloader(from: right).download(some.file)
        try some.expectWhole()
    }

    @Test func aDownloadGoesOnWhereItEnded() async throws {
        try some.folder.write(Array(some.bytes.prefix(100_000)), to: "file.part")
        let server = try HTTPServer(of: some.bytes)
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [100_000])
    }

    @Test func aPartThatIsWholeNeedsNoServer() async throws {
        try some.folder.write(some.bytes, to: "file.part")
        let server = try HTTPServer(of: some.bytes)
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.isEmpty)
    }

    @Test(arguments: [
        (someBytes(100_000, seed: 2), [100_000, nil]), (someBytes(300_000, seed: 2), [nil]),
        (someBytes(300_001), [nil]),
    ])
    func aPartOfAnotherFileIsForgotten(_ part: [UInt8], _ starts: [Int?]) async throws {
        try some.folder.write(part, to: "file.part")
        let server = try HTTPServer(of: some.bytes)
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == starts)
    }

    @Test func aServerMayIgnoreThatTheRestIsAskedFor() async throws {
        let bytes = some.bytes
        try some.folder.write(Array(bytes.prefix(100_000)), to: "file.part")
        let server = try HTTPServer { _, _ in [.send(HTTPServer.answer(body: bytes))] }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["bytes 0-299999/300000", "bytes 100000-299998/300000", "", "items"])
    func theWrongRestIsNotTaken(_ range: String) async throws {
        let bytes = some.bytes
        try some.folder.write(Array(bytes.prefix(100_000)), to: "file.part")
        let server = try HTTPServer { request, _ in
            guard request.rangeStart != nil else { return [.send(HTTPServer.file(bytes, request))] }
            return [.send(HTTPServer.answer(206, ["Content-Range": range], body: bytes.suffix(200_000)))]
        }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [100_000, nil])
    }

    @Test func aServerThatDoesNotKnowTheRestIsAskedForAll() async throws {
        let bytes = some.bytes
        try some.folder.write(Array(bytes.prefix(100_000)), to: "file.part")
        let server = try HTTPServer { request, _ in
            [.send(request.rangeStart == nil ? HTTPServer.file(bytes, request) : HTTPServer.answer(416))]
        }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
    }

    @Test func redirectionsAreFollowed() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { request, _ in
            switch request.path {
            case "/file": [.send(HTTPServer.answer(301, ["Location": "/second"], body: [1]))]
            case "/second": [.send(HTTPServer.answer(302, ["Location": "third?a=b"]))]
            default: [.send(HTTPServer.file(bytes, request))]
            }
        }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.path) == ["/file", "/second", "/third?a=b"])
    }

    @Test func twoDownloadsOfTheSameFileDoNoHarm() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { _, _ in
            let answer = HTTPServer.answer(body: bytes)
            return [
                .send(Array(answer.prefix(100_000))), .pause(seconds: 0.1),
                .send(Array(answer.dropFirst(100_000))),
            ]
        }
        let (downloader, file) = (try some.downloader(from: server), some.file)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<3 { group.addTask { try await downloader.download(file) } }
            try await group.waitForAll()
        }
        try some.expectWhole()
    }

    @Test func progressGoesFromNothingToAll() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { _, _ in
            let answer = HTTPServer.answer(body: bytes)
            return [
                .send(Array(answer.prefix(100_000))), .pause(seconds: 0.05),
                .send(Array(answer.dropFirst(100_000))),
            ]
        }
        let seen = Seen<Int>()
        let progress = DownloadProgress { file, bytes, total in
            #expect(file == "file")
            #expect(total == 300_000)
            seen.add(bytes)
        }
        try await some.downloader(from: server, progress: progress).download(some.file)
        #expect(seen.all.first == 0)
        #expect(seen.all.count > 2)
        #expect(seen.all == seen.all.sorted())
        #expect(seen.all.last == 300_000)
    }

    @Test func aLineShowsWhatHasArrived() async throws {
        let server = try HTTPServer(of: some.bytes)
        let seen = Seen<String>()
        try await some.downloader(from: server, progress: .line(width: 60) { seen.add($0) }).download(
            some.file)
        #expect(seen.all.first == "\rfile ──────────────────────────────────── 0 bytes of 300 kB\u{1B}[K")
        #expect(seen.all.last?.wholeMatch(of: #/\r\u{1B}\[Kfile  300 kB  \d+\.\d\d s\n/#) != nil)
    }

    @Test func aLineFitsIntoItsColumns() {
        let line = DownloadLine(file: "train-images-idx3-ubyte.gz", bytes: 1_200_000, total: 26_421_880)
        #expect(line.rendered(width: 70, colored: false).count == 70)
        #expect(
            line.rendered(width: 70, colored: false).hasSuffix("━─────────────────────── 1.20 MB of 26.4 MB"))
        #expect(line.rendered(width: 45, colored: false) == "train-images-idx3-ubyte.gz 1.20 MB of 26.4 MB")
        #expect(line.rendered(width: 20, colored: true) == "train-images-idx3-ub")
        #expect(line.rendered(width: 0, colored: true) == "")
    }
}

/// What a closure has been called with.
final class Seen<Element: Sendable>: @unchecked Sendable {
    private let lock = NSLock()
    private var elements: [Element] = []

    var all: [Element] { lock.withLock { elements } }
    func add(_ element: Element) { lock.withLock { elements.append(element) } }
}
