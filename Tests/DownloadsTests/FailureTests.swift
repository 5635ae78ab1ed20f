import Foundation
import GraphRuntime
import Testing

@testable import GraphDownloads

/// What servers, networks and disks do wrong.
struct FailureTests {
    let some: SomeFile

    init() throws { some = try SomeFile() }

    /// What is wrong with a server that gives this answer, and whether the next mirror then gives the file.
    private func reason(_ answer: [UInt8]) async throws -> MirrorFailure.Reason? {
        let server = try HTTPServer { _, _ in [.send(answer)] }
        let reasons = await some.reasons(try some.downloader(from: server))
        #expect(try some.folder.names == [])
        let other = try HTTPServer(of: some.bytes)
        try await some.downloader(from: server, other).download(some.file)
        try some.expectWhole()
        return reasons.count == 1 ? reasons[0] : nil
    }

    @Test(arguments: [304, 403, 404, 500, 503])
    func aStatusThatIsNoSuccessIsNamed(_ status: Int) async throws {
        let answer = HTTPServer.answer(status, ["Content-Length": "\(some.bytes.count)"], body: some.bytes)
        #expect(try await reason(answer) == .status(status))
    }

    @Test func aPageIsNoFile() async throws {
        let answer = HTTPServer.answer(200, ["Content-Type": "text/html; charset=utf-8"], body: some.bytes)
        #expect(try await reason(answer) == .page(contentType: "text/html; charset=utf-8"))
    }

    @Test func aFileThatIsCalledCompressedIsTakenAsItIs() async throws {
        let answer = HTTPServer.answer(200, ["Content-Encoding": "x-gzip"], body: some.bytes)
        let server = try HTTPServer { _, _ in [.send(answer)] }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
    }

    @Test(arguments: ["nonsense\r\n\r\n", "HTTP/1.1 abc\r\n\r\n", "\0\u{1B}[2J", ""])
    func garbageIsNoAnswer(_ garbage: String) async throws {
        guard case .noAnswer = try await reason(Array(garbage.utf8)) else {
            Issue.record("\(garbage.debugDescription)")
            return
        }
    }

    @Test(arguments: ["H", "HTTP/1.1 200", "HTTP/1.1 200 OK\r\nContent-Le", "HTTP/1.1 200 OK\r\nno header"])
    func aHeadThatEndsInTheMiddleIsNoFile(_ head: String) async throws {
        #expect(try await reason(Array(head.utf8)) != nil)
    }

    @Test func aHeadWithoutEndIsNoAnswer() async throws {
        let head = "HTTP/1.1 200 OK\r\n" + String(repeating: "Name: value\r\n", count: 100_000)
        guard case .noAnswer = try await reason(Array(head.utf8)) else {
            Issue.record("a head of \(head.utf8.count) bytes")
            return
        }
    }

    @Test func aServerThatIsNotThereIsNoAnswer() async throws {
        let port = try HTTPServer(of: []).port
        let published = PublishedFiles(
            name: "some", files: [some.file], mirrors: ["http://127.0.0.1:\(port)"])
        let reasons = await some.reasons(try Downloader(published, to: some.folder.path))
        guard case .noAnswer(let words) = reasons.first else {
            Issue.record("\(reasons)")
            return
        }
        #expect(!words.isEmpty)
    }

