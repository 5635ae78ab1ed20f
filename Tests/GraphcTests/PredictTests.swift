import Foundation
import Testing

/// `graphc predict`, with weights whose outputs are worked out here.
@Suite struct PredictTests {
    private let folder: TemporaryFolder

    /// Its outputs are the means of red, green and blue, each from 0 to 4.
    private static let model = "Input 3 2 2; Flatten; Linear 12 3"

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.model, to: "colours.nn")
        try writeWeights(
            metadata: [
                "graphc.shape": "3 2 2", "graphc.classes": "red\ngreen\nblue",
                "graphc.normalization": "0.01 -1; 0.02 0; 0.005 1",
            ])
        try folder.writePNG(solid([250, 20, 130], height: 3, width: 5), to: "a red one.png")
        try folder.writePNG(solid([10, 90, 240], height: 1, width: 1), to: "blue.png")
        try folder.writePNG(solid([100], height: 40, width: 30), to: "gray.png")
    }

    @Test func imagesOfAnySizeAndChannelsBecomeWhatTheModelReads() throws {
        let outcome = try predict("a red one.png", "blue.png", "gray.png", "--json")
        #expect(outcome.status == 0 && outcome.complaints == [])
        let expected = [
            probabilities([250 * 0.01 - 1, 20 * 0.02, 130 * 0.005 + 1]),
            probabilities([10 * 0.01 - 1, 90 * 0.02, 240 * 0.005 + 1]),
            probabilities([0, 2, 1.5]),
        ]
        let names = ["red", "green", "blue"]
        let answers = try outcome.objects
        try #require(answers.count == 3)
        for (answer, expected) in zip(answers, expected) {
            let best = try #require(answer["top"] as? [[String: Any]])
            let order = (0..<3).sorted { expected[$0] > expected[$1] }
            #expect(best.map { $0["index"] as? Int } == order)
            #expect(best.map { $0["class"] as? String } == order.map { names[$0] })
            for (index, found) in zip(order, best) {
                let probability = try #require(found["probability"] as? Double)
                #expect(abs(probability - expected[index]) < 1e-6)
            }
            #expect(answer["class"] as? String == names[order[0]])
        }
        #expect(answers.map { $0["path"] as? String } == ["a red one.png", "blue.png", "gray.png"])
    }

    @Test func aLineHasTheBestClasses() throws {
        let outcome = try predict("gray.png", "--top", "2")
        let expected = probabilities([0, 2, 1.5])
        #expect(outcome.output == "gray.png: green \(percent(expected[1])), blue \(percent(expected[2]))\n")
        #expect(try predict("gray.png", "--top", "9").output == (try predict("gray.png").output))
    }

    @Test func whatIsNoImageIsAnErrorAndTheOthersArePredicted() throws {
        try folder.write(Data(try folder.bytes(of: "blue.png").prefix(40)), to: "half.png")
        try folder.write("", to: "empty.png")
        let bad = ["missing.png", ".", "half.png", "empty.png", "colours.nn", "rows.csv"]
        try folder.write("a,b\n1,2\n", to: "rows.csv")
        let paths = ["blue.png"] + bad + ["gray.png"]
        let outcome = try predict(paths)
        #expect(outcome.status == 1)
        #expect(
            outcome.output.split(separator: "\n").map { $0.prefix { $0 != ":" } } == ["blue.png", "gray.png"])
        let errors = outcome.complaints
        try #require(errors.count == bad.count, "\(outcome.errors)")
        for (path, error) in zip(bad, errors) {
            #expect(
                error.hasPrefix("graphc: error: \(path): expected")
                    || error.hasPrefix("graphc: error: \(path): cannot"))
        }
        // A line for every path, which a program can count on.
        let answers = try predict(paths + ["--json"]).objects
        #expect(answers.map { $0["path"] as? String } == paths)
        #expect(answers.map { $0["error"] != nil } == paths.map(bad.contains))
    }

    @Test func manyAreAnsweredInTheirOrder() throws {
        let paths = (0..<150).map { ["a red one.png", "blue.png", "gray.png"][$0 * $0 % 7 % 3] }
        let lines = paths.joined(separator: "\n")
        let outcome = try folder.runner(["predict", "colours.nn", "-"], standardInput: "\n\n\(lines)\r\n")
        #expect(outcome.status == 0)
        let answered = outcome.output.split(separator: "\n").map { String($0.prefix { $0 != ":" }) }
        #expect(answered == paths)
        #expect(try predict(paths).output == outcome.output)
    }

    @Test func whoWritesAPathGetsTheAnswerBeforeTheNext() throws {
        let process = Process()
        process.executableURL = graphcExecutable
        process.arguments = ["predict", "colours.nn", "-"]
        process.currentDirectoryURL = folder.url
        process.environment = ProcessInfo.processInfo.environment.merging(["GRAPHC_CACHE": modelCache]) { $1 }
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        for path in ["blue.png", "gray.png", "a red one.png"] {
            try input.fileHandleForWriting.write(contentsOf: Data("\(path)\n".utf8))
            let answer = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
            #expect(answer.hasPrefix("\(path): ") && answer.hasSuffix(" %\n"))
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func weightsOfOthersAreToldWhatBecomesOfPixels() throws {
        try writeWeights()
        let silent = try predict("blue.png")
        #expect(silent.status == 1)
        #expect(
            silent.errors.contains(
                "colours.safetensors: expected metadata that says what became of pixels in training, found "
                    + "none; --normalize says it in its place\n"), "\(silent.errors)")
        let told = try predict(["blue.png", "--normalize", "-1..1", "--class-names", "r,g,b", "--top", "1"])
        let expected = probabilities([10, 90, 240].map { $0 * 2 / 255 - 1 })
        #expect(told.output == "blue.png: b \(percent(expected[2]))\n", "\(told.errors)")
        // Without names they are numbers.
        #expect(
            try predict(["blue.png", "--normalize", "-1..1", "--top", "1"]).output
                == "blue.png: 2 \(percent(expected[2]))\n")
    }

    @Test func rowsOfATableAreReadAsThoseThatWereTrainedOn() throws {
        try folder.write("Linear 4 8; ReLU; Linear 8 3", to: "iris.nn")
        let training = try folder.runner(
            "train", "iris.nn", "--data", iris, "--epochs", "5", "--optimizer", "adam", "--learning-rate",
            "0.05", "--json")
        let accuracy = try #require(training.objects.last?["train_accuracy"] as? Double)
        let evaluation = try folder.runner("evaluate", "iris.nn", "--data", iris, "--json").objects[0]
        #expect(accuracy > 0.5)
        let rows = try String(contentsOfFile: iris, encoding: .utf8).split(separator: "\n").dropFirst()
        // In another order, with a column that nobody reads and without the one that is predicted.
        let table = rows.map { row in
            let cells = row.split(separator: ",")
            return "\(cells[3]),x,\(cells[2]),\(cells[1]),\(cells[0])\n"
        }
        try folder.write(
            "petal width,note,petal length,sepal width,sepal length\n" + table.joined(), to: "new.csv")
        let answers = try folder.runner("predict", "iris.nn", "new.csv", "--json").objects
        #expect(answers.map { $0["line"] as? Int } == Array(2...151))
        let hits = zip(answers, rows).count { answer, row in
            answer["class"] as? String == row.split(separator: ",").last.map(String.init)
        }
        #expect(try abs(Double(hits) / 150 - #require(evaluation["accuracy"] as? Double)) < 1e-12)
    }

    @Test func numbersHaveTheNamesOfTheirColumns() throws {
        try folder.write("a,b,sum,difference\n1,2,3,-1\n5,1,6,4\n0,0,0,0\n", to: "numbers.csv")
        try folder.write("Linear 2 2; loss MSE", to: "sums.nn")
        let training = try folder.runner(
            "train", "sums.nn", "--data", "numbers.csv", "--normalize", "none", "--epochs", "1")
        #expect(training.status == 0, "\(training.errors)")
        let metadata = try weightsMetadata("sums.safetensors")
        try folder.writeWeights(
            [("0.weight", [2, 2], [1, 1, 1, -1]), ("0.bias", [2], [0.5, 0])], metadata: metadata,
            to: "sums.safetensors")
        try folder.write("b,a\n7,1.25\n", to: "new.csv")
        #expect(
            try folder.runner("predict", "sums.nn", "new.csv").output
                == "new.csv:2: sum 8.75, difference -5.75\n")
        let answer = try folder.runner("predict", "sums.nn", "new.csv", "--json").objects[0]
        #expect(answer["values"] as? [String: Double] == ["sum": 8.75, "difference": -5.75])
    }

    @Test func outputsThatAreNotNumbersAreAnError() throws {
        try writeWeights(scale: .nan, metadata: ["graphc.normalization": "1 0; 1 0; 1 0"])
        let outcome = try predict("blue.png", "gray.png")
        #expect(outcome.status == 1 && outcome.output == "")
        #expect(
            outcome.complaints.map { $0.contains("expected outputs that are numbers") }
                == [true, true])
    }

    @Test(
        arguments: [
            (["colours.nn"], 64, "Nothing to predict"),
            ([], 64, "No model"),
            (["-", "-"], 64, "Standard input is either the model or the paths"),
            (["colours.nn", "blue.png", "--top", "0"], 64, "'--top 0' shows nothing"),
            (["colours.nn", "blue.png", "--normalize", "zscore"], 64, "'--normalize zscore' takes the data"),
            (["colours.nn", "blue.png", "--class-names", "a,b"], 1, "the names of 3 classes, found 2"),
            (["colours.nn", "blue.png", "--weights", "no.safetensors"], 1, "no.safetensors: cannot be read"),
            (["colours.nn", "blue.png", "--weights", "."], 1, ".: expected a file"),
            (["colours.nn", "blue.png", "--weights", "blue.png"], 1, "blue.png: expected a header"),
            (["-e", "Linear 12 4", "blue.png", "--weights", "colours.safetensors"], 1, "of another model"),
            (
                [
                    "-e", "Input 4 1 1; Flatten; Linear 4 3", "blue.png", "--weights", "four.safetensors",
                    "--normalize", "none",
                ], 1, "expected an image of one channel or three, found 4 channels"
            ),
            (
                ["-e", "Linear 7 4", "blue.png", "--weights", "colours.safetensors"], 1,
                "how the table was read"
            ),
        ] as [([String], Int32, String)])
    func whatCannotBePredictedIsAnError(arguments: [String], status: Int32, message: String) throws {
        try folder.writeWeights(
            [("1.weight", [3, 4], Array(repeating: 1, count: 12)), ("1.bias", [3], [0, 0, 0])],
            to: "four.safetensors")
        let outcome = try folder.runner(["predict"] + arguments)
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.output == "")
    }

    @Test(arguments: [
        ["graphc.normalization": "x"], ["graphc.normalization": "1 nan; 1 0; 1 0"],
        ["graphc.normalization": "1 0"], ["graphc.normalization": "1 0; 1 0; 1 0", "graphc.classes": "a"],
        ["graphc.normalization": "1 0; 1 0; 1 0", "graphc.shape": "3 -2 x"], ["graphc.table": "{"],
    ])
    func metadataThatMakesNoSenseIsAnError(metadata: [String: String]) throws {
        try writeWeights(metadata: metadata)
        let outcome = try predict("blue.png")
        #expect(outcome.status == 1 && outcome.output == "")
        #expect(outcome.complaints.first?.hasPrefix("graphc: error: ") == true)
    }

    // MARK: -

    private func predict(_ arguments: String...) throws -> Outcome { try predict(arguments) }

    private func predict(_ arguments: [String]) throws -> Outcome {
        try folder.runner(["predict", "colours.nn"] + arguments)
    }

    /// Of `model`: each output is the mean of four pixels.
    private func writeWeights(scale: Float = 1, metadata: [String: String] = [:]) throws {
        let weights = (0..<36).map { place in place / 12 == place % 12 / 4 ? scale / 4 : 0 }
        try folder.writeWeights(
            [("1.weight", [3, 12], weights), ("1.bias", [3], [0, 0, 0])], metadata: metadata,
            to: "colours.safetensors")
    }

    private func weightsMetadata(_ name: String) throws -> [String: String] {
        let bytes = try folder.bytes(of: name)
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        let header =
            try JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length)) as? [String: Any]
        return try #require(header?["__metadata__"] as? [String: String])
    }

    private func solid(_ pixel: [UInt8], height: Int, width: Int) -> [[[UInt8]]] {
        Array(repeating: Array(repeating: pixel, count: width), count: height)
    }

    private func probabilities(_ logits: [Double]) -> [Double] {
        let exponentials = logits.map { exp($0) }
        return exponentials.map { $0 / exponentials.reduce(0, +) }
    }

    private func percent(_ share: Double) -> String { String(format: "%.2f %%", 100 * share) }
}

extension Outcome {
    /// The lines on standard error, but for the one of whoever is the first to run a model.
    fileprivate var complaints: [Substring] {
        errors.split(separator: "\n").filter { !$0.hasPrefix("compiling ") }
    }
}
