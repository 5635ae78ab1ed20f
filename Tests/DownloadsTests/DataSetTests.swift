import Foundation
import GraphRuntime
import Testing

@testable import GraphDownloads

/// Data sets whose files are missing, damaged or somebody's own.
struct DataSetTests {
    let folder: TemporaryFolder
    let contents: [String: [UInt8]]
    let server: HTTPServer

    init() throws {
        folder = try TemporaryFolder()
        let images = someBytes(3 * 784)
        let contents: [String: [UInt8]] = [
            "train-images-idx3-ubyte.gz": [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 28, 0, 0, 0, 28]
                + images.prefix(1568),
            "train-labels-idx1-ubyte.gz": [0, 0, 8, 1, 0, 0, 0, 2, 3, 9],
            "t10k-images-idx3-ubyte.gz": [0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28]
                + images.suffix(784),
            "t10k-labels-idx1-ubyte.gz": [0, 0, 8, 1, 0, 0, 0, 1, 5],
        ]
        self.contents = contents
        server = try HTTPServer { request, _ in
            guard let bytes = contents[String(request.path.dropFirst())] else {
                return [.send(HTTPServer.answer(404))]
            }
            return [.send(HTTPServer.file(bytes, request))]
        }
    }

    private func read(in subfolder: String = "") async throws -> MNIST {
        let files = contents.keys.sorted().map { name in
            PublishedFiles.File(name: name, size: contents[name]?.count ?? 0, md5: md5(contents[name] ?? []))
        }
        let published = PublishedFiles(name: "some", files: files, mirrors: [server.url])
        let path = folder.path + subfolder
        return try await Downloader(published, to: path).whatIsRead {
            try MNIST(directory: path, normalization: .none)
        }
    }

    private func writeAll(except left: String...) throws {
        for (name, bytes) in contents where !left.contains(name) { try folder.write(bytes, to: name) }
    }

    private var asked: [String] { server.requests.map { String($0.path.dropFirst()) } }

    @Test(arguments: ["", "/not/yet/there"])
    func everythingThatIsMissingIsFetched(_ subfolder: String) async throws {
        let data = try await read(in: subfolder)
        #expect(data.train.map(\.label) == [3, 9])
        #expect(data.test.map(\.label) == [5])
        #expect(asked.sorted() == contents.keys.sorted())
        _ = try await read(in: subfolder)
        #expect(asked.count == 4)
    }

    @Test func onlyWhatIsMissingIsFetched() async throws {
        try writeAll(except: "t10k-labels-idx1-ubyte.gz")
        _ = try await read()
        #expect(asked == ["t10k-labels-idx1-ubyte.gz"])
    }

