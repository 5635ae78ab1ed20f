import Foundation
import Testing

@testable import GraphRuntime

@Suite struct HistoryTests {
    /// The loss and accuracy of training, and those of validation.
    typealias Row = (Double, Double, Double?, Double?)

    static func history(_ rows: [Row]) -> History {
        let epochs = rows.enumerated().map { index, row in
            History.Epoch(
                number: index + 1, training: Evaluation(loss: row.0, accuracy: row.1),
                validation: row.2.flatMap { loss in row.3.map { Evaluation(loss: loss, accuracy: $0) } },
                seconds: 0.25)
        }
        return History(modelName: "FashionMLP", epochs: epochs)
    }

    static let fiveEpochs = history([
        (0.7866, 0.7473, 0.5817, 0.7918), (0.5205, 0.8159, 0.5139, 0.8126), (0.4706, 0.8328, 0.4818, 0.8280),
        (0.4432, 0.8425, 0.4602, 0.8340), (0.4232, 0.8513, 0.4479, 0.8392),
    ])

    @Test func csvHasARowPerEpoch() {
        let history = Self.history([(0.5, 0.75, 0.625, 1), (.nan, 0, nil, nil)])
        #expect(
            history.csv == """
                epoch,train_loss,train_accuracy,test_loss,test_accuracy,seconds
                1,0.5,0.75,0.625,1.0,0.25
                2,nan,0.0,,,0.25

                """)
    }

    @Test func aTableIsReadAgain() throws {
        let history = Self.history([(0.5, 0.75, 0.625, 1), (1e-300, 0, nil, nil), (.infinity, 1, 2, 0.1)])
        #expect(try History(csv: history.csv, modelName: "FashionMLP") == history)
        let named = Evaluation(
            loss: 1,
            results: [
                MetricResult(name: "a, \"b\"", value: 2),
                MetricResult(name: "accuracy of c", value: 1, isShare: true, isDetail: true),
            ])
        let other = History(
            modelName: "m", epochs: [.init(number: 7, training: named, validation: named, seconds: 1)])
        #expect(try History(csv: other.csv, modelName: "m") == other)
        try withTemporaryFolder { folder in
            try history.writeCSV(to: "\(folder)/h.csv")
            #expect(try History(contentsOf: "\(folder)/h.csv", modelName: "FashionMLP") == history)
            #expect(throws: FileError.self) { try History(contentsOf: "\(folder)/none", modelName: "m") }
        }
        #expect((history + other).epochs.map(\.number) == [1, 2, 3, 7])
    }

    @Test(arguments: [
        ("", "expected the header epoch,train_loss,…,test_loss,…,seconds, found "),
        ("a,b\n", "expected the header epoch,train_loss,…,test_loss,…,seconds, found a,b"),
        ("epoch,train_loss,test_loss,seconds\n1,2,3\n", "line 2: expected 4 cells, found 3"),
        ("epoch,train_loss,test_loss,seconds\n1,2,3,4\nx,1,2,3\n", "line 3: expected a number, found x"),
        ("epoch,train_loss,test_loss,seconds\n1,,3,4\n", "line 2: expected a number, found "),
    ]) func whatIsNoTableIsTold(text: String, problem: String) {
        let error = #expect(throws: HistoryError.self) { try History(csv: text, modelName: "m") }
        #expect(error?.description == problem)
    }

    @Test func jsonHasAnObjectPerEpoch() throws {
        let history = Self.history([(0.5, 0.75, 0.625, 1), (.nan, 0, nil, nil), (.infinity, 1, .nan, 0)])
        #expect(
            history.json == """
                {"model": "FashionMLP", "epochs": [
                  {"epoch": 1, "train_loss": 0.5, "train_accuracy": 0.75, "validation_loss": 0.625, \
                "validation_accuracy": 1.0, "seconds": 0.25, \
                "metrics": {"train": {"accuracy": 0.75}, "validation": {"accuracy": 1.0}}},
                  {"epoch": 2, "train_loss": null, "train_accuracy": 0.0, "validation_loss": null, \
                "validation_accuracy": null, "seconds": 0.25, \
                "metrics": {"train": {"accuracy": 0.0}, "validation": null}},
                  {"epoch": 3, "train_loss": null, "train_accuracy": 1.0, "validation_loss": null, \
                "validation_accuracy": 0.0, "seconds": 0.25, \
                "metrics": {"train": {"accuracy": 1.0}, "validation": {"accuracy": 0.0}}}
                ]}

                """)
        let foundation = try JSONSerialization.jsonObject(with: Data(history.json.utf8)) as? [String: Any]
        #expect((foundation?["epochs"] as? [[String: Any]])?.count == 3)
        let read = try History(json: history.json)
        #expect(read.json == history.json && read.epochs[2].training.loss.isNaN)
        #expect(read.epochs[1].validation == nil && read.epochs[2].validation?.accuracy == 0)
    }

    @Test func jsonIsReadAgain() throws {
        let matrix = ConfusionMatrix(classNames: ["a"]).results.map(\.name)
        let named = Evaluation(
            loss: 1e-300,
            results: [MetricResult(name: "mae \"\\\u{7}ä", value: -2e9)]
                + matrix.map { MetricResult(name: $0, value: 0.1, isShare: true, isDetail: true) })
        let history = History(
            modelName: "a \"b\"",
            epochs: [.init(number: 7, training: named, validation: named, seconds: 1)])
        #expect(try History(json: history.json) == history)
        #expect(try History(csv: history.csv, modelName: history.modelName) == history)
        #expect(try History(json: History(modelName: "m").json) == History(modelName: "m"))
        try withTemporaryFolder { folder in
            try history.writeJSON(to: "\(folder)/h.json")
            #expect(try bytes(of: "\(folder)/h.json") == Array(history.json.utf8))
        }
    }

    @Test(arguments: [
        ("", "byte 0: expected a value"), ("[]", "expected a model's name"),
        (#"{"model": "m"}"#, "expected an array of epochs"),
        (#"{"model": "m", "epochs": [1]}"#, "expected an epoch's number"),
        (#"{"model": "m", "epochs": [{"epoch": 3}]}"#, "epoch 3: expected metrics of train"),
        (
            #"{"model": "m", "epochs": [{"epoch": 3, "metrics": {"train": {}}}]}"#,
            "epoch 3: expected a number train_loss"
        ),
        (
            #"{"model": "m", "epochs": [{"epoch": 3, "metrics": {"train": {"f": "x"}}}]}"#,
            "epoch 3: expected a number f"
        ),
    ]) func whatIsNoJSONOfAHistoryIsTold(text: String, problem: String) {
        let error = #expect(throws: HistoryError.self) { try History(json: text) }
        #expect(error?.description == "expected the JSON of a history: \(problem)")
    }

    @Test func aChartHoldsSeveralRuns() throws {
        let runs = (1...10).map { number in
            (name: "rate < \(number)", history: Self.history(Array(Self.cases[9].prefix(number * 3))))
        }
        let drawing = try Drawing(of: History.chart(of: runs, title: "rates"))
        #expect((1...10).allSatisfy { drawing.allTexts.contains("rate < \($0)") })
        #expect(drawing.elements.count { $0.name == "svg" } == 1)
        try withTemporaryFolder { folder in
            try History.writeChart(of: runs, to: "\(folder)/runs.svg", title: "rates")
            #expect(
                try bytes(of: "\(folder)/runs.svg") == Array(History.chart(of: runs, title: "rates").utf8))
        }
    }

    @Test func filesAreWritten() throws {
        try withTemporaryFolder { folder in
            try Self.fiveEpochs.writeCSV(to: "\(folder)/history.csv")
            try Self.fiveEpochs.writeChart(to: "\(folder)/curves.svg")
            #expect(try bytes(of: "\(folder)/history.csv") == Array(Self.fiveEpochs.csv.utf8))
            let chart = Self.fiveEpochs.chart(title: "FashionMLP")
            #expect(try bytes(of: "\(folder)/curves.svg") == Array(chart.utf8))
        }
    }

    static let cases: [[Row]] = [
        [],
        [(1, 0.5, nil, nil)],
        [(1, 0.5, 1, 0.5), (1, 0.5, 1, 0.5)],
        [(0, 0, 0, 0), (0, 1, 0, 1)],
        [(0, 1, 0, 1)],
        [(.nan, .nan, .infinity, -.infinity), (1, 1, 2, 0)],
        [(.infinity, 0.1, nil, nil)],
        [(1e308, 0.1, -1e308, 0.2), (1e299, 0.1, -1e299, 0.2)],
        [(1e-300, 0.1, 2e-300, 0.2), (1e-307, 0.1, 0, 0.2)],
        (1...1000).map { (10 / Double($0), 0.5, nil, nil) },
    ]

    @Test(arguments: cases.indices) func aChartIsAnSVG(_ index: Int) throws {
        let chart = Self.history(Self.cases[index]).chart(title: "a < b & \"c\" > d\u{0}\u{1B}ä")
        let drawing = try Drawing(of: chart)
        #expect(drawing.elements.first?.name == "svg")
        #expect(drawing.allTexts.contains("a < b & \"c\" > dä"))
        #expect(!chart.contains("nan") && !chart.contains("inf"))
    }

    @Test func aChartHasALineForEachSetAndQuantity() throws {
        let both = try Drawing(of: Self.fiveEpochs.chart(title: "t"))
        #expect(both.elements.count { $0.name == "circle" } == 20)
        #expect(both.allTexts.contains("train") && both.allTexts.contains("test"))
        let named = try Drawing(of: Self.fiveEpochs.chart(title: "t", validationName: "val"))
        #expect(named.texts.contains("val") && !named.texts.contains("test"))
        let one = try Drawing(of: Self.history([(1, 0.5, nil, nil), (0.5, 0.5, nil, nil)]).chart(title: "t"))
        #expect(one.elements.count { $0.name == "circle" } == 4)
        #expect(!one.allTexts.contains("test"))
    }

    @Test func aTitleThatIsTooLongIsCut() throws {
        let title = String(repeating: "digits ", count: 20)
        let text = try Drawing(of: Self.fiveEpochs.chart(title: title)).allTexts
        #expect(text.contains(title))
        #expect(text.contains(title.prefix(59) + "…"))
        let fitting = String(title.prefix(60))
        #expect(try Drawing(of: Self.fiveEpochs.chart(title: fitting)).allTexts.count { $0 == fitting } == 2)
    }

    @Test func lossesOfManyDecadesAreLogarithmic() throws {
        let history = Self.history([(2000, 0.1, 2500, 0.1), (1.5, 0.5, 0.5, 0.6), (.nan, 0.5, 0.3, 0.6)])
        let text = try Drawing(of: history.chart(title: "t")).texts
        #expect(text.contains("Loss, logarithmic"))
        for label in ["0.1", "1", "10", "100", "1000", "10000"] { #expect(text.contains(label)) }
        #expect(try Drawing(of: Self.fiveEpochs.chart(title: "t")).texts.contains("Loss"))
        let long = Self.history([(1e-250, 0.1, nil, nil), (1e250, 0.1, nil, nil)]).chart(title: "t")
        #expect(try Drawing(of: long).texts.contains("1e-250") && !long.contains("nan"))
    }

    @Test func axesHaveRoundNumbers() throws {
        let text = try Drawing(of: Self.fiveEpochs.chart(title: "t")).allTexts
        for label in ["0.4", "0.5", "0.6", "0.7", "0.8", "70 %", "75 %", "90 %", "1", "5"] {
            #expect(text.contains(label), "\(label) in \(text)")
        }
    }
}

extension Drawing {
    fileprivate var allTexts: [String] { elements.map(\.text) }
}
