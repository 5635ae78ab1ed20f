import Foundation
import Testing

@testable import GraphRuntime

@Suite struct ConfusionMatrixTests {
    /// What `sklearn.metrics` says of the same labels, in version 1.9: `precision_recall_fscore_support` by
    /// class and with `average="macro"`. Class 3 occurs and is never predicted, 4 is neither.
    @Test func itSaysWhatScikitLearnSays() {
        let matrix = confusions(
            labels: [0, 0, 0, 1, 1, 2, 2, 2, 2, 3], predictions: [0, 0, 1, 1, 1, 2, 2, 0, 1, 2],
            names: ["a", "b", "c", "d", "e"])
        #expect(
            matrix.counts == [
                [2, 1, 0, 0, 0], [0, 2, 0, 0, 0], [1, 1, 2, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0],
            ])
        #expect(matrix.support == [3, 2, 4, 1, 0] && matrix.predictions == [3, 4, 3, 0, 0])
        let (half, twoThirds, fourSevenths) = (0.5, 2.0 / 3, 4.0 / 7)
        #expect(matrix.precision == [twoThirds, half, twoThirds, nil, nil])
        #expect(matrix.recall == [twoThirds, 1, half, 0, nil])
        #expect(matrix.f1 == [twoThirds, twoThirds, fourSevenths, 0, nil])
        #expect(matrix.samples == 10 && matrix.hits == 6 && matrix.accuracy == 0.6)
        let macro = matrix.results
        #expect(macro.map(\.name) == ["precision", "recall", "f1"])
        for (found, expected) in zip(macro, [0.4583333333333333, 0.5416666666666666, 0.47619047619047616]) {
            #expect(abs(found.value - expected) < 1e-15, "\(found.name)")
        }
        #expect(
            matrix.confusions.map { [$0.label, $0.predicted, $0.count] } == [
                [0, 1, 1], [2, 0, 1], [2, 1, 1], [3, 2, 1],
            ])
    }

    @Test func oneEvaluationGivesLossAccuracyAndMatrix() throws {
        let model = TinyClassifier(seed: 3)
        let data = try threePixels(300)
        let metrics: [any Metric] = [Accuracy(), ConfusionMatrix(classNames: data.classNames)]
        let evaluation = try model.evaluate(on: data, metrics: metrics)
        let matrix = try #require(evaluation[ConfusionMatrix.self])
        #expect(evaluation.loss == (try model.evaluate(on: data)).loss)
        #expect(matrix.accuracy == evaluation.accuracy && matrix.samples == 300)
        #expect(evaluation.results.map(\.name) == ["accuracy", "precision", "recall", "f1"])
        #expect("\(evaluation)" == "\(try model.evaluate(on: data))")
        #expect(try model.confusionMatrix(on: data) == matrix)
        var expected = [[0, 0], [0, 0]]
        for (sample, prediction) in zip(data, try model.predict(data)) {
            expected[sample.label][prediction.index] += 1
        }
        #expect(matrix.counts == expected && matrix.classNames == data.classNames)
        #expect(evaluation[TopKAccuracy.self] == nil)
    }

    @Test func anOutputThatIsNotANumberSaysNothing() throws {
        var matrix = ConfusionMatrix(classNames: ["a", "b"])
        add([[.nan, 1], [0, 1], [1, .nan]], labels: [0, 1, 0], to: &matrix)
        #expect(matrix.undecided == [2, 0] && matrix.counts == [[0, 0], [0, 1]])
        #expect(matrix.support == [2, 1] && matrix.recall == [0, 1] && matrix.precision == [nil, 1])
        #expect(matrix.text(columns: 80).contains("none"))
        #expect(try Drawing(of: matrix.svg()).titles.contains("true a, predicted none: 2 (100.00 %)"))
    }

    @Test func aSingleOutputTellsTwoClassesApart() {
        var matrix = ConfusionMatrix(classNames: ["no", "yes"])
        add([[-1], [0], [0.5], [.nan]], labels: [0, 1, 1, 1], to: &matrix)
        #expect(matrix.counts == [[1, 0], [1, 1]] && matrix.undecided == [0, 1])
    }

    @Test func classesWithoutNamesHaveNumbers() {
        var matrix = ConfusionMatrix(classNames: ["cat"])
        add([[0, 0, 1], [2, 0, 1]], labels: [0, 2], to: &matrix)
        #expect(matrix.classNames == ["cat", "1", "2"])
        #expect(matrix.counts == [[0, 0, 1], [0, 0, 0], [1, 0, 0]])
        var none = ConfusionMatrix()
        add([[0, 1]], labels: [7], to: &none)
        #expect(none.samples == 0 && none.accuracy.isNaN && none.results.allSatisfy { $0.value.isNaN })
        #expect(!ConfusionMatrix().text().isEmpty && !ConfusionMatrix().classificationReport().isEmpty)
    }

    @Test func numbersAreNotConfused() throws {
        let data = try TensorDataset(inputs: [[1, 2, 3]], targets: [[1, 2]])
        let model = TinyRegressor(seed: 0)
        #expect(throws: DatasetError.noLabels) { try model.confusionMatrix(on: data) }
        let matrix = try model.evaluate(on: data, metrics: [ConfusionMatrix()])[ConfusionMatrix.self]
        #expect(matrix?.samples == 0)
    }

    @Test func itGoesOnInACheckpoint() throws {
        let matrix = confusions(labels: [0, 1, 1], predictions: [1, 1, 0], names: ["a", "b"])
        let json = try JSONEncoder().encode(matrix)
        #expect(try JSONDecoder().decode(ConfusionMatrix.self, from: json) == matrix)
        for damaged in [
            #"{"classNames":["a"],"counts":[[1,2]],"undecided":[0]}"#,
            #"{"classNames":["a"],"counts":[],"undecided":[0]}"#,
            #"{"classNames":["a"],"counts":[[1]],"undecided":[]}"#,
            #"{"classNames":["a"],"counts":[[-1]],"undecided":[0]}"#,
            #"{"classNames":["a"],"counts":[[9223372036854775807]],"undecided":[0]}"#,
        ] {
            #expect(throws: DecodingError.self) {
                try JSONDecoder().decode(ConfusionMatrix.self, from: Data(damaged.utf8))
            }
        }
    }

    @Test func fewClassesAreATable() {
        let matrix = confusions(
            labels: [0, 0, 1, 1, 1, 2], predictions: [0, 1, 1, 1, 1, 0], names: ["cat", "dog", "犬"])
        #expect(
            matrix.text(columns: 80) == """
                true ↓ predicted →  0  1  2
                0 cat               1  1  ·
                1 dog               ·  3  ·
                2 犬                1  ·  ·
                """)
        #expect(
            matrix.classificationReport(columns: 80) == """
                class  precision    recall       f1  samples
                cat      50.00 %   50.00 %  50.00 %        2
                dog      75.00 %  100.00 %  85.71 %        3
                犬             –    0.00 %   0.00 %        1
                mean     41.67 %   50.00 %  45.24 %        6
                """)
        let digits = confusions(labels: [0, 1], predictions: [0, 0], names: ["0", "1"])
        #expect(
            digits.text(columns: 80) == """
                true ↓ predicted →  0  1
                0                   1  ·
                1                   1  ·
                """)
    }

    @Test func tenClassesOfLongNamesFitInto80Columns() {
        let matrix = large(classes: 10, name: "a class with quite a long name, ")
        for text in [matrix.text(columns: 80), matrix.classificationReport(columns: 80)] {
            let lines = text.split(separator: "\n")
            #expect(lines.count >= 11 && lines.allSatisfy { $0.count <= 80 }, "\(text)")
        }
        #expect(matrix.text(columns: 80).contains("9990"))
    }

    @Test func aHundredClassesAreTheirMostFrequentMistakes() {
        let matrix = large(classes: 100, name: "class ")
        let lines = matrix.text(columns: 80).split(separator: "\n")
        #expect(lines[0] == "100 classes, 4950 of 1003950 samples wrong, most often so:")
        #expect(lines.count == 23 && lines.allSatisfy { $0.count <= 80 })
        #expect(lines[2].hasPrefix("class 99  class 0") && lines[2].hasSuffix(" 0.98 %"))
        #expect(lines[22] == "… and 79 other kinds of mistakes")
        #expect(matrix.text(columns: 700).split(separator: "\n").count == 101)
        #expect(matrix.classificationReport(columns: 80).split(separator: "\n").count == 102)
    }

    @Test(arguments: [0, 1, 2, 3, 10, 25, 50, 100, 500]) func itIsADrawing(classes: Int) throws {
        let matrix = large(classes: classes, name: "<class & name> ")
        let drawing = try Drawing(of: matrix.svg(title: "a < b"))
        #expect(drawing.texts.first == "a < b")
        #expect(drawing.elements("rect").count { $0["class"] == "hit" } == classes + 4)
        let page = try #require(drawing.elements("svg").first)
        let (width, height) = (try #require(Double(page["width"]!)), try #require(Double(page["height"]!)))
        for box in drawing.elements("rect") {
            #expect(Double(box["x"] ?? "0")! + Double(box["width"]!)! <= width)
            #expect(Double(box["y"] ?? "0")! + Double(box["height"]!)! <= height)
        }
        if classes == 10 {
            #expect(drawing.texts.contains("9990"))
            #expect(drawing.titles.contains("true <class & name> 9, predicted <class & name> 0: 9 (0.09 %)"))
        }
    }

    @Test func theFileIsTheDrawing() throws {
        try withTemporaryFolder { folder in
            let matrix = large(classes: 3, name: "")
            try matrix.write(to: "\(folder)/confusion.svg", title: "t")
            #expect(try bytes(of: "\(folder)/confusion.svg") == Array(matrix.svg(title: "t").utf8))
            #expect(throws: FileError.self) { try matrix.write(to: "\(folder)/missing/confusion.svg") }
        }
    }

    private func large(classes: Int, name: String) -> ConfusionMatrix {
        ConfusionMatrix(
            counts: (0..<classes).map { label in
                (0..<classes).map { $0 == label ? 9990 : $0 == 0 ? label : 0 }
            }, names: (0..<classes).map { "\(name)\($0)" })
    }
}

