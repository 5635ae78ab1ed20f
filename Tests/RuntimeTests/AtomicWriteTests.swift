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

    /// Every call is made to fail in turn, alone or with all that follow it, as on a disk that is full.
    @Test(arguments: [false, true]) func afterAFailureTheFileIsOldOrNew(_ fromThenOn: Bool) throws {
        let expectedSteps: [WriteStep] = [
            .create, .create, .write, .write, .write, .synchronize, .replace, .synchronizeFolder,
        ]
        for failing in expectedSteps.indices {
            try withTemporaryFolder { folder in
                let path = "\(folder)/file"
                try writeAtomically([1, 2], to: path)
                var steps: [WriteStep] = []
                func write() throws {
                    let file = try AtomicFile(at: path) { step in
                        steps.append(step)
                        let number = steps.count - 1
                        return number == failing || fromThenOn && number > failing ? ENOSPC : nil
                    }
                    for byte: UInt8 in 3...5 { try file.write([byte]) }
                    try file.replace()
                }
                let step = expectedSteps[failing]
                if step == .synchronizeFolder {
                    try write()
                    #expect(try bytes(of: path) == [3, 4, 5])
                    #expect(steps == expectedSteps)
                } else {
                    #expect(throws: FileError.cannotWrite(path, step.rawValue, ENOSPC), performing: write)
                    #expect(try bytes(of: path) == [1, 2])
                    // What could not be created is not removed.
                    #expect(steps == expectedSteps[...failing] + (failing == 0 ? [] : [.remove]))
                }
                let isLeft = fromThenOn && steps.last == .remove
                let files = FileManager.default
                #expect(try files.contentsOfDirectory(atPath: folder).count == (isLeft ? 2 : 1))
                try writeAtomically([6], to: path)
                #expect(try bytes(of: path) == [6])
                #expect(try files.contentsOfDirectory(atPath: folder) == ["file"])
            }
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
            let file = try AtomicFile(at: "\(folder)/file")
            try file.write([1])
            try writeAtomically([2], to: "\(folder)/other")
            try file.replace()
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
            #expect(throws: IDXError.file(.cannotRead(path, EINVAL))) {
                try IDXFile(path: path, rank: 1...1)
            }
            #expect(throws: IDXError.file(.notADirectory("\(folder)\0"))) {
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
