import Foundation
import GraphRuntime
import Testing

/// How a test stores the bytes of an IDX file.
enum Storage: CaseIterable {
    case plain, gzipped, gzippedInTwoMembers

    func encode(_ bytes: [UInt8]) throws -> [UInt8] {
        switch self {
        case .plain: bytes
        case .gzipped: try gzip(bytes)
        // Cut within the header.
        case .gzippedInTwoMembers: try gzip(Array(bytes.prefix(5))) + gzip(Array(bytes.dropFirst(5)))
        }
    }
}

@Suite struct IDXFileTests {
    let files: DataFiles

    init() throws {
        files = try DataFiles()
    }

    /// The error of reading `bytes`, which must name the file.
    private func error(
        of bytes: [UInt8], rank: ClosedRange<Int> = 3...4, sourceLocation: SourceLocation = #_sourceLocation
    ) throws -> IDXError? {
        let path = try files.write(bytes)
        let error = #expect(throws: IDXError.self, sourceLocation: sourceLocation) {
            try IDXFile(path: path, rank: rank)
        }
        if let error { #expect("\(error)".hasPrefix(path + ": "), sourceLocation: sourceLocation) }
        return error
    }

    private var path: String { files.directory + "/file" }

    @Test(arguments: Storage.allCases)
    func readsWhatWasWritten(storage: Storage) throws {
        let payload = (0..<24).map(UInt8.init)
        let path = try files.write(storage.encode(idx([4, 3, 2], payload: payload)))
        let file = try IDXFile(path: path, rank: 3...4)
        #expect(file.shape == [4, 3, 2])
        #expect(file.bytes == payload)
        #expect(file.path == path)
    }

    @Test(arguments: Storage.allCases)
    func readsFilesOfManyChunks(storage: Storage) throws {
        var random = SplitMix64(seed: 1)
        let payload = (0..<1_000_000).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let path = try files.write(storage.encode(idx([1_000_000], payload: payload)))
        #expect(try IDXFile(path: path, rank: 1...1).bytes == payload)
    }

    // MARK: What cannot be opened

