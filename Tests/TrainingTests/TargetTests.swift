import Foundation
import Testing

@testable import GraphRuntime

/// Classes, several labels at once and numbers are learned alike.
struct TargetTests {
    private static func digits() throws -> Digits {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne)
    }

    private let trainer = Trainer(optimizer: .adam(learningRate: 0.003), epochs: 20, progress: .silent)

    /// One output, whose sign tells two classes apart.
    @Test func oneOutputTellsTwoClassesApart() throws {
        func evenOrOdd(_ data: ImageDataset) throws -> TensorDataset {
            try TensorDataset(
                inputs: data.flatMap(\.values), sampleShape: [1, 8, 8], labels: data.map { $0.label % 2 },
                classNames: ["even", "odd"])
        }
        let digits = try Self.digits()
        let (training, test) = (try evenOrOdd(digits.train), try evenOrOdd(digits.test))
        var model = EvenDigits(seed: 0)
        let history = try trainer.fit(&model, on: training, validatingOn: test)
        let accuracy = try #require(history.epochs.last?.validation).accuracy
        #expect(accuracy > 0.93)
        let predictions = try model.predict(test)
        let labels = try test.labelsOfAllSamples()
        let hits = zip(predictions, labels).count { $0.index == Int($1) }
        #expect(accuracy == Double(hits) / Double(test.count))
        #expect(predictions.allSatisfy { $0.label == ["even", "odd"][$0.index] })
        #expect(predictions.allSatisfy { abs($0.probabilities[0] + $0.probabilities[1] - 1) < 1e-6 })
        var optimizer = Optimizer.adam()
        #expect(throws: ModelError.label(sample: 0, found: 2, classes: 2)) {
            try model.trainStep(flat: Array(repeating: 0, count: 64), labels: [2], optimizer: &optimizer)
        }
    }

    @Test func severalLabelsAreLearnedAtOnce() throws {
        let names = ["even", "prime", "large"]
        func labelled(_ data: ImageDataset) throws -> TensorDataset {
            try TensorDataset(
                inputs: data.map(\.values),
                targets: data.map { sample in
                    [sample.label % 2 == 0, [2, 3, 5, 7].contains(sample.label), sample.label > 4]
                        .map { $0 ? 1 : 0 }
                }, targetNames: names)
        }
        let digits = try Self.digits()
        let test = try labelled(digits.test)
        var model = DigitLabels(seed: 0)
        let history = try trainer.fit(&model, on: try labelled(digits.train), validatingOn: test)
        let last = try #require(history.epochs.last?.validation)
        let logits = try model.logits(batch: digits.test.map(\.values))
        for (column, name) in names.enumerated() {
            let hits = try (0..<test.count).count { index in
                try (logits[index][column] > 0) == (test.example(at: index).targets[column] == 1)
            }
            #expect(last["accuracy of \(name)"] == Double(hits) / Double(test.count))
        }
        let mean = names.compactMap { last["accuracy of \($0)"] }.reduce(0, +) / 3
        #expect(abs(last.accuracy - mean) < 1e-12 && last.accuracy > 0.93)
        #expect("\(last)".components(separatedBy: "acc").count == 2)
    }

    @Test func numbersAreLearned() throws {
        func sums(_ data: ImageDataset) throws -> GeneratedDataset {
            let rows = data.map(\.values)
            return try GeneratedDataset(count: rows.count, sampleShape: [64], targetNames: ["ink"]) { index in
                (rows[index], [rows[index].reduce(0, +) / 10])
            }
        }
        let digits = try Self.digits()
        var model = DigitSums(seed: 0)
        let history = try trainer.fit(
            &model, on: try sums(digits.train), validatingOn: try sums(digits.test))
        let last = try #require(history.epochs.last?.validation)
        #expect(try #require(last["r2"]) > 0.95)
        #expect(try #require(last["mae"]) < 0.05)
    }
}