    @Test func filesThatCanBeReadStayWhateverTheirSum() async throws {
        try writeAll(except: "train-labels-idx1-ubyte.gz", "t10k-labels-idx1-ubyte.gz")
        // Others than those that are published, and one of them not compressed.
        let mine: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 7, 7]
        try folder.write(mine, to: "train-labels-idx1-ubyte.gz")
        try folder.write([0, 0, 8, 1, 0, 0, 0, 1, 6], to: "t10k-labels.idx1-ubyte")
        let data = try await read()
        #expect(data.train.map(\.label) == [7, 7])
        #expect(data.test.map(\.label) == [6])
        #expect(asked.isEmpty)
        #expect(folder.bytes(of: "train-labels-idx1-ubyte.gz") == mine)
    }

    @Test(arguments: ["<!DOCTYPE html>", "", "\u{1f}"])
    func aFileThatNobodyCanReadIsFetchedAgain(_ content: String) async throws {
        try writeAll()
        try folder.write(Array(content.utf8), to: "train-images-idx3-ubyte.gz")
        #expect(try await read().train.count == 2)
        #expect(asked == ["train-images-idx3-ubyte.gz"])
    }

    @Test func filesThatEndEarlyAreFetchedAgain() async throws {
        for (name, bytes) in contents { try folder.write(bytes.dropLast(), to: name) }
        #expect(try await read().train.map(\.label) == [3, 9])
        #expect(asked.sorted() == contents.keys.sorted())
    }

    @Test(arguments: ["train-labels-idx1-ubyte", "train-labels.idx1-ubyte"])
    func beforeADamagedFileThatWasUnpackedComesAFetchedOne(_ name: String) async throws {
        try writeAll(except: "train-labels-idx1-ubyte.gz")
        try folder.write([0, 0, 8], to: name)
        #expect(try await read().train.map(\.label) == [3, 9])
        #expect(asked == ["train-labels-idx1-ubyte.gz"])
        #expect(folder.bytes(of: name) == [0, 0, 8])
    }

    @Test func filesOfAnotherShapeAreSomebodysOwn() async throws {
        try writeAll()
        let digits = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8] + [UInt8](repeating: 1, count: 128)
        try folder.write(digits, to: "train-images-idx3-ubyte.gz")
        await #expect(throws: IDXError.self) { try await read() }
        #expect(asked.isEmpty)
        #expect(folder.bytes(of: "train-images-idx3-ubyte.gz") == digits)
    }

    @Test(arguments: ["missing", "empty", "a page", "cut", "decompressed and cut"])
    func anArchiveThatIsMissingOrDamagedIsFetched(_ state: String) async throws {
        let archive = tarOfCIFAR10()
        let name = "cifar-10-binary.tar.gz"
        switch state {
        case "empty": try folder.write([], to: name)
        case "a page": try folder.write(Array("<!DOCTYPE html>".utf8), to: name)
        case "cut": try folder.write(archive.dropLast(5000), to: name)
        case "decompressed and cut": try folder.write(archive.dropLast(5000), to: "cifar-10-binary.tar")
        default: break
        }
        let server = try HTTPServer(of: archive)
        let published = PublishedFiles(
            name: "some", files: [.init(name: name, size: archive.count, md5: md5(archive))],
            mirrors: [server.url])
        let path = folder.path
        let data = try await Downloader(published, to: path).whatIsRead {
            try CIFAR10(directory: path, normalization: .none)
        }
        #expect(data.train.map(\.label) == [1, 2, 3, 4, 5])
        #expect(data.test.map(\.label) == [6])
        #expect(server.requests.map(\.path) == ["/\(name)"])
    }

    @Test func anArchiveOfSomethingElseIsSomebodysOwn() async throws {
        let archive =
            tarEntry("cifar-10-batches-bin/readme.html", [1, 2, 3]) + [UInt8](repeating: 0, count: 1024)
        try folder.write(archive, to: "cifar-10-binary.tar.gz")
        await #expect(throws: CIFARError.self) {
            try await CIFAR10(
                directory: folder.path, normalization: .none, download: true, mirror: server.url)
        }
        #expect(server.requests.isEmpty)
        #expect(folder.bytes(of: "cifar-10-binary.tar.gz") == archive)
    }

    @Test func everyDataSetAsksForItsFiles() async throws {
        let missing = try HTTPServer { _, _ in [.send(HTTPServer.answer(404))] }
        let (path, url) = (folder.path, missing.url)
        func expectFailure(_ read: () async throws -> Void) async {
            await #expect(throws: DownloadError.self) { try await read() }
        }
        await expectFailure {
            _ = try await FashionMNIST(directory: path, normalization: .none, download: true, mirror: url)
        }
        await expectFailure {
            _ = try await KMNIST(directory: path, normalization: .none, download: true, mirror: url)
        }
        await expectFailure {
            _ = try await CIFAR10(directory: path, normalization: .none, download: true, mirror: url)
        }
        await expectFailure {
            _ = try await CIFAR100(
                directory: path, normalization: .none, labels: .coarse, download: true, mirror: url)
        }
        #expect(
            missing.requests.map(\.path) == [
                "/train-images-idx3-ubyte.gz", "/train-images-idx3-ubyte.gz", "/cifar-10-binary.tar.gz",
                "/cifar-100-binary.tar.gz",
            ])
    }

    @Test func withoutMirrorsTheErrorNamesThem() async throws {
        await #expect(throws: DownloadError.self) {
            try await MNIST(
                directory: folder.path, normalization: .none, download: true, mirror: "\(server.url)/nowhere",
                progress: .silent)
        }
        #expect(server.requests.map(\.path) == ["/nowhere/train-images-idx3-ubyte.gz"])
        #expect(try folder.names == [])
    }

    @Test func nothingIsDownloadedIntoTheRoot() async throws {
        await #expect(throws: IDXError.self) {
            try await MNIST(directory: "", normalization: .none, download: true, mirror: server.url)
        }
        #expect(server.requests.isEmpty)
    }

    @Test func whoDoesNotWantADownloadGetsNone() async throws {
        await #expect(throws: IDXError.self) {
            try await FashionMNIST(
                directory: folder.path, normalization: .none, download: false, mirror: server.url)
        }
        #expect(server.requests.isEmpty)
    }

    private static let fashionDirectory = ProcessInfo.processInfo.environment["GRAPHC_FASHION_MNIST"]

    @Test(.enabled(if: fashionDirectory != nil, "GRAPHC_FASHION_MNIST does not name the folder of the files"))
    func oneDataSetIsNotTakenForAnother() async throws {
        let directory = Self.fashionDirectory ?? ""
        await #expect(
            throws: DownloadError.otherDataSet(
                file: "\(directory)/train-labels-idx1-ubyte.gz", expected: "MNIST", found: "Fashion-MNIST")
        ) {
            try await MNIST(directory: directory, normalization: .none, download: true, mirror: server.url)
        }
        // The images there were compressed anew.
        let data = try await FashionMNIST(
            directory: directory, normalization: .none, download: true, mirror: server.url)
        #expect(data.train.count == 60_000)
        #expect(server.requests.isEmpty)
    }
}

/// An image in each of the six files.
private func tarOfCIFAR10() -> [UInt8] {
    let names = (1...5).map { "data_batch_\($0).bin" } + ["test_batch.bin"]
    return zip(names, 1...).flatMap { name, label in
        tarEntry("cifar-10-batches-bin/\(name)", [UInt8(label)] + someBytes(3072))
    } + [UInt8](repeating: 0, count: 1024)
}

/// A header of the ustar format and the content in whole blocks.
private func tarEntry(_ name: String, _ content: [UInt8]) -> [UInt8] {
    func padded(_ bytes: [UInt8], to count: Int) -> [UInt8] {
        bytes + [UInt8](repeating: 0, count: count - bytes.count)
    }
    let size = String(content.count, radix: 8)
    var header = padded(Array(name.utf8), to: 124)
    header += padded(Array((String(repeating: "0", count: 11 - size.count) + size).utf8), to: 24)
    header += Array("        0".utf8)
    header = padded(padded(header, to: 257) + Array("ustar\u{0}00".utf8), to: 512)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    header.replaceSubrange(148..<148 + sum.utf8.count + 1, with: Array(sum.utf8) + [0])
    return header + padded(content, to: (content.count + 511) / 512 * 512)
}
