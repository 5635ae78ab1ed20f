import Foundation
import Testing

@testable import GraphRuntime

@Suite struct TableDatasetTests {
    let files: DataFiles

    init() throws {
        files = try DataFiles()
    }

    private let animals = """
        name,colour,legs,weight,kind
        Rex,brown,4,30.5,dog
        Tom,grey,4,4.5,cat
        "Polly, the second",green,2,0.4,bird
        Felix,brown,4,5,cat
        """

    private func path(of text: String, as name: String = "file") throws -> String {
        try files.write(Array(text.utf8), as: name)
    }

    private func animals(
        _ text: String? = nil, _ normalization: ColumnNormalization = .none,
        missingValues: MissingValues = .refused
    ) throws -> TableDataset {
        try TableDataset(
            csv: path(of: text ?? animals), label: "kind", categories: ["colour"], leavingOut: ["name"],
            normalization: normalization, missingValues: missingValues)
    }

    private func values(_ data: some Dataset) throws -> [[Float]] {
        try (0..<data.count).map { try data.example(at: $0).values }
    }

    private func labels(_ data: some Dataset) throws -> [Int?] {
        try (0..<data.count).map { try data.example(at: $0).label }
    }

    private func text(_ error: (any Error)?) -> String {
        "\(error.map { "\($0)" } ?? "none")".replacingOccurrences(of: files.directory + "/", with: "")
    }

    private func message(of body: () throws -> Void) -> String {
        do { try body() } catch { return text(error) }
        return "none"
    }

    // MARK: What is read

