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
    @Test(arguments: WriteStep.allCases) func afterAFailureTheFileIsOldOrNew(_ failing: WriteStep) throws {
        try withTemporaryFolder { folder in
            let path = "\(folder)/file"
            let old = Array("old".utf8)
            let new = Array("new".utf8)
            try writeAtomically(old, to: path)
            #expect(throws: FileError.cannotWrite(path, failing.rawValue, ENOSPC)) {
                try writeAtomically(new, to: path) { $0 == failing ? ENOSPC : nil }
            }
            let found = try bytes(of: path)
            #expect(found == (failing == .synchronizeFolder ? new : old))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["file"])
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
