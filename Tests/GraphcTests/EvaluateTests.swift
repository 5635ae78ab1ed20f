import Foundation
import Testing

/// `graphc evaluate`, on the digits that are in this repository.
@Suite struct EvaluateTests {
    private let folder: TemporaryFolder
    private let training: [String: Any]

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("Flatten; Linear 64 10", to: "digits.nn")
        let outcome = try folder.runner(
            "train", "digits.nn", "--data", digits, "--epochs", "2", "--normalize", "zscore", "--optimizer",
            "adam", "--json")
        training = try #require(outcome.objects.last)
    }

    @Test func whatTrainingSaidLastIsFoundAgain() throws {
        let evaluation = try evaluate("--json").objects[0]
        #expect(evaluation["samples"] as? Int == 360)
        #expect(evaluation["loss"] as? Double == training["test_loss"] as? Double)
        #expect(evaluation["accuracy"] as? Double == training["test_accuracy"] as? Double)
        #expect(try evaluate("--json", "--split", "test").objects[0]["samples"] as? Int == 360)
        #expect(try evaluate("--json", "--split", "train").objects[0]["samples"] as? Int == 1437)
    }

    @Test func theMatrixAddsUp() throws {
        let evaluation = try evaluate("--json").objects[0]
        let matrix = try #require(evaluation["confusion_matrix"] as? [[Int]])
        let classes = try #require(evaluation["classes"] as? [[String: Any]])
        #expect(matrix.joined().reduce(0, +) == 360)
        let hits = matrix.indices.reduce(0) { $0 + matrix[$1][$1] }
        #expect(areClose(evaluation["accuracy"] as? Double, Double(hits) / 360))
        try #require(matrix.count == 10 && classes.count == 10)
        for (label, entry) in classes.enumerated() {
            let own = Double(matrix[label][label])
            let (samples, predicted) = (matrix[label].reduce(0, +), matrix.reduce(0) { $0 + $1[label] })
            #expect(entry["class"] as? String == "\(label)")
            #expect(entry["support"] as? Int == samples)
            #expect(areClose(entry["recall"] as? Double, own / Double(samples)))
            #expect(areClose(entry["precision"] as? Double, predicted == 0 ? nil : own / Double(predicted)))
        }
        let text = try evaluate().output
        #expect(text.contains("\nclass  precision") && text.contains("\ntrue ↓ predicted →"))
    }

    /// As those that PyTorch saves.
    @Test func weightsOfOthersAreToldWhatTheyDoNotSay() throws {
        let bytes = try folder.bytes(of: "digits.safetensors")
        let length = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
        var header = try #require(
            JSONSerialization.jsonObject(with: bytes.dropFirst(8).prefix(length)) as? [String: Any])
        header["__metadata__"] = nil
        let json = try JSONSerialization.data(withJSONObject: header)
        let newLength = withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) }
        try folder.write(newLength + json + bytes.dropFirst(8 + length), to: "plain.safetensors")

        let silent = try evaluate("--weights", "plain.safetensors")
        #expect(silent.status == 1 && silent.errors.contains("--normalize says it in its place"))
        let told = try evaluate("--weights", "plain.safetensors", "--normalize", "zscore", "--json")
        #expect(told.output == (try evaluate("--json").output))
        let names = "zero,one,two,three,four,five,six,seven,eight,nine"
        let named = try evaluate(
            "--weights", "plain.safetensors", "--normalize", "zscore", "--class-names", names, "--json")
        let classes = try #require(named.objects[0]["classes"] as? [[String: Any]])
        #expect(classes.map { $0["class"] as? String } == names.split(separator: ",").map(String.init))
        #expect(try named.objects[0]["loss"] as? Double == training["test_loss"] as? Double)
    }

    @Test func aRegressionHasItsOwnNumbers() throws {
        let model = ["-e", "Linear 3 1; loss MSE"]
        let columns = ["--targets", "petal width", "--leave-out", "species"]
        let training = try folder.runner(["train"] + model + ["--data", iris, "--epochs", "3"] + columns)
        #expect(training.status == 0, "\(training.errors)")
        let evaluation = try folder.runner(["evaluate"] + model + ["--data", iris, "--json"]).objects[0]
        #expect(Set(evaluation.keys) == ["samples", "loss", "mae", "r2"])
        let text = try folder.runner(["evaluate"] + model + ["--data", iris]).output
        #expect(text.contains(#/^loss \d+\.\d{4}\nmae \d+\.\d{4}\nr2 -?\d+\.\d{4}\n$/#), "\(text)")
    }

    @Test func aTableWithoutTheAnswersIsAnError() throws {
        let training = try folder.runner("train", "-e", "Linear 4 3", "--data", iris, "--epochs", "1")
        #expect(training.status == 0)
        try folder.write("sepal length,sepal width,petal length,petal width\n5,3,1,1\n", to: "new.csv")
        let outcome = try folder.runner("evaluate", "-e", "Linear 4 3", "--data", "new.csv")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("new.csv: expected what is predicted, too, in the column species"))
    }

    @Test(
        arguments: [
            (["--data", "nowhere"], 1, "nowhere: expected a folder or a .csv file"),
            (["--data", iris], 1, "expected images, as those that the model was trained on, found a table"),
            (["--data", digits, "--weights", "w"], 1, "w: cannot be read"),
            (["--data", digits, "--split", "validation"], 64, "'validation' is invalid for '--split"),
            (["--data", digits, "--class-names", "a,b"], 1, "expected the names of 10 classes, found 2"),
            ([], 64, "Missing expected argument '--data"),
        ] as [([String], Int32, String)])
    func whatCannotBeEvaluatedIsAnError(options: [String], status: Int32, message: String) throws {
        let outcome = try folder.runner(["evaluate", "digits.nn"] + options)
        #expect(outcome.status == status && outcome.output == "", "\(outcome)")
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
    }

    /// Both may be missing. A reader of JSON need not find the last bit.
    private func areClose(_ first: Double?, _ second: Double?) -> Bool {
        guard let first, let second else { return first == nil && second == nil }
        return abs(first - second) < 1e-12
    }

    private func evaluate(_ options: String...) throws -> Outcome {
        try folder.runner(["evaluate", "digits.nn", "--data", digits] + options)
    }
}