    @Test func reportsAMissingFile() {
        #expect(throws: IDXError.file(.cannotRead("/no/such/file", ENOENT))) {
            try IDXFile(path: "/no/such/file", rank: 1...1)
        }
        #expect(
            "\(IDXError.file(.cannotRead("/no/such/file", ENOENT)))"
                == "/no/such/file: cannot be read: No such file or directory")
    }

    @Test func reportsADirectory() {
        #expect(throws: IDXError.file(.notAFile(files.directory))) {
            try IDXFile(path: files.directory, rank: 1...1)
        }
    }

    @Test func reportsAPipeWithoutWaitingForIt() {
        #expect(mkfifo(path, 0o600) == 0)
        #expect(throws: IDXError.file(.notAFile(path))) { try IDXFile(path: path, rank: 1...1) }
    }

    @Test(.enabled(if: geteuid() != 0, "root may read every file"))
    func reportsAFileWithoutPermission() throws {
        try files.write(idx([1], payload: [0]))
        #expect(chmod(path, 0) == 0)
        #expect(throws: IDXError.file(.cannotRead(path, EACCES))) {
            try IDXFile(path: path, rank: 1...1)
        }
    }

    #if os(Linux)
        @Test func reportsAFailureToRead() {
            let file = "/proc/self/mem"
            #expect(throws: IDXError.file(.cannotRead(file, EIO))) {
                try IDXFile(path: file, rank: 1...1)
            }
        }
    #endif

    // MARK: The header

    @Test(arguments: Storage.allCases)
    func reportsATruncatedHeader(storage: Storage) throws {
        let header = idx([2, 2, 2], payload: [])
        for length in 0..<4 {
            #expect(
                try error(of: storage.encode(Array(header[..<length])))
                    == .truncatedHeader(file: path, expected: 4, found: length))
        }
        for length in 4..<16 {
            #expect(
                try error(of: storage.encode(Array(header[..<length])))
                    == .truncatedHeader(file: path, expected: 16, found: length))
        }
    }

    @Test(arguments: Storage.allCases)
    func reportsAnotherFormat(storage: Storage) throws {
        #expect(
            try error(of: storage.encode(Array("P5 28 28".utf8)))
                == .magic(file: path, found: [0x50, 0x35, 0x20]))
        #expect(try error(of: storage.encode([0, 1, 8, 3])) == .magic(file: path, found: [0, 1, 8]))
    }

    @Test(arguments: Storage.allCases)
    func reportsElementsOtherThanBytes(storage: Storage) throws {
        #expect(try error(of: storage.encode([0, 0, 0x0d, 1])) == .elementType(file: path, found: 0x0d))
    }

    @Test(arguments: Storage.allCases)
    func reportsAnUnexpectedNumberOfDimensions(storage: Storage) throws {
        let labels = idx([2], payload: [0, 1])
        #expect(try error(of: storage.encode(labels)) == .rank(file: path, expected: 3...4, found: 1))
        let noDimension = idx([], payload: [0])
        #expect(
            try error(of: storage.encode(noDimension), rank: 1...1)
                == .rank(file: path, expected: 1...1, found: 0))
    }

    @Test(arguments: Storage.allCases)
    func reportsAZeroDimension(storage: Storage) throws {
        for shape in [[0, 2, 2], [2, 0, 2], [2, 2, 0]] {
            #expect(
                try error(of: storage.encode(idx(shape, payload: [])))
                    == .zeroDimension(file: path, shape: shape))
        }
    }

    @Test(arguments: Storage.allCases)
    func reportsDimensionsThatOverflow(storage: Storage) throws {
        for shape in [
            [0xffff_ffff, 0xffff_ffff, 0xffff_ffff], [0x8000_0000, 0x8000_0000, 4], [0x8000_0000, 1, 1],
        ] {
            #expect(
                try error(of: storage.encode(idx(shape, payload: [1, 2, 3])))
                    == .tooLarge(file: path, shape: shape, limit: 0x7fff_ffff))
        }
    }

    // MARK: The payload

    @Test(arguments: Storage.allCases)
    func reportsAPayloadOfAnotherLength(storage: Storage) throws {
        let shape = [2, 2, 2]
        for length in 0..<8 {
            let bytes = idx(shape, payload: [UInt8](repeating: 7, count: length))
            #expect(
                try error(of: storage.encode(bytes))
                    == .payloadTooShort(file: path, shape: shape, expected: 8, found: length))
        }
        for length in [9, 16, 100_000] {
            let bytes = idx(shape, payload: [UInt8](repeating: 7, count: length))
            #expect(
                try error(of: storage.encode(bytes)) == .payloadTooLong(file: path, shape: shape, expected: 8)
            )
        }
    }

    @Test(arguments: Storage.allCases)
    func takesNoMemoryForAPayloadThatTheFileCannotHold(storage: Storage) throws {
        let shape = [0x7fff_ffff, 1, 1]
        #expect(
            try error(of: storage.encode(idx(shape, payload: [1])))
                == .payloadTooShort(file: path, shape: shape, expected: 0x7fff_ffff, found: 1))
    }

    @Test func readsTheMostCompressiblePayload() throws {
        let payload = [UInt8](repeating: 0, count: 20_000_000)
        try files.write(gzip(idx([20_000_000], payload: payload)))
        #expect(try IDXFile(path: path, rank: 1...1).bytes == payload)
    }

    @Test func stopsDecompressingBehindThePayload() throws {
        let bomb = try gzip(idx([1, 1, 1], payload: [UInt8](repeating: 0, count: 50_000_000)))
        #expect(try error(of: bomb) == .payloadTooLong(file: path, shape: [1, 1, 1], expected: 1))
    }

    // MARK: gzip

    @Test func reportsGzipDataThatEndsEarly() throws {
        let whole = try gzip(idx([2, 2, 2], payload: Array(1...8)))
        for length in 2..<whole.count {
            #expect(try error(of: Array(whole[..<length])) == .file(.truncatedGzip(path)))
        }
    }

    @Test func reportsCorruptGzipData() throws {
        let whole = try gzip(idx([2, 2, 2], payload: Array(1...8)))
        var wrongMethod = whole
        wrongMethod[2] = 7
        #expect(
            try error(of: wrongMethod) == .file(.corruptGzip(path, reason: "unknown compression method")))
        var wrongChecksum = whole
        wrongChecksum[whole.count - 8] ^= 1
        #expect(try error(of: wrongChecksum) == .file(.corruptGzip(path, reason: "incorrect data check")))
        var wrongLength = whole
        wrongLength[whole.count - 4] ^= 1
        #expect(try error(of: wrongLength) == .file(.corruptGzip(path, reason: "incorrect length check")))
    }

    @Test func reportsGarbageAfterGzipData() throws {
        let whole = try gzip(idx([2, 2, 2], payload: Array(1...8)))
        #expect(
            try error(of: whole + [0, 0, 7, 0]) == .file(.trailingBytes(path, found: [7, 0])))
        #expect(
            try error(of: whole + Array("garbage".utf8))
                == .file(.trailingBytes(path, found: Array("garb".utf8))))
        #expect(try error(of: whole + [0x1f, 0x8b]) == .file(.truncatedGzip(path)))
    }

    /// As gzip itself does.
    @Test(arguments: [1, 511, 300_000]) func acceptsZerosAtTheEnd(count: Int) throws {
        try files.write(gzip(idx([2], payload: [1, 2])) + [UInt8](repeating: 0, count: count))
        #expect(try IDXFile(path: path, rank: 1...1).bytes == [1, 2])
    }

    @Test func acceptsAnEmptyMemberAtTheEnd() throws {
        try files.write(gzip(idx([2], payload: [1, 2])) + gzip([]))
        #expect(try IDXFile(path: path, rank: 1...1).bytes == [1, 2])
    }
}
