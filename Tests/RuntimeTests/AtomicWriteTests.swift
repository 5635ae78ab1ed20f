import Foundation
import Testing

@testable import GraphRuntime

@Suite struct AtomicWriteTests {
    @Test func writesNewFilesAndReplacesOldOnes() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/ä b.txt"
            for content in [Array("old".utf8), [], Array("new content".utf8)] {
                try writeAtomically(content, to: path)
                #expect(try bytes(of: path) == content)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["ä b.txt"])
        }
    }

    /// Every step is made to fail in turn.
    @Test(arguments: WriteStep.allCases) func afterAFailureTheFileIsOld(_ failing: WriteStep) throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/file"
            let old = Array("old".utf8)
            let new = Array("new".utf8)
            try writeAtomically(old, to: path)
            #expect(throws: FileError.cannotWrite(path, failing.rawValue, ENOSPC)) {
                try writeAtomically(new, to: path) { $0 == failing ? ENOSPC : nil }
            }
            #expect(try bytes(of: path) == old)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
        }
    }

    /// Such a folder cannot be synchronized with the disk, which is no reason to say that nothing has been written.
    @Test(.enabled(if: geteuid() != 0, "root may read every folder"))
    func aFolderThatCannotBeReadCanBeWrittenTo() throws {
        try withTemporaryFolder { folder in
            try writeAtomically([1], to: "\(folder)/file")
            #expect(chmod(folder, 0o300) == 0)
            defer { chmod(folder, 0o700) }
            try writeAtomically([2], to: "\(folder)/file")
            #expect(try bytes(of: "\(folder)/file") == [2])
        }
    }

    /// A process that is killed cannot remove its file. One that writes at this moment keeps its own.
    @Test func whatAKilledProcessHasLeftIsRemoved() throws {
        try withTemporaryFolder { folder in
            let names = [".graphc-1.tmp", ".graphc-12-34.tmp", ".graphc-1", "graphc-1.tmp", "x.graphc-1.tmp"]
            for name in names { try write([1], to: "\(folder)/\(name)") }
            try writeAtomically([1], to: "\(folder)/file") { step in
                if step == .synchronize { try? writeAtomically([2], to: "\(folder)/other") }
                return nil
            }
            let left = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(Set(left) == [".graphc-1", "graphc-1.tmp", "x.graphc-1.tmp", "file", "other"])
            #expect(try bytes(of: "\(folder)/file") == [1])
        }
    }

    @Test func aPathWithANULIsRefused() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/file\0.txt"
            #expect(throws: FileError.cannotWrite(path, "create", EINVAL)) {
                try writeAtomically([1], to: path)
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
            try writeAtomically([1], to: "\(folder)/file")
            #expect(throws: FileError.cannotRead(path, EINVAL)) { try TinyClassifier(contentsOf: path) }
            #expect(throws: IDXError.cannotRead(file: path, code: EINVAL)) {
                try IDXFile(path: path, rank: 1...1)
            }
            #expect(throws: IDXError.notADirectory("\(folder)\0")) {
                try MNIST(directory: "\(folder)\0", normalization: .none)
            }
        }
    }

    @Test func aMissingFolderIsNamed() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/missing/file"
            #expect(throws: FileError.cannotWrite(path, "create", ENOENT)) {
                try writeAtomically([1], to: path)
            }
            #expect(
                FileError.cannotWrite(path, "create", ENOENT).description
                    == "\(path): cannot be written (create): No such file or directory")
        }
    }

    @Test func aFolderOrADeviceIsNotReplaced() throws {
        try withTemporaryFolder { folder in
            for path in [folder, "/dev/null"] {
                #expect(throws: FileError.notAFile(path)) { try writeAtomically([1], to: path) }
            }
        }
    }

    @Test func aLinkKeepsLeadingToTheFile() throws {
        try withTemporaryFolder { folder in
            let files = FileManager.default
            try files.createDirectory(atPath: "\(folder)/data", withIntermediateDirectories: true)
            try writeAtomically([1], to: "\(folder)/data/file")
            try files.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "data/file")
            try writeAtomically([2], to: "\(folder)/link")
            #expect(try bytes(of: "\(folder)/data/file") == [2])
            #expect(try files.destinationOfSymbolicLink(atPath: "\(folder)/link") == "data/file")
        }
    }

    @Test func permissionsOfAnOldFileStay() throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/file"
            try writeAtomically([1], to: path)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            try writeAtomically([2], to: path)
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
            #expect(permissions as? Int == 0o600)
        }
    }
}
