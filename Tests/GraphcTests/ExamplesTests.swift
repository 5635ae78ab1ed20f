import Foundation
import Testing

extension PackageBuildTests {
    /// Every program in `examples`, built once and run for an epoch: on data in the repository, or on small files of the
    /// format that it reads.
    struct ExamplesTests {
        @Test(.timeLimit(.minutes(20)), arguments: programs)
        func aProgramRunsAndWritesWhatItSays(_ program: String) throws {
            let folder = try TemporaryFolder()
            let data = try data(for: program, in: folder)
            let outcome = try example(program, data + ["--epochs", "1", "--output", "results"], in: folder)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let written = outcome.output.matches(of: #/: +(results/\S+)/#).map { String($0.output.1) }
            #expect(!written.isEmpty, "\(outcome.output)")
            for file in written { #expect(try folder.contents.contains(file), "\(file)") }
        }

        @Test(.timeLimit(.minutes(20)), arguments: programs)
        func aFolderThatIsNotThereIsAMessage(_ program: String) throws {
            let outcome = try example(program, ["--data", "nothing"], in: TemporaryFolder())
            #expect(outcome.status == 1)
            #expect(outcome.errors.hasPrefix("nothing") || outcome.errors.contains("nothing/"))
            #expect(outcome.errors.split(separator: "\n").count == 1, "\(outcome.errors)")
            #expect(outcome.output.isEmpty)
        }

        @Test(.timeLimit(.minutes(20)), arguments: programs)
        func anUnknownOptionIsAMessage(_ program: String) throws {
            let outcome = try example(program, ["--epoch", "3"], in: TemporaryFolder())
            #expect(outcome.status == 1)
            #expect(
                outcome.errors.hasPrefix("\(program): there is no option --epoch\nusage: \(program) --data"),
                "\(outcome.errors)")
        }

        private func example(
            _ program: String, _ arguments: [String], in folder: TemporaryFolder
        ) throws -> Outcome {
            let build = try Self.build.get()
            try #require(build.status == 0, "\(build.output)\(build.errors)")
            var environment = ProcessInfo.processInfo.environment
            environment["GRAPHC_FASHION_MNIST"] = nil
            return try run(
                UserPackageTests.scratchFolder.appending(path: "debug/\(program)"), arguments, in: folder.url,
                environment: environment)
        }

        private static let build = Result {
            // As packages of the other tests, with which this one shares what graphc is built to.
            try run(
                repository.appending(path: "scripts/build.sh"),
                ["--package-path", "examples", "--scratch-path", UserPackageTests.scratchFolder.path],
                in: repository, environment: userEnvironment)
        }

        /// The options for data that the program has not got, after it has been written.
        private func data(for program: String, in folder: TemporaryFolder) throws -> [String] {
            switch program {
            case "Digits", "Iris", "Projectiles", "Resized": return []
            case "CIFAR": try folder.writePhotographs()
            default: try folder.writeImages()
            }
            return ["--data", folder.url.path]
        }
    }
}

/// Those that the manifest of the examples has.
private let programs: [String] = {
    let manifest = try? String(
        contentsOf: repository.appending(path: "examples/Package.swift"), encoding: .utf8)
    return (manifest ?? "").matches(of: #/ example\("(\w+)"/#).map { String($0.output.1) }
}()

extension TemporaryFolder {
    /// The four files of MNIST's format, with a few images of each of ten classes.
    fileprivate func writeImages() throws {
        for (set, count) in [("train", UInt8(100)), ("t10k", 50)] {
            let labels = (0..<count).map { $0 % 10 }
            let pixels = labels.flatMap { label in pattern(label, count: 784) }
            try write(
                Data([0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 28, 0, 0, 0, 28] + pixels),
                to: "\(set)-images-idx3-ubyte")
            try write(Data([0, 0, 8, 1, 0, 0, 0, count] + labels), to: "\(set)-labels-idx1-ubyte")
        }
    }

    /// The six files of CIFAR-10's binary version, with two images of each of ten classes.
    fileprivate func writePhotographs() throws {
        let records = (0..<UInt8(20)).flatMap { [$0 % 10] + pattern($0 % 10, count: 3072) }
        for name in (1...5).map({ "data_batch_\($0)" }) + ["test_batch"] {
            try write(Data(records), to: "cifar-10-batches-bin/\(name).bin")
        }
    }

    /// Pixels that tell a class from others.
    private func pattern(_ label: UInt8, count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 * (Int(label) + 1)) }
    }
}