extension ConfusionMatrix {
    fileprivate init(counts: [[Int]], names: [String]) {
        let values: [String: Any] = [
            "classNames": names, "counts": counts, "undecided": names.map { _ in 0 },
        ]
        // swift-format-ignore: NeverUseForceTry
        self = try! JSONDecoder().decode(
            Self.self, from: try! JSONSerialization.data(withJSONObject: values))
    }
}

private func confusions(labels: [Int], predictions: [Int], names: [String]) -> ConfusionMatrix {
    var matrix = ConfusionMatrix(classNames: names)
    let outputs = predictions.map { predicted in names.indices.map { $0 == predicted ? Float(1) : 0 } }
    add(outputs, labels: labels, to: &matrix)
    return matrix
}

private func add(_ outputs: [[Float]], labels: [Int], to metric: inout some Metric) {
    let (flat, labels) = (Array(outputs.joined()), labels.map { Int32($0) })
    flat.withUnsafeBufferPointer { flat in
        labels.withUnsafeBufferPointer { labels in
            guard let (output, label) = flat.baseAddress.flatMap({ o in labels.baseAddress.map { (o, $0) } })
            else { return }
            metric.add(
                Outcomes(
                    rows: outputs.count, columns: outputs[0].count, outputs: output, labels: label,
                    targets: nil))
        }
    }
}