    @Test func anotherFileOfTheSameSizeHasAnotherSum() async throws {
        let other = someBytes(300_000, seed: 2)
        #expect(
            try await reason(HTTPServer.answer(body: other))
                == .md5(expected: some.file.md5, found: md5(other)))
    }

    @Test(arguments: [0, 1, 299_999, 300_001, 1 << 40])
    func anAnswerOfAnotherSizeIsNotTaken(_ size: Int) async throws {
        let answer = HTTPServer.answer(200, ["Content-Length": "\(size)"], body: some.bytes)
        #expect(try await reason(answer) == .size(expected: 300_000, found: size))
    }

    @Test func nobodyTakesMoreThanTheFile() async throws {
        let answer = HTTPServer.answer(200, ["Content-Length": ""], body: some.bytes + some.bytes)
        let server = try HTTPServer { _, _ in [.send(answer)] + Array(repeating: .send(answer), count: 100) }
        let reasons = await some.reasons(try some.downloader(from: server))
        #expect(reasons == [.tooLong(expected: 300_000)])
        #expect(some.folder.bytes(of: "file.part")?.count ?? 0 <= 300_000)
    }

    @Test func anAnswerInChunksIsTaken() async throws {
        var body: [UInt8] = []
        for start in stride(from: 0, to: some.bytes.count, by: 70_000) {
            let chunk = some.bytes[start...].prefix(70_000)
            body += Array("\(String(chunk.count, radix: 16))\r\n".utf8) + chunk + Array("\r\n".utf8)
        }
        let head = ["Transfer-Encoding": "chunked", "Content-Length": ""]
        let answer = HTTPServer.answer(200, head, body: body + Array("0\r\nName: value\r\n\r\n".utf8))
        let server = try HTTPServer { _, _ in [.send(answer)] }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
    }

    /// Whatever a server sends, what is there afterwards is the file, or nothing and an error.
    @Test func noAnswerHarms() async throws {
        let seed = UInt64.random(in: 0...(.max))
        var random = SplitMix64(seed: seed)
        let bytes = some.bytes
        for _ in 0..<200 {
            let answer = damaged(
                HTTPServer.answer(200, ["ETag": "\"1\"", "Location": "/"], body: bytes), &random)
            let server = try HTTPServer { request, index in
                [.send(index == 0 ? answer : HTTPServer.file(bytes, request, entityTag: "\"1\""))]
            }
            do {
                try await some.downloader(from: server).download(some.file)
                try some.expectWhole()
            } catch is DownloadError {
                #expect(some.folder.bytes(of: "file") == nil, "seed \(seed)")
            }
            for name in try some.folder.names {
                try FileManager.default.removeItem(atPath: "\(some.folder.path)/\(name)")
            }
        }
    }

    /// With a few bytes of its beginning changed, removed or added, and perhaps cut.
    private func damaged(_ answer: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
        var answer = answer
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let place = Int.random(in: 0..<120, using: &random)
            let byte = Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0x0a
            switch Int.random(in: 0..<3, using: &random) {
            case 0: answer[place] = byte
            case 1: answer.remove(at: place)
            default: answer.insert(byte, at: place)
            }
        }
        if Bool.random(using: &random) { answer.removeLast(Int.random(in: 1..<answer.count, using: &random)) }
        return answer
    }

    @Test func anAnswerWithoutALengthIsTaken() async throws {
        let answer = HTTPServer.answer(200, ["Content-Length": ""], body: some.bytes)
        let server = try HTTPServer { _, _ in [.send(answer)] }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
    }

    @Test func redirectionsEnd() async throws {
        let server = try HTTPServer { _, _ in [.send(HTTPServer.answer(302, ["Location": "/file"]))] }
        guard case .noAnswer = await some.reasons(try some.downloader(from: server)).first else {
            Issue.record("a redirection to itself")
            return
        }
    }

    @Test(arguments: [
        "", "http://", "file:///etc/passwd", "ftp://127.0.0.1:1/", "//", "?", "http://[", "%zz", "foo:bar",
    ])
    func redirectionsLeadToNothingButHTTP(_ location: String) async throws {
        let server = try HTTPServer { request, index in
            [.send(HTTPServer.answer(index > 3 ? 404 : 302, ["Location": location], body: [1, 2, 3]))]
        }
        #expect(await some.reasons(try some.downloader(from: server)).count == 1)
        #expect(try some.folder.names == [])
    }

    // Connections that end or stall.

    @Test func aConnectionThatIsCutIsTakenUpAgain() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { request, index in
            let answer = HTTPServer.file(bytes, request, entityTag: "\"1\"")
            return [.send(index < 2 ? Array(answer.dropLast(100_000 - 10_000 * index)) : answer)]
        }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [nil, 200_000, 210_000])
        #expect(server.requests.map { $0.headers["if-range"] } == [nil, "\"1\"", "\"1\""])
    }

    @Test func aServerThatAlwaysCutsGivesWayToTheNext() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { request, _ in
            [
                .send(
                    Array(
                        HTTPServer.file(bytes, request).dropLast(
                            request.rangeStart == nil ? 200_000 : 190_000)))
            ]
        }
        #expect(
            await some.reasons(try some.downloader(from: server)) == [.cut(expected: 300_000, found: 110_000)]
        )
        #expect(some.folder.bytes(of: "file.part") == Array(bytes.prefix(110_000)))
        let other = try HTTPServer(of: bytes)
        try await some.downloader(from: server, other).download(some.file)
        try some.expectWhole()
        #expect(other.requests.map(\.rangeStart) == [110_000])
    }

    @Test func aFileThatChangesBetweenItsPartsIsFetchedAnew() async throws {
        let (bytes, old) = (some.bytes, someBytes(300_000, seed: 2))
        let server = try HTTPServer { request, index in
            let answer = HTTPServer.file(index == 0 ? old : bytes, request, entityTag: "\"\(min(index, 1))\"")
            return [.send(index == 0 ? Array(answer.dropLast(100_000)) : answer)]
        }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [nil, 200_000])
    }

    @Test func aFileThatChangesWithoutATagIsFetchedAnew() async throws {
        let (bytes, old) = (some.bytes, someBytes(300_000, seed: 2))
        let server = try HTTPServer { request, index in
            let answer = HTTPServer.file(index == 0 ? old : bytes, request)
            return [.send(index == 0 ? Array(answer.dropLast(100_000)) : answer)]
        }
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [nil, 200_000, nil])
    }

    @Test func aServerThatStallsGivesWayToTheNext() async throws {
        let bytes = some.bytes
        let silent = try HTTPServer { _, _ in [.pause(seconds: 3600)] }
        let stalling = try HTTPServer { request, _ in
            [.send(Array(HTTPServer.file(bytes, request).dropLast(100_000))), .pause(seconds: 3600)]
        }
        let stallLimit = Duration.seconds(2)
        #expect(
            await some.reasons(try some.downloader(from: silent, stalling, stallLimit: stallLimit)) == [
                .stalled(seconds: 2, expected: 300_000, found: 0),
                .stalled(seconds: 2, expected: 300_000, found: 200_000),
            ])
        let other = try HTTPServer(of: bytes)
        try await some.downloader(from: silent, other, stallLimit: stallLimit).download(some.file)
        try some.expectWhole()
        #expect(other.requests.map(\.rangeStart) == [200_000])
    }

    @Test func aSlowServerDoesNotStall() async throws {
        let answer = HTTPServer.answer(body: some.bytes)
        let server = try HTTPServer { _, _ in
            stride(from: 0, to: answer.count, by: 30_000).flatMap { start in
                [.send(Array(answer[start...].prefix(30_000))), .pause(seconds: 0.25)]
            }
        }
        try await some.downloader(from: server, stallLimit: .seconds(2)).download(some.file)
        try some.expectWhole()
    }

    @Test func aCancelledDownloadEndsAtOnceAndGoesOnLater() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { request, index in
            let answer = HTTPServer.file(bytes, request)
            return index == 0
                ? [.send(Array(answer.dropLast(100_000))), .pause(seconds: 3600)] : [.send(answer)]
        }
        let arrived = Seen<Int>()
        let progress = DownloadProgress { _, bytes, _ in arrived.add(bytes) }
        let (downloader, file) = (try some.downloader(from: server, progress: progress), some.file)
        let task = Task { try await downloader.download(file) }
        while arrived.all.last != 200_000 { try await Task.sleep(for: .milliseconds(5)) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(some.folder.bytes(of: "file.part") == Array(bytes.prefix(200_000)))
        try await downloader.download(file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [nil, 200_000])
    }

    @Test func whoIsToldOfTheProgressMayCancel() async throws {
        let server = try HTTPServer(of: some.bytes)
        let cancel = Seen<@Sendable () -> Void>()
        let progress = DownloadProgress { _, bytes, _ in
            if bytes > 0 { for cancel in cancel.all { cancel() } }
        }
        let (downloader, file) = (try some.downloader(from: server, progress: progress), some.file)
        let task = Task {
            while cancel.all.isEmpty { await Task.yield() }
            try await downloader.download(file)
        }
        cancel.add { task.cancel() }
        await #expect(throws: CancellationError.self) { try await task.value }
        let part = try #require(some.folder.bytes(of: "file.part"))
        #expect(!part.isEmpty && some.bytes.starts(with: part))
    }

    @Test func whatIsCancelledBeforehandAsksNobody() async throws {
        let server = try HTTPServer(of: some.bytes)
        let (downloader, file) = (try some.downloader(from: server), some.file)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            try await downloader.download(file)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(server.requests.isEmpty)
    }

    @Test func manyCancellationsAtAnyMomentDoNoHarm() async throws {
        let bytes = some.bytes
        let server = try HTTPServer { request, _ in [.send(HTTPServer.file(bytes, request))] }
        let (downloader, file) = (try some.downloader(from: server), some.file)
        for microseconds in stride(from: 0, to: 10_000, by: 100) {
            let task = Task { try await downloader.download(file) }
            try await Task.sleep(for: .microseconds(microseconds))
            task.cancel()
            _ = await task.result
            if microseconds % 1000 == 0 {
                try? FileManager.default.removeItem(atPath: downloader.path(of: file))
            }
        }
        try await downloader.download(file)
        try some.expectWhole()
    }

    // Disks.

    @Test func withoutSpaceWhatFittedStays() async throws {
        let server = try HTTPServer(of: some.bytes)
        let writes = Seen<Int>()
        let full = try some.downloader(from: server) { step in
            guard step == .write else { return nil }
            writes.add(0)
            return writes.all.count > 4 ? ENOSPC : nil
        }
        await #expect(
            throws: DownloadError.file(.cannotWrite("\(some.folder.path)/file.part", "write", ENOSPC))
        ) {
            try await full.download(some.file)
        }
        let part = try #require(some.folder.bytes(of: "file.part"))
        #expect(part.count > 0)
        #expect(some.bytes.starts(with: part))
        try await some.downloader(from: server).download(some.file)
        try some.expectWhole()
        #expect(server.requests.map(\.rangeStart) == [nil, part.count])
    }

    @Test(arguments: [WriteStep.create, .synchronize, .replace])
    func aStepThatFailsIsNamedAndLeavesTheOldFile(_ failing: WriteStep) async throws {
        try some.folder.write([1, 2, 3], to: "file")
        let server = try HTTPServer(of: some.bytes)
        let downloader = try some.downloader(from: server) { $0 == failing ? EIO : nil }
        await #expect(
            throws: DownloadError.file(.cannotWrite("\(some.folder.path)/file.part", failing.rawValue, EIO))
        ) {
            try await downloader.download(some.file)
        }
        #expect(some.folder.bytes(of: "file") == [1, 2, 3])
    }

    @Test func whatIsInTheWayIsNamed() async throws {
        let server = try HTTPServer(of: some.bytes)
        let published = PublishedFiles(name: "some", files: [some.file], mirrors: [server.url])
        try some.folder.write([], to: "taken")
        let path = "\(some.folder.path)/taken"
        await #expect(throws: DownloadError.file(.cannotWrite("\(path)/file.part", "create", ENOTDIR))) {
            try await Downloader(published, to: path).download(some.file)
        }
        try FileManager.default.createDirectory(
            atPath: "\(some.folder.path)/file.part", withIntermediateDirectories: false)
        await #expect(
            throws: DownloadError.file(.cannotWrite("\(some.folder.path)/file.part", "create", EISDIR))
        ) {
            try await Downloader(published, to: some.folder.path).download(some.file)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func aPartThatIsALinkIsNotFollowed() async throws {
        let server = try HTTPServer(of: some.bytes)
        try some.folder.write([1, 2, 3], to: "target")
        try FileManager.default.createSymbolicLink(
            atPath: "\(some.folder.path)/file.part", withDestinationPath: "\(some.folder.path)/target")
        await #expect(throws: DownloadError.self) {
            try await some.downloader(from: server).download(some.file)
        }
        #expect(some.folder.bytes(of: "target") == [1, 2, 3])
    }

    // Errors.

    @Test func theErrorSaysWhatWasWrongWithEachMirror() async throws {
        let missing = try HTTPServer { _, _ in [.send(HTTPServer.answer(404))] }
        let page = try HTTPServer { _, _ in
            [.send(HTTPServer.answer(200, ["Content-Type": "text/html\u{7}"]))]
        }
        let error = await #expect(throws: DownloadError.self) {
            try await some.downloader(from: missing, page).download(some.file)
        }
        #expect(
            error?.description == """
                \(some.folder.path)/file: cannot be downloaded
                  \(missing.url)/file: expected the status 200, found 404
                  \(page.url)/file: expected data, found a page (text/html\\u{7})
                """)
    }

    @Test(arguments: [
        "", "nonsense", "ftp://example.org", "file:///tmp", "http://", "https:///x", "http://a b/",
    ])
    func aMirrorIsAURL(_ mirror: String) throws {
        #expect(throws: DownloadError.mirror(mirror)) {
            try Downloader(.mnist, to: "nowhere", mirror: mirror)
        }
    }
}
