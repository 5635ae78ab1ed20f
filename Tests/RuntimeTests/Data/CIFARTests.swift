import Foundation
import GraphRuntime
import Testing

@Suite struct CIFARTests {
    let files: DataFiles
    private let archiveName = "cifar-10-binary.tar.gz"
    private let folder = "cifar-10-batches-bin"

    init() throws {
        files = try DataFiles()
    }

    private var archive: String { "\(files.directory)/\(archiveName)" }

    private func write(_ contents: [(name: String, content: [UInt8])], in folder: String = "") throws {
        try FileManager.default.createDirectory(
            atPath: "\(files.directory)/\(folder)", withIntermediateDirectories: true)
        for (name, content) in contents { try files.write(content, as: "\(folder)/\(name)") }
    }

    private func read() throws -> CIFAR10 {
        try CIFAR10(directory: files.directory, normalization: .none)
    }

    private func expectSmallSet(_ data: CIFAR10, sourceLocation: SourceLocation = #_sourceLocation) {
        #expect(data.train.map(\.label) == Array(0..<10), sourceLocation: sourceLocation)
        #expect(data.test.map(\.label) == [0, 1], sourceLocation: sourceLocation)
        #expect(data.train.sampleShape == [3, 32, 32], sourceLocation: sourceLocation)
        let firsts = (Array(data.train) + Array(data.test)).map { sample in
            [0, 1024, 2048].map { Int(sample.values[$0]) }
        }
        #expect(
            firsts == (0..<12).map { [10 * $0, 10 * $0 + 1, 10 * $0 + 2] }, sourceLocation: sourceLocation)
    }

    // MARK: Where it is read from

    /// The order in the archive is not that of the batches, in the published one neither.
    @Test(arguments: [false, true]) func readsTheArchive(gzipped: Bool) throws {
        let bytes = tar(smallCIFAR10.reversed() + [("readme.html", Array("<html>".utf8))], in: folder)
        try files.write(gzipped ? gzip(bytes) : bytes, as: gzipped ? archiveName : "cifar-10-binary.tar")
        expectSmallSet(try read())
        #expect(try FileManager.default.contentsOfDirectory(atPath: files.directory).count == 1)
    }

    @Test func readsTheUnpackedFolder() throws {
        try write(smallCIFAR10, in: folder)
        expectSmallSet(try read())
        expectSmallSet(try CIFAR10(directory: "\(files.directory)/\(folder)", normalization: .none))
    }

    @Test func readsBothLabelsOfCIFAR100() throws {
        try files.write(gzip(tar(smallCIFAR100, in: "cifar-100-binary")), as: "cifar-100-binary.tar.gz")
        let fine = try CIFAR100(directory: files.directory, normalization: .zeroToOne)
        #expect(fine.train.map(\.label) == [0, 3, 6, 9, 12] && fine.test.map(\.label) == [15, 18])
        #expect(fine.train.classNames.count == 100 && fine.test[0].className == "camel")
        let coarse = try CIFAR100(directory: files.directory, normalization: .zeroToOne, labels: .coarse)
        #expect(coarse.train.map(\.label) == [0, 1, 2, 3, 4] && coarse.test.map(\.label) == [5, 6])
        #expect(
            coarse.train.classNames.count == 20 && coarse.test[0].className == "household_electrical_devices")
        #expect(coarse.test.map(\.values) == fine.test.map(\.values))
    }

    /// Python's modules are an independent program for both formats; old and new ones of tar say long names differently.
    @Test(.enabled(if: hasPython3, "there is no python3"), arguments: ["USTAR", "GNU", "PAX"])
    func readsArchivesThatPythonHasMade(format: String) throws {
        try write(smallCIFAR10)
        let script = """
            import io, sys, tarfile
            folder, form, path = sys.argv[1:]
            with tarfile.open(path, "w:gz", format=getattr(tarfile, form + "_FORMAT")) as archive:
                def add(name, data, **kinds):
                    info = tarfile.TarInfo("cifar-10-batches-bin/" + name)
                    info.size, info.mtime = len(data), 1.5 if form == "PAX" else 1
                    for key, value in kinds.items(): setattr(info, key, value)
                    archive.addfile(info, io.BytesIO(data))
                add("", b"", type=tarfile.DIRTYPE)
                add("/".join(["long" * 15] * (3 if form == "USTAR" else 8)), b"ignored" * 100)
                add("link", b"", type=tarfile.SYMTYPE, linkname="to/" + "somewhere" * (9 if form == "USTAR" else 30))
                for number in [5, 3, 1, 2, 4]:
                    add(f"data_batch_{number}.bin", open(f"{folder}/data_batch_{number}.bin", "rb").read())
                add("batches.meta.txt", b"\\n".join(b"class%d" % i for i in range(10)) + b"\\n\\n")
                add("test_batch.bin", open(f"{folder}/test_batch.bin", "rb").read())
            """
        try python(script, files.directory, format, archive)
        for name in smallCIFAR10.map(\.name) {
            try FileManager.default.removeItem(atPath: "\(files.directory)/\(name)")
        }
        let data = try read()
        expectSmallSet(data)
        #expect(data.test[1].className == "class1")
    }

    /// In the folder's place in the name's prefix, as some programs write it, or behind a dot.
    @Test func findsTheFilesHoweverTheArchiveNamesThem() throws {
        let dotted = smallCIFAR10.flatMap { tarEntry("./\(folder)/\($0.name)", $0.content) }
        try files.write(dotted + tarEnd, as: archiveName)
        expectSmallSet(try read())
        let prefixed = smallCIFAR10.flatMap { tarEntry($0.name, $0.content, prefix: folder) }
        try files.write(prefixed + tarEnd, as: archiveName)
        expectSmallSet(try read())
        // Some leave out the zeros at the end.
        try files.write(prefixed, as: archiveName)
        expectSmallSet(try read())
    }

    // MARK: Names of the classes

    @Test func classesAreNamedAsTheFileSaysIfItNamesEach() throws {
        try write(smallCIFAR10)
        let published = [
            "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
        ]
        #expect(try read().train.classNames == published)
        let names = letters(10)
        func lines(_ names: [String], end: String = "\n") -> String { names.map { $0 + end }.joined() }
        let cases: [(String, [String])] = [
            (lines(names, end: "\r\n") + "\r\n", names), (lines(Array(names[1...])), published),
            (lines(names + ["k"]), published), (lines(names.map { _ in "a" }), published),
            (lines(names[1...] + ["\u{1B}[31m"]), published),
            (lines([String](repeating: "a", count: 1 << 16)), published), ("", published),
        ]
        for (text, expected) in cases {
            try files.write(Array(text.utf8), as: "batches.meta.txt")
            let found = try read().test.classNames
            #expect(found == expected)
        }
    }

    @Test func theTestImagesAreNormalizedAsTheTrainingImages() throws {
        try write(smallCIFAR10)
        let data = try CIFAR10(directory: files.directory, normalization: .standardizedPerChannel)
        #expect(data.test.transforms == data.train.transforms && data.train.transforms.count == 3)
        #expect(throws: CIFARError.dataset(.channels(expected: 3, found: 1))) {
            try CIFAR10(
                directory: files.directory, normalization: .standardPerChannel(means: [0], deviations: [1]))
        }
    }

    // MARK: What is wrong

    @Test func aMissingDirectoryOrFileIsNamed() throws {
        #expect(throws: CIFARError.file(.notADirectory("/no/such"))) {
            try CIFAR10(directory: "/no/such", normalization: .none)
        }
        let error = #expect(throws: CIFARError.self) { try read() }
        #expect(error?.description.contains("cifar-10-binary.tar.gz") == true)
        try write(smallCIFAR10.filter { $0.name != "data_batch_4.bin" }, in: folder)
        #expect(
            throws: CIFARError.file(
                .cannotRead("\(files.directory)/\(folder)/data_batch_4.bin", ENOENT))
        ) { try read() }
        try FileManager.default.removeItem(atPath: "\(files.directory)/\(folder)")
        try files.write(
            gzip(tar(smallCIFAR10.filter { $0.name != "test_batch.bin" }, in: folder)), as: archiveName)
        #expect(throws: CIFARError.missing(name: "\(folder)/test_batch.bin", archive: archive)) { try read() }
    }

    @Test func aSizeThatIsNoMultipleOfARecordIsRefused() throws {
        for (change, size) in [(-1, 6145), (1, 6147), (-6146, 0), (-3073, 3073)] {
            var contents = smallCIFAR10
            contents[2].content = Array((contents[2].content + [0]).prefix(6146 + change))
            let isValid = size == 3073
            try write(contents)
            let path = "\(files.directory)/data_batch_3.bin"
            let inFolder = CIFARError.size(file: path, record: 3073, limit: 10_000, found: size)
            if isValid {
                #expect(try read().train.count == 9)
            } else {
                #expect(throws: inFolder) { try read() }
            }
            try contents.forEach {
                try FileManager.default.removeItem(atPath: "\(files.directory)/\($0.name)")
            }
            try files.write(gzip(tar(contents, in: folder)), as: archiveName)
            let inArchive = CIFARError.size(
                file: "\(archive): \(folder)/data_batch_3.bin", record: 3073, limit: 10_000, found: size)
            if isValid {
                #expect(try read().train.count == 9)
            } else {
                #expect(throws: inArchive) { try read() }
            }
            try FileManager.default.removeItem(atPath: archive)
        }
    }

    @Test func aLabelOutsideOfTheClassesIsToldWithItsRecord() throws {
        var contents = smallCIFAR10
        contents[4].content[3073] = 10
        try write(contents)
        #expect(
            throws: CIFARError.label(
                file: "\(files.directory)/data_batch_5.bin", record: 1, found: 10, classes: 10)
        ) { try read() }
        // The label that is not read counts, too: the file is damaged.
        for (place, classes) in [(0, 20), (1, 100)] {
            var contents = smallCIFAR100
            contents[0].content[3 * 3074 + place] = UInt8(classes)
            try write(contents)
            #expect(
                throws: CIFARError.label(
                    file: "\(files.directory)/train.bin", record: 3, found: UInt8(classes), classes: classes)
            ) { try CIFAR100(directory: files.directory, normalization: .none) }
        }
    }

    @Test func anArchiveThatEndsEarlyIsRefusedWhereverItEnds() throws {
        let whole = tar(smallCIFAR10, in: folder)
        for length in stride(from: 1, to: whole.count - tarEnd.count, by: 97) {
            let isBetweenEntries = (length - 512) % (512 + 6656) == 0
            try files.write(Array(whole[..<length]), as: archiveName)
            let error = #expect(throws: CIFARError.self) { try read() }
            if !isBetweenEntries { #expect(error == .file(.truncatedTar(archive)), "\(length)") }
        }
        let zipped = try gzip(whole)
        for length in stride(from: 20, to: zipped.count, by: 7) {
            try files.write(Array(zipped[..<length]), as: archiveName)
            #expect(throws: CIFARError.file(.truncatedGzip(archive))) { try read() }
        }
    }

    @Test func aDamagedHeaderIsRefusedWithItsPlace() throws {
        let second = 512 + 512 + 6656
        // What stands behind the digits of the checksum, at 154, says nothing.
        for place in stride(from: 0, to: 512, by: 7) where place != 154 {
            var bytes = tar(smallCIFAR10, in: folder)
            bytes[second + place] ^= 0x41
            try files.write(bytes, as: archiveName)
            #expect(
                throws: CIFARError.file(
                    .corruptTar(archive, offset: second, expected: "a header with its checksum and a size"))
            ) { try read() }
        }
        var bytes = try gzip(tar(smallCIFAR10, in: folder))
        bytes[bytes.count - 6] ^= 1
        try files.write(bytes, as: archiveName)
        #expect(throws: CIFARError.file(.corruptGzip(archive, reason: "incorrect data check"))) { try read() }
    }

    /// Nothing is allocated or read for a size that the archive cannot have.
    @Test(arguments: [
        "77777777777", "00100000000", "\u{80}\0\0\0\0\u{7F}", "-0000000001", "00000000009", "1e9",
    ])
    func aSmallArchiveThatAnnouncesMuchIsRefused(size: String) throws {
        for name in ["\(folder)/data_batch_1.bin", "\(folder)/batches.meta.txt", "other"] {
            for type: Character in ["0", "x", "L", "S"] {
                try files.write(gzip(tarEntry(name, [1, 2, 3], type: type, size: size)), as: archiveName)
                let error = #expect(throws: CIFARError.self) { try read() }
                guard case .file = error else {
                    Issue.record("\(String(describing: error))")
                    continue
                }
            }
        }
    }

    /// A batch has 10,000 records at most, whatever is left of the archive.
    @Test func aBatchThatIsTooLargeIsNotRead() throws {
        let records = [UInt8](repeating: 0, count: 10_001 * 3073)
        try files.write(gzip(tarEntry("\(folder)/data_batch_1.bin", records)), as: archiveName)
        #expect(
            throws: CIFARError.size(
                file: "\(archive): \(folder)/data_batch_1.bin", record: 3073, limit: 10_000,
                found: records.count)
        ) { try read() }
    }

    @Test func aFileThatIsThereTwiceIsRefused() throws {
        try files.write(tar(smallCIFAR10 + [smallCIFAR10[0]], in: folder), as: archiveName)
        #expect(throws: CIFARError.again(file: "\(archive): \(folder)/data_batch_1.bin")) { try read() }
    }

    @Test(arguments: [
        "5 path=a\n", "x path=a\n", "9 path=ab\n", "99 path=abc\n", "8 patha\n", "11 size=-10\n",
    ])
    func damagedAttributesAreRefused(records: String) throws {
        try files.write(
            tarEntry("h", type: "5") + tarEntry("x", Array(records.utf8), type: "x") + tarEntry("a", [1]),
            as: archiveName)
        #expect(
            throws: CIFARError.file(
                .corruptTar(archive, offset: 512, expected: "records of the form `length key=value`"))
        ) { try read() }
    }

    @Test func everyErrorIsOneSentenceThatNamesItsFile() {
        let errors: [CIFARError] = [
            .file(.truncatedTar("f")), .file(.corruptTar("f", offset: 512, expected: "e")),
            .missing(name: "n", archive: "f"), .again(file: "f"),
            .size(file: "f", record: 3073, limit: 10, found: 7),
            .label(file: "f", record: 7, found: 12, classes: 10),
        ]
        for error in errors { #expect(error.localizedDescription == error.description) }
        #expect(
            errors.map(\.description) == [
                "f: expected more of a tar archive, found its end", "f: byte 512 of the archive: expected e",
                "f: expected the file n, found none of this name",
                "f: expected one file of this name, found another",
                "f: expected 1 to 10 records of 3073 bytes each, found 7 bytes",
                "f: record 7: expected a label below 10, found 12",
            ])
    }
}

let hasPython3 = (try? python("")) != nil

/// Runs a program in Python. What it prints in case of an error is that of the test.
func python(_ script: String, _ arguments: String...) throws {
    struct Failure: Error { var status: Int32 }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script] + arguments
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(status: process.terminationStatus) }
}
