import Foundation
import Testing

private let model = "Linear 4 2\n"

/// How files are read and written, and what happens when they cannot be.
struct FileTests {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(model, to: "net.nn")
    }

    @Test func aMissingFile() throws {
        let outcome = try folder.graphc("missing.nn", "-o", "Net.swift")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot read 'missing.nn': No such file or directory\n")
    }

    @Test func aFolderAsModel() throws {
        let outcome = try folder.graphc(".", "-o", "Net.swift")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot read '.': Is a directory\n")
    }

    @Test(.disabled(if: getuid() == 0, "root may read everything"))
    func anUnreadableFile() throws {
        try setPermissions(0o000, of: "net.nn")
        let outcome = try folder.graphc("net.nn", "-o", "Net.swift")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot read 'net.nn': Permission denied\n")
    }

    @Test func anEndlessFile() throws {
        let outcome = try folder.graphc("/dev/zero", "-o", "Net.swift")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot read '/dev/zero': Larger than 256 MiB\n")
    }

    @Test(arguments: [
        Data(), Data("# nothing\n".utf8), Data([0xFF, 0xFE, 0x00]), Data("Linear 4\0 2".utf8),
        Data("Linear 4 2\nLinear \u{C3}".utf8), Data("Linear 99999999999999999999 2".utf8),
        Data("Linear 4 -2".utf8), Data("Linear 4 2; Linear 3 2".utf8),
    ])
    func aModelWithErrors(_ bytes: Data) throws {
        try folder.write(bytes, to: "bad.nn")
        let outcome = try folder.graphc("bad.nn", "-o", "Net.swift")
        #expect(outcome.status == 1)
        #expect(outcome.output == "")
        #expect(outcome.errors.contains(#/^bad\.nn:\d+:\d+: error: /#))
        #expect(try folder.contents == ["bad.nn", "net.nn"])
    }

    @Test func errorsOfAllInputsInOneRun() throws {
        try folder.write("Liner 4 2\n", to: "first.nn")
        try folder.write("ReLu\n", to: "second.nn")
        let outcome = try folder.graphc("first.nn", "net.nn", "missing.nn", "second.nn", "-o", "generated")
        #expect(outcome.status == 1)
        for start in [
            "first.nn:1:1: error: ", "graphc: error: cannot read 'missing.nn'", "second.nn:1:1: error: ",
        ] {
            #expect(outcome.errors.contains(start))
        }
        #expect(try folder.contents == ["first.nn", "net.nn", "second.nn"])
    }

    @Test func anUnchangedFileIsNotTouched() throws {
        #expect(try folder.graphc("net.nn", "-o", "net.c").status == 0)
        let past = Date(timeIntervalSince1970: 1_000_000_000)
        for file in ["net.c", "net.h"] {
            let path = folder.url.appending(path: file).path
            try FileManager.default.setAttributes([.modificationDate: past], ofItemAtPath: path)
        }
        #expect(try folder.graphc("net.nn", "-o", "net.c").status == 0)
        for file in ["net.c", "net.h"] {
            let date: Date = try folder.attribute(.modificationDate, of: file)
            #expect(date == past)
        }
        try folder.write("Linear 4 3\n", to: "net.nn")
        #expect(try folder.graphc("net.nn", "-o", "net.c").status == 0)
        let date: Date = try folder.attribute(.modificationDate, of: "net.c")
        #expect(date > past)
    }

    @Test func permissionsAndLinksStay() throws {
        try folder.write("old", to: "real/Net.swift")
        try setPermissions(0o640, of: "real/Net.swift")
        try FileManager.default.createSymbolicLink(
            atPath: folder.url.appending(path: "Net.swift").path, withDestinationPath: "real/Net.swift")
        #expect(try folder.graphc("net.nn", "-o", "Net.swift").status == 0)
        #expect(try folder.text(of: "real/Net.swift").contains("struct Net"))
        let type: FileAttributeType = try folder.attribute(.type, of: "Net.swift")
        #expect(type == .typeSymbolicLink)
        let permissions: NSNumber = try folder.attribute(.posixPermissions, of: "real/Net.swift")
        #expect(permissions.intValue == 0o640)
        #expect(try folder.contents == ["Net.swift", "net.nn", "real", "real/Net.swift"])
    }

    @Test func aMissingFolder() throws {
        let outcome = try folder.graphc("net.nn", "-o", "missing/Net.swift")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors == "graphc: error: cannot write 'missing/Net.swift': No such file or directory\n")
    }

    @Test func aFolderInPlaceOfTheHeader() throws {
        try folder.write("", to: "net.h/keep")
        let outcome = try folder.graphc("net.nn", "-o", "net.c")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot write 'net.h': Is a directory\n")
        #expect(try folder.contents == ["net.h", "net.h/keep", "net.nn"])
    }

    @Test(.disabled(if: getuid() == 0, "root may write everywhere"))
    func aFolderThatMayNotBeWritten() throws {
        try folder.write("old", to: "closed/Net.swift")
        try setPermissions(0o555, of: "closed")
        defer { try? setPermissions(0o755, of: "closed") }
        let outcome = try folder.graphc("net.nn", "-o", "closed/Net.swift")
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot write 'closed/Net.swift': Permission denied\n")
        #expect(try folder.text(of: "closed/Net.swift") == "old")
    }

    /// A limit on the size of files stands in for a full disk.
    @Test func aFullDiskLeavesTheOldFile() throws {
        try folder.write("old", to: "Net.swift")
        let outcome = try run(
            URL(filePath: "/bin/sh"),
            ["-c", #"trap '' XFSZ; ulimit -f 1; exec "$0" net.nn -o Net.swift"#, graphcExecutable.path],
            in: folder.url)
        #expect(outcome.status == 1)
        #expect(outcome.errors == "graphc: error: cannot write 'Net.swift': File too large\n")
        #expect(try folder.text(of: "Net.swift") == "old")
        #expect(try folder.contents == ["Net.swift", "net.nn"])
    }

    #if os(Linux)
        @Test func aFullStandardOutput() throws {
            let outcome = try run(
                URL(filePath: "/bin/sh"),
                ["-c", #"exec "$0" net.nn -o - > /dev/full"#, graphcExecutable.path],
                in: folder.url)
            #expect(outcome.status == 1)
            #expect(
                outcome.errors
                    == "graphc: error: cannot write to standard output: No space left on device\n")
        }
    #endif

    private func setPermissions(_ permissions: Int, of path: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: permissions], ofItemAtPath: folder.url.appending(path: path).path)
    }
}
