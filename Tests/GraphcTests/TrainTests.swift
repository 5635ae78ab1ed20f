import Foundation
import Testing

/// `graphc train`, on the digits that are in this repository.
@Suite struct TrainTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("Flatten; Linear 64 32; ReLU; Dropout 0.1; Linear 32 10", to: "digits.nn")
    }

    @Test func weightsDoNotDependOnThreads() throws {
        for threads in ["1", "2", "3"] {
            let outcome = try train("--epochs", "2", "--threads", threads, "-o", "\(threads).safetensors")
            #expect(outcome.status == 0, "\(outcome.errors)")
        }
        let first = try folder.bytes(of: "1.safetensors")
        #expect(try folder.bytes(of: "2.safetensors") == first)
        #expect(try folder.bytes(of: "3.safetensors") == first)
    }

    /// Whenever the signal comes, before, in or after the training.
    @Test func whatIsInterruptedAndResumedEndsWithTheSameBits() throws {
        let options = [
            "--epochs", "300", "--optimizer", "adam", "--schedule", "cosine", "--warmup", "2", "--clip-norm",
            "1",
            "--validation", "0.2",
        ]
        #expect(try train(options + ["-o", "whole.safetensors"]).status == 0)
        var interruptions = 0
        for part in 0..<8 {
            let again = folder.contains("part.checkpoint.safetensors") ? ["--resume"] : []
            let status = try interruptTraining(
                options + ["-o", "part.safetensors", "--json"] + again, afterLines: 20 * part)
            #expect(status == 130 || status == 0)
            if status == 0 { break }
            interruptions += 1
            #expect(folder.contains("part.checkpoint.safetensors") && !folder.contains("part.safetensors"))
        }
        #expect(interruptions > 0)
        if !folder.contains("part.safetensors") {
            let last = try train(options + ["-o", "part.safetensors", "--resume"])
            #expect(last.status == 0, "\(last.errors)")
        }
        #expect(try folder.bytes(of: "part.safetensors") == folder.bytes(of: "whole.safetensors"))
        #expect(!folder.contains("part.checkpoint.safetensors"))
    }

    @Test func anInterruptedTrainingSaysHowToGoOn() throws {
        let options = ["--epochs", "100000", "--class-names", "0,1,2,3,4,5,6,7,8,it's nine"]
        let outcome = try interruptedOutcome(options, afterLines: 3)
        #expect(outcome.status == 130)
        #expect(outcome.output.contains("Checkpoint: digits.checkpoint.safetensors\n"))
        #expect(outcome.output.contains("Interrupted in epoch "))
        let command = try #require(outcome.output.split(separator: "\n").last)
        #expect(command.hasPrefix("  graphc train digits.nn --data "))
        #expect(command.hasSuffix("--class-names '0,1,2,3,4,5,6,7,8,it'\\''s nine' --resume"))
    }

    @Test func anotherSettingIsNotedWhenATrainingGoesOn() throws {
        #expect(try interruptedOutcome(["--epochs", "100000"], afterLines: 3).status == 130)
        let outcome = try train("--epochs", "1", "--batch-size", "32", "--resume")
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("note: --batch-size is 32, and was 64 before\n"), "\(outcome.errors)")
        #expect(!outcome.errors.contains("--seed"))
    }

    @Test func everyLineOfJSONHasTheSameNumbersAsTheLast() throws {
        let outcome = try train("--epochs", "3", "--json", "--validation", "0.1")
        let lines = try outcome.output.split(separator: "\n").map { line in
            try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        try #require(lines.count == 4)
        let keys = ["train", "validation", "test"].flatMap { ["\($0)_loss", "\($0)_accuracy"] }
        for (number, line) in zip(1..., lines.dropLast()) {
            #expect(line["epoch"] as? Int == number)
            for key in keys + ["seconds"] { #expect(line[key] is Double, "\(key)") }
        }
        for key in keys { #expect(lines[3][key] as? Double == lines[2][key] as? Double, "\(key)") }
        #expect(lines[3]["weights"] as? String == "digits.safetensors")
        #expect(lines[3]["interrupted"] as? Bool == false)
    }

    @Test func compiledModelsAreKept() throws {
        let own = ["GRAPHC_CACHE": folder.path("cache")]
        let first = try train(["--epochs", "1"], environment: own)
        #expect(first.errors.contains("compiling Digits with "))
        let entry = try #require(FileManager.default.contentsOfDirectory(atPath: folder.path("cache")).first)
        #expect(try train(["--epochs", "1"], environment: own).errors == "")
        // The same model under another name.
        try folder.write(try folder.text(of: "digits.nn"), to: "other.nn")
        let other = try graphc(["train", "other.nn", "--data", digits, "--epochs", "1"], environment: own)
        #expect(other.errors == "" && folder.contains("other.safetensors"))
        // What is damaged is made again.
        try folder.write("", to: "cache/\(entry)/net.c")
        #expect(try train(["--epochs", "1"], environment: own).errors.contains("compiling Digits with "))
        #expect(try train(["--epochs", "1"], environment: own).errors == "")
    }

    @Test func aFolderForTheCacheThatCannotBeWrittenIsNoHarm() throws {
        try folder.write("a file", to: "cache")
        let outcome = try train(["--epochs", "1"], environment: ["GRAPHC_CACHE": folder.path("cache")])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test(
        arguments: [
            (
                ["CC": "no-such-compiler"],
                "expected the C compiler 'no-such-compiler', which CC in the environment names"
            ),
            (["PATH": "/nowhere"], "expected a C compiler, found none"),
            (["CC": "/bin/false"], "/bin/false: cannot compile the model"),
        ])
    func aMissingCompilerIsAClearError(environment: [String: String], message: String) throws {
        let own = environment.merging(["GRAPHC_CACHE": folder.path("cache")]) { $1 }
        let outcome = try train(["--epochs", "1"], environment: own)
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("graphc: error: \(message)"), "\(outcome.errors)")
        #expect(try folder.contents.filter { $0.contains("cache/") } == [])
    }

    @Test(
        arguments: [
            (
                ["--data", "nowhere"], 1,
                "graphc: error: nowhere: expected a folder or a .csv file, found nothing"
            ),
            (["--data", "."], 1, "expected files of MNIST's format"),
            (["--data", "digits.nn"], 1, "digits.nn: expected a folder, or a table"),
            (["--normalize", "0..2"], 64, "'0..2' is invalid for '--normalize"),
            (["--betas", "0.9,0.99"], 64, "'--betas' is nothing that sgd has"),
            (["--schedule", "cosinus"], 64, "'cosinus' is invalid for '--schedule"),
            (["--validation", "1"], 64, "'--validation 1.0' is no share"),
            (["--batch-size", "0"], 1, "expected a batch size of at least 1, found 0"),
            (["--epochs", "0"], 1, "expected at least 1 epoch, found 0"),
            (["--learning-rate=-1"], 1, "learningRate"),
            (["--learning-rate", "1e30"], 1, "try a learning rate smaller than 1e+30"),
            (["--label", "species"], 64, "'--label' is for tables"),
            (
                ["--resume"], 1,
                "digits.checkpoint.safetensors: expected the checkpoint of a training that was interrupted"
            ),
            (["-o", "no/such/folder/w.safetensors"], 1, "no/such/folder/w.safetensors"),
            (["--class-names", "a,b"], 1, "label"),
        ] as [([String], Int32, String)])
    func whatCannotBeTrainedIsAnError(options: [String], status: Int32, message: String) throws {
        let outcome = try train(options)
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!folder.contains("digits.safetensors"))
    }

    @Test func aReportHasAllThatThereIsToSay() throws {
        let outcome = try train("--epochs", "2", "--report", "a/report", "--json")
        #expect(
            outcome.output.hasSuffix(
                "\"weights\": \"digits.safetensors\", \"report\": \"a/report/index.html\"}\n"))
        for name in [
            "confusion.svg", "curves.svg", "history.csv", "history.json", "index.html", "mistakes.svg",
            "model.txt",
            "predictions.svg", "weights.svg",
        ] {
            #expect(folder.contains("a/report/\(name)"), "\(name)")
        }
        let inspected = try folder.graphc("inspect", "digits.nn", "--batch", "64")
        #expect(try folder.text(of: "a/report/model.txt").hasPrefix(inspected.output))
        let refused = try train("--epochs", "1", "--report", "digits.nn")
        #expect(refused.status == 1 && refused.errors.contains("digits.nn"), "\(refused.errors)")
    }

    @Test func imagesOfAnotherSizeAreResizedIfAsked() throws {
        try folder.write("Input 1 12 10; Conv2d 4 3; ReLU; Flatten; Linear 10", to: "digits.nn")
        let outcome = try train("--epochs", "1")
        #expect(outcome.status == 1)
        #expect(
            outcome.errors.hasSuffix(
                "graphc: error: the model reads images of 1 × 12 × 10, those of the data set are 1 × 8 × 8; "
                    + "`--resize 12x10` makes them so\n"), "\(outcome.errors)")
        #expect(try train("--epochs", "1", "--resize", "12x10").status == 0)
    }

    @Test func aWrongOptionShowsTheUsageOfTheCommand() throws {
        let outcome = try train("--label", "species")
        #expect(outcome.status == 64)
        #expect(
            outcome.errors.contains("\nUsage: graphc train model.nn --data DIR|FILE.csv"), "\(outcome.errors)"
        )
    }

    @Test func errorsOfAModelAreThoseOfTheCompiler() throws {
        try folder.write("Flatten\nLinear 60 10\nLinaer 10 10", to: "digits.nn")
        let outcome = try train([])
        let checked = try folder.graphc("check", "digits.nn")
        #expect(outcome.status == 1 && outcome.errors == checked.errors && !checked.errors.isEmpty)
    }

    @Test func aModelMayBeTextOrStandardInput() throws {
        let data = ["--data", digits, "--epochs", "1", "--json"]
        let text = try graphc(["train", "-e", "Flatten; Linear 64 10"] + data)
        let input = try graphc(["train", "-"] + data, standardInput: "Flatten; Linear 64 10")
        let withoutTimes = { (text: String) in text.replacing(#/"seconds": [^,}]*/#, with: "") }
        #expect(text.status == 0 && withoutTimes(text.output) == withoutTimes(input.output))
        #expect(folder.contains("net.safetensors"))
    }

    @Test func tablesAreSplitAndNormalizedByTheirTrainingRows() throws {
        try folder.write("Linear 4 8; ReLU; Linear 8 3", to: "iris.nn")
        let outcome = try graphc([
            "train", "iris.nn", "--data", iris, "--test", "0.2", "--validation", "0.25", "--epochs", "30",
            "--optimizer", "adam", "--learning-rate", "0.05", "--batch-size", "16",
        ])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(
            outcome.output.hasPrefix(
                "90 rows of 4 inputs for training, 30 for validation, 30 for testing; 3 classes\n"))
        #expect(outcome.output.contains("\ntest loss "))
    }

    // MARK: -

    private func train(_ options: String...) throws -> Outcome { try train(options) }

    private func train(_ options: [String], environment: [String: String] = [:]) throws -> Outcome {
        let data = options.contains("--data") ? [] : ["--data", digits]
        return try graphc(["train", "digits.nn"] + data + options, environment: environment)
    }

    private func graphc(
        _ arguments: [String], standardInput: String = "", environment: [String: String] = [:]
    ) throws -> Outcome {
        try run(
            graphcExecutable, arguments, in: folder.url, standardInput: standardInput,
            environment: self.environment(environment))
    }

    private func environment(_ others: [String: String]) -> [String: String] {
        ProcessInfo.processInfo.environment.merging(["GRAPHC_CACHE": modelCache]) { $1 }
            .merging(others) { $1 }
    }

    private func interruptTraining(_ options: [String], afterLines count: Int) throws -> Int32 {
        try interruptedOutcome(options, afterLines: count).status
    }

    /// Trains until so many lines have been printed, and interrupts it then.
    private func interruptedOutcome(_ options: [String], afterLines count: Int) throws -> Outcome {
        let process = Process()
        process.executableURL = graphcExecutable
        process.arguments = ["train", "digits.nn", "--data", digits] + options
        process.currentDirectoryURL = folder.url
        process.environment = environment([:])
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        var bytes = Data()
        // The first line comes when the data has been read, and the signal is caught soon after that.
        while bytes.count(where: { $0 == UInt8(ascii: "\n") }) < max(2, count) {
            let more = output.fileHandleForReading.availableData
            if more.isEmpty { break }
            bytes += more
        }
        process.interrupt()
        bytes += try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationReason == .exit)
        return Outcome(
            status: process.terminationStatus, output: String(decoding: bytes, as: UTF8.self), errors: "")
    }
}