    @Test func categoriesBecomeAnInputEachAndClassesAreInOrder() throws {
        let data = try animals()
        #expect(data.schema.inputNames == ["colour=brown", "colour=green", "colour=grey", "legs", "weight"])
        #expect(data.target == .label(classNames: ["bird", "cat", "dog"]))
        #expect(data.sampleShape == [5] && data.count == 4 && data.droppedRows == 0)
        #expect(
            try values(data) == [
                [1, 0, 0, 4, 30.5], [0, 0, 1, 4, 4.5], [0, 1, 0, 2, 0.4], [1, 0, 0, 4, 5],
            ])
        #expect(try labels(data) == [2, 1, 0, 1])
    }

    @Test func namesThatAreNumbersAreInTheOrderOfNumbers() throws {
        let data = try TableDataset(
            csv: path(of: "x,y\n1,10\n2,9\n3,-1\n4,1e1\n"), label: "y")
        #expect(data.target.classNames == ["-1", "9", "10", "1e1"])
        let words = try TableDataset(csv: path(of: "x,y\n1,10\n2,9\n3,b\n4,B\n5,ä\n"), label: "y")
        #expect(words.target.classNames == ["10", "9", "B", "b", "ä"])
    }

    @Test func severalColumnsOfNumbersCanBePredicted() throws {
        let data = try TableDataset(
            csv: path(of: "a;b;c\n1;2;3\n4;5;6\n"), targets: ["c", "a"], separator: .semicolon)
        #expect(data.schema.inputNames == ["b"] && data.target == .values(names: ["c", "a"]))
        #expect(try data.example(at: 1).targets == [6, 4] && values(data) == [[2], [5]])
    }

    @Test func aFileWithoutNamesIsGivenThem() throws {
        let file = try path(of: "1\t2\ty\n3\t4\tn\n")
        let data = try TableDataset(csv: file, label: "c", separator: .tab, columnNames: ["a", "b", "c"])
        #expect(try values(data) == [[1, 2], [3, 4]] && labels(data) == [1, 0])
        #expect(
            message { _ = try TableDataset(csv: file, label: "b", separator: .tab, columnNames: ["a", "b"]) }
                == "file:1: expected 2 cells, found 3")
    }

    @Test func aCompressedFileIsReadAsItIs() throws {
        let file = try files.write(gzip(Array(animals.utf8)), as: "animals.csv.gz")
        let data = try TableDataset(
            csv: file, label: "kind", categories: ["colour", "name"], leavingOut: ["weight"])
        #expect(data.count == 4 && data.sampleShape == [3 + 4 + 1])
    }

    @Test func partsOfATableAreTables() throws {
        let data = try animals()
        let (first, rest) = try data.split(0.5, seed: 1)
        #expect(try values(first).count == 2 && Set(values(first) + values(rest)) == Set(values(data)))
        #expect(try values(data.prefix(2).shuffled(seed: 1).selecting([1, 0])).count == 2)
        #expect(try labels(data[1..<3].prefix(1)) == [1])
        let gathered = try data.filter { $0.label == 1 }.appending(data.prefix(1))
        #expect(try labels(gathered) == [1, 1, 2])
    }

    // MARK: Normalization

    /// The references are NumPy's, with `ddof=0`.
    @Test func columnsOfNumbersAreNormalizedEachByItself() throws {
        let text = "a,b,c,y\n1,10,7,p\n2,30,7,q\n4,80,7,p\n"
        func values(_ normalization: ColumnNormalization) throws -> [[Float]] {
            try self.values(TableDataset(csv: path(of: text), label: "y", normalization: normalization))
        }
        #expect(
            try values(.minMax) == [[0, 0, 0], [1 / Float(3), 2 / Float(7), 0], [1, 1, 0]])
        let expected: [[Float]] = [
            [-1.0690449676, -1.0190493307, 0], [-0.2672612419, -0.3396831102, 0],
            [1.3363062096, 1.3587324410, 0],
        ]
        for (found, expected) in zip(try values(.standardized).joined(), expected.joined()) {
            #expect(abs(found - expected) < 2e-7)
        }
    }

    /// Numbers far from 0 keep their differences.
    @Test func largeNumbersAreNormalizedWithoutLoss() throws {
        let data = try TableDataset(
            csv: path(of: "a,y\n16777214,p\n16777215,q\n16777216,p\n"), label: "y", normalization: .minMax)
        #expect(try values(data) == [[0], [0.5], [1]])
        for normalization in [ColumnNormalization.minMax, .standardized] {
            let wide = try TableDataset(
                csv: path(of: "a,b,y\n-3e38,1e-45,p\n3e38,3e-45,q\n"), label: "y",
                normalization: normalization)
            let low: Float = normalization == .minMax ? 0 : -1
            #expect(try values(wide) == [[low, low], [1, 1]])
        }
    }

    @Test func aTestTableIsReadLikeTheTrainingTable() throws {
        let training = try animals(nil, .standardized)
        let file = try path(
            of: "weight,kind,extra,legs,colour\n4.5,cat,x,4,grey\n30.5,dog,,4,brown\n", as: "test")
        let testing = try TableDataset(csv: file, like: training)
        #expect(testing.schema == training.schema && testing.target == training.target)
        let expected = try values(training)
        #expect(try values(testing) == [expected[1], expected[0]] && labels(testing) == [1, 2])
        #expect(
            try training.schema.values(of: ["colour": "grey", "legs": " 4 ", "weight": "4.5", "name": "?"])
                == expected[1])
    }

    @Test func partsAreNormalizedLikeOneAnother() throws {
        let data = try animals()
        let (training, testing) = (data[0..<2].normalized(.minMax), data[2..<4])
        #expect(try values(training).map { $0[4] } == [1, 0])
        let found = try values(testing.normalized(like: training))
        #expect(found.map { $0[4] } == [Float((Double(Float(0.4)) - 4.5) / 26), 0.5 / 26])
        #expect(
            message {
                _ = try data.normalized(like: animals(animals.replacingOccurrences(of: "green", with: "red")))
            }
                == "file: expected the inputs of the other table, found 'colour=green' in place of 'colour=grey'"
        )
        let fewer = try TableDataset(
            csv: path(of: animals), label: "kind", categories: ["colour"], leavingOut: ["name", "weight"])
        #expect(
            message { _ = try data.normalized(like: fewer) }
                == "file: expected the inputs of the other table, found 'weight' in place of none")
    }

    /// What is to be predicted need not be known.
    @Test func aTableWithoutLabelsCanBePredicted() throws {
        let training = try TableDataset(csv: path(of: "a,b,c,y\n1,2,3,p\n2,2,2,q\n"), label: "y")
        let data = try TableDataset(csv: path(of: "c,b,a\n6,5,4\n"), like: training)
        #expect(data.target == .values(names: []))
        let model = DynamicModel(.counting)
        let prediction = try #require(try model.predict(data).first)
        #expect(try prediction == model.predict([4, 5, 6]))
        #expect(training.target.classNames.indices.contains(prediction.index))
        #expect(throws: (any Error).self) { try model.evaluate(on: data) }
    }

    /// A program that predicts need not have the table for training.
    @Test func theSchemaIsSavedWithTheWeights() throws {
        let training = try TableDataset(
            csv: path(of: "a;c;y\n0,1;r;1\n".replacingOccurrences(of: ",", with: ".") + "7;\"g\u{7};\";2\n"),
            targets: ["y"], categories: ["c"], normalization: .standardized, missingValues: .dropped,
            separator: .semicolon)
        let weights = "\(files.directory)/w.safetensors"
        try DynamicModel(.counting).save(to: weights, metadata: training.metadata)
        let schema = try TableSchema(metadata: SafetensorsFile(path: weights).metadata)
        #expect(schema == training.schema && schema.target == .values(names: ["y"]))
        let file = try path(of: "c;a\nr;0.1\n?;1\n", as: "new")
        let new = try TableDataset(csv: file, schema: schema)
        #expect(new.count == 1 && new.droppedRows == 1)
        #expect(try values(new)[0] == values(training)[0])
        #expect(try schema.values(of: ["a": "0.1", "c": "r"]) == values(training)[0])
        let json = try #require(training.metadata["graphc.table"])
        for wrong in [
            "", "{}", "[]", String(json.dropLast()), json.replacingOccurrences(of: "shift", with: "x"),
        ] {
            #expect(throws: TableError(.metadata, file: nil)) {
                try TableSchema(metadata: ["graphc.table": wrong])
            }
        }
        #expect(throws: TableError(.metadata, file: nil)) { try TableSchema(metadata: [:]) }
    }

    /// Nobody but this program writes such, but a file is a file.
    @Test func aSchemaThatMakesNoSenseIsReadOrRefused() throws {
        let training = try TableDataset(csv: path(of: "a,c,y\n1,r,p\n2,g,q\n"), label: "y", categories: ["c"])
        let json = try #require(training.metadata["graphc.table"])
        let file = try path(of: "a,c,y\n1,r,p\n", as: "new")
        for (old, new) in [
            ("[\"g\",\"r\"]", "[]"), ("[\"g\",\"r\"]", "[\"r\",\"r\"]"), ("[\"p\",\"q\"]", "[]"),
            ("\"name\":\"a\"", "\"name\":\"c\""), ("\"shift\":0", "\"shift\":1e308"),
        ] {
            let changed = json.replacingOccurrences(of: old, with: new)
            #expect(changed != json, "\(json)")
            let schema = try TableSchema(metadata: ["graphc.table": changed])
            do {
                let data = try TableDataset(csv: file, schema: schema)
                #expect(try data.example(at: 0).values.count == data.sampleShape[0])
            } catch let error as TableError { #expect(error.line == 2, "\(error)") }
            _ = try? schema.values(of: ["a": "1", "c": "r"])
        }
    }

    // MARK: What is wrong

    @Test func cellsThatAreWrongAreNamedByLineAndColumn() throws {
        for (old, new, expected) in [
            ("30.5", "abc", "file:2: column 'weight': expected a number, found 'abc'"),
            ("30.5", "1e99", "file:2: column 'weight': expected a number, found '1e99'"),
            ("30.5", "inf", "file:2: column 'weight': expected a number, found 'inf'"),
            ("30.5", "\u{1B}[31m", "file:2: column 'weight': expected a number, found '\\u{1B}[31m'"),
            ("4.5", "", "file:3: column 'weight': expected a value, found an empty cell"),
            ("grey", " NA ", "file:3: column 'colour': expected a value, found 'NA'"),
            ("bird", "?", "file:4: column 'kind': expected a value, found '?'"),
            ("0.4", "NaN", "file:4: column 'weight': expected a value, found 'NaN'"),
            ("Felix,", "Felix,x,", "file:5: expected 5 cells, found 6"),
            ("Felix,", "", "file:5: expected 5 cells, found 4"),
            (
                "Felix", "\"Felix",
                "file:5: expected a second quotation mark, found none"
            ),
            (
                "\"Polly,", "\"Polly\" the",
                "file:4: expected a separator behind the quotation mark, found 'the the second\"'"
            ),
            (
                "name,", "legs,",
                "file:1: column 'legs': expected each name once, found it in the columns 1 and 3"
            ),
        ] {
            #expect(
                message { _ = try animals(animals.replacingOccurrences(of: old, with: new)) } == expected)
        }
    }

    /// The lines of a cell count.
    @Test func linesAreThoseOfTheFile() throws {
        let text = "\r\na,y\r\n\r\n\"1\",\"x\r\ny\r\nz\"\r\nb,y\r\n"
        #expect(
            message { _ = try TableDataset(csv: path(of: text), label: "y") }
                == "file:7: column 'a': expected a number, found 'b'")
    }

    @Test func rowsWithoutAValueCanBeLeftOut() throws {
        let text = animals.replacingOccurrences(of: "30.5", with: "").replacingOccurrences(
            of: "bird", with: "?"
        )
        .replacingOccurrences(of: "Tom", with: "NA")
        let data = try animals(text, missingValues: .dropped)
        #expect(data.count == 2 && data.droppedRows == 2)
        #expect(data.schema.inputNames == ["colour=brown", "colour=grey", "legs", "weight"])
        #expect(data.target.classNames == ["cat"])
        #expect(
            message {
                _ = try TableDataset(csv: path(of: "a,y\n?,1\n,2\n"), label: "y", missingValues: .dropped)
            }
                == "file: expected rows, found none but 2 that lack a value and were left out")
    }

    @Test func columnsThatAreNotThereAreNamedWithThoseThatAre() throws {
        let file = try path(of: animals)
        func message(
            label: String = "kind", categories: [String] = ["colour"], leavingOut: [String] = ["name"]
        ) -> String {
            self.message {
                _ = try TableDataset(csv: file, label: label, categories: categories, leavingOut: leavingOut)
            }
        }
        let known = "there is no such column among 'name', 'colour', 'legs', 'weight', 'kind'"
        #expect(
            message(label: "Kinds")
                == "file:1: column 'Kinds': \(known); did you mean 'kind'?")
        #expect(
            message(categories: ["species"])
                == "file:1: column 'species': \(known)")
        #expect(
            message(categories: ["color"])
                == "file:1: column 'color': \(known); did you mean 'colour'?")
        #expect(
            message(leavingOut: ["kind"]).hasPrefix("file:1: column 'kind': expected one use of the column"))
        #expect(
            message(categories: ["name"]).hasPrefix("file:1: column 'name': expected one use of the column"))
        #expect(
            message(categories: [], leavingOut: ["name", "colour", "legs", "weight"])
                == "file:1: expected a column to predict from, found none besides what is predicted or left out"
        )
    }

    @Test func aTableWithoutRowsIsRefused() throws {
        for text in ["", "\n\n", "a,y", "a,y\r\n\r\n"] {
            #expect(
                message { _ = try TableDataset(csv: path(of: text), label: "y") }
                    == "file: expected rows, found none")
        }
    }

    @Test func whatTrainingHasNotSeenIsRefused() throws {
        let training = try animals()
        func message(_ text: String) -> String {
            self.message { _ = try TableDataset(csv: path(of: text, as: "test"), like: training) }
        }
        #expect(
            message("colour,legs,weight,kind\nblue,4,5,cat\n")
                == "test:2: column 'colour': expected one of 'brown', 'green', 'grey', found 'blue'")
        #expect(
            message("colour,legs,weight,kind\nbrown,4,5,cats\n")
                == "test:2: column 'kind': expected one of 'bird', 'cat', 'dog', found 'cats'; did you mean 'cat'?"
        )
        #expect(
            message("colour,leg,weight,kind\nbrown,4,5,cat\n")
                == "test:1: column 'legs': there is no such column among 'colour', 'leg', 'weight', 'kind'; "
                + "did you mean 'leg'?")
        #expect(
            self.message { _ = try training.schema.values(of: ["colour": "brown", "legs": "4"]) }
                == "column 'weight': expected a value, found an empty cell")
        #expect(
            self.message {
                _ = try training.schema.values(of: ["colour": "brown", "legs": "four", "weight": "1"])
            }
                == "column 'legs': expected a number, found 'four'")
    }

    /// A column of numbers to be predicted, taken for a label.
    @Test func tooManyCategoriesAreRefused() throws {
        let text = "a,y\n" + (0...Vocabulary.limit).map { "1,\($0)\n" }.joined()
        #expect(
            message { _ = try TableDataset(csv: path(of: text), label: "y") }
                == "file:65538: column 'y': expected at most 65536 different texts, found more")
    }

    @Test func errorsAreShortAndWithoutControlCharacters() throws {
        let long = String(repeating: "\u{1B}ä", count: 1_000_000)
        for text in [
            "\(long),y\n1,2,3\n", "a,y\n\(long),b\n", "y,\(long)\n1,x\n", "a,y\n1,\"b\"\(long)\n",
            (0..<100_000).map { "\($0)\u{7}" }.joined(separator: ","),
        ] {
            for column in ["y", "a"] {
                let error = message { _ = try TableDataset(csv: path(of: text), label: column) }
                #expect(error.utf8.count < 2000 && error.unicodeScalars.allSatisfy { $0.value >= 0x20 })
            }
        }
        #expect(
            message { _ = try TableDataset(csv: files.write(Array("a,y\n1,".utf8) + [0xE4]), label: "y") }
                == "file:2: column 'y': expected UTF-8, found another encoding")
    }

    @Test func aFileThatCannotBeReadIsNamed() throws {
        #expect(throws: FileError.cannotRead("/no/such.csv", ENOENT)) {
            try TableDataset(csv: "/no/such.csv", label: "y")
        }
    }

    // MARK: Iris

    /// The means and covariances are those of Fisher's paper.
    @Test func irisLoads() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let data = try TableDataset(
            csv: root.appendingPathComponent("examples/Data/iris/iris.csv").path, label: "species")
        #expect(data.schema.inputNames == ["sepal length", "sepal width", "petal length", "petal width"])
        #expect(data.target.classNames == ["setosa", "versicolor", "virginica"])
        let means: [[Double]] = [
            [5.006, 3.428, 1.462, 0.246], [5.936, 2.770, 4.260, 1.326], [6.588, 2.974, 5.552, 2.026],
        ]
        let squares: [[Double]] = [
            [6.0882, 7.0408, 1.4778, 0.5442], [13.0552, 4.8250, 10.8200, 1.9162],
            [19.8128, 5.0962, 14.9248, 3.6962],
        ]
        for label in 0..<3 {
            let rows = try values(data.filter { $0.label == label })
            #expect(rows.count == 50)
            for column in 0..<4 {
                let numbers = rows.map { Double($0[column]) }
                let mean = numbers.reduce(0, +) / 50
                #expect(abs(mean - means[label][column]) < 1e-6)
                let sum = numbers.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                #expect(abs(sum - squares[label][column]) < 1e-4)
            }
        }
    }
}
