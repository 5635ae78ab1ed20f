import Testing

@testable import GraphRuntime

@Suite struct DatasetTests {
    /// Sample i is the number i, of class i mod 3.
    private func numbers(_ count: Int) throws -> TensorDataset {
        try TensorDataset(
            inputs: (0..<count).map { [Float($0)] }, labels: (0..<count).map { $0 % 3 },
            classNames: ["a", "b", "c"])
    }

    private func values(_ data: some Dataset) throws -> [Float] {
        try gathered(Array(0..<Int32(data.count))[...], of: data).inputs
    }

    @Test func aTableIsADataset() throws {
        let labelled = try TensorDataset(inputs: [[1, 2], [3, 4], [5, 6]], labels: [1, 0, 1])
        #expect(labelled.count == 3 && labelled.sampleShape == [2])
        #expect(labelled.target == .label(classNames: ["0", "1"]))
        let (inputs, labels, _) = try gathered([2, 0, 2], of: labelled)
        #expect(inputs == [5, 6, 1, 2, 5, 6] && labels == [1, 1, 1])
        let measured = try TensorDataset(
            inputs: (1...12).map { Float($0) }, sampleShape: [1, 2, 3], targets: [7, 8, 9, 10],
            targetNames: ["width", "height"])
        #expect(measured.count == 2 && measured.target == .values(names: ["width", "height"]))
        #expect(try gathered([1], of: measured).targets == [9, 10])
        let example = try measured.example(at: 1)
        #expect(example == Example(values: [7, 8, 9, 10, 11, 12], label: nil, targets: [9, 10]))
    }

    @Test func aFunctionIsADataset() throws {
        let data = try GeneratedDataset(count: 100, sampleShape: [2], classNames: ["even", "odd"]) { index in
            ([Float(index), 1], index % 2)
        }
        let (inputs, labels, _) = try gathered([7, 50], of: data)
        #expect(inputs == [7, 1, 50, 1] && labels == [1, 0])
        let sums = try GeneratedDataset(count: 10, sampleShape: [2], targetNames: ["sum"]) { index in
            ([Float(index), 2], [Float(index + 2)])
        }
        #expect(try gathered([3], of: sums).targets == [5])
    }

    @Test func partsOfADatasetAreDatasets() throws {
        let data = try numbers(10)
        #expect(try values(data[2..<5]) == [2, 3, 4])
        #expect(try values(data[7..<99]) == [7, 8, 9])
        #expect(try values(data.prefix(2)) == [0, 1])
        #expect(data.prefix(-1).count == 0 && data.prefix(11).count == 10)
        #expect(try values(data.subset(at: [9, 9, 0])) == [9, 9, 0])
        #expect(try values(data.filter { $0.label == 1 }) == [1, 4, 7])
        #expect(try values(data[4..<9][1..<3]) == [5, 6])
        let shuffled = data.shuffled(seed: 1)
        #expect(try values(shuffled) != values(data))
        #expect(try values(shuffled).sorted() == values(data))
        #expect(try values(shuffled) == values(data.shuffled(seed: 1)))
        #expect(try values(data.prefix(2).appending(data[8..<10])) == [0, 1, 8, 9])
        let joined = try data.appending(try numbers(5).shuffled(seed: 2)).filter { $0.values[0] < 2 }
        #expect(try values(joined).sorted() == [0, 0, 1, 1])
        #expect(try gathered([3, 10, 4], of: data.appending(data)).inputs == [3, 0, 4])
    }

    @Test func partsOfImagesAreImages() throws {
        let images = try threePixels(40)
        let part: ImageDataset = images[3..<6]
        #expect(part.count == 3 && part[0].values == images[3].values)
        let bright: ImageDataset = images.filter { $0.className == "bright" }
        #expect(!bright.isEmpty && bright.count < 40 && bright.allSatisfy { $0.label == 1 })
        let shuffled: ImageDataset = images.shuffled(seed: 3)
        #expect(Set(shuffled.map(\.values)) == Set(images.map(\.values)))
        #expect(try images.example(at: 5).values == images[5].values)
    }

    @Test(arguments: [0, 0.1, 0.25, 0.5, 0.8, 1]) func aStratifiedSplitKeepsTheShares(_ fraction: Double)
        throws
    {
        // Classes of 70, 20 and 10 samples.
        let labels = (0..<100).map { $0 < 70 ? 0 : $0 < 90 ? 1 : 2 }
        let data = try TensorDataset(inputs: (0..<100).map { [Float($0)] }, labels: labels)
        let (first, second) = try data.split(fraction, seed: 4, stratified: true)
        #expect(try (values(first) + values(second)).sorted() == values(data))
        #expect(first.count == Int((100 * fraction).rounded()))
        let found = try gathered(Array(0..<Int32(first.count))[...], of: first).labels
        for (label, size) in zip(Int32(0)..., [70.0, 20, 10]) {
            #expect(abs(Double(found.count { $0 == label }) - size * fraction) <= 1)
        }
        let again = try data.split(fraction, seed: 4, stratified: true)
        #expect(try values(again.0) == values(first))
    }

    @Test func whatIsNoDatasetIsTold() throws {
        func problem(_ body: () throws -> Void) -> String? {
            do { try body() } catch { return "\(error)" }
            return nil
        }
        #expect(
            problem { _ = try TensorDataset(inputs: [[1, 2], [3]], labels: [0, 1]) }
                == "sample 1: expected 2 numbers, found 1")
        #expect(
            problem { _ = try TensorDataset(inputs: [[1], [3]], labels: [0]) }
                == "expected the labels or targets of 2 samples, found those of 1")
        #expect(
            problem { _ = try TensorDataset(inputs: [[1], [3]], labels: [0, 2], classNames: ["a", "b"]) }
                == "expected labels in 0 ..< 2, the number of classes, found 2 at index 1")
        #expect(
            problem { _ = try TensorDataset(inputs: [[1]], labels: [-1]) }
                == "expected labels in 0 ..< 0, the number of classes, found -1 at index 0")
        #expect(
            problem { _ = try TensorDataset(inputs: [[1], [2]], targets: [[1, 2], [3]]) }
                == "sample 1: expected a target of 2 numbers, found 1")
        #expect(
            problem { _ = try TensorDataset(inputs: [1, 2, 3], sampleShape: [2], labels: [0]) }
                == "sample 1: expected 2 numbers, found 1")
        #expect(
            problem { _ = try TensorDataset(inputs: [1], sampleShape: [0], labels: [0]) }?.hasPrefix(
                "expected a sample shape of positive dimensions") == true)
        let data = try numbers(10)
        #expect(
            problem { _ = try data.subset(at: [3, 10]) }
                == "expected the index of a sample in 0 ..< 10, found 10")
        #expect(
            problem { _ = try data.example(at: -1) } == "expected the index of a sample in 0 ..< 10, found -1"
        )
        #expect(problem { _ = try data.split(1.5, seed: 0) } == "expected a fraction of 0 to 1, found 1.5")
        let measured = try TensorDataset(inputs: [[1]], targets: [[2]])
        #expect(
            problem { _ = try measured.split(0.5, seed: 0, stratified: true) }
                == "expected samples with labels, found targets of numbers, which have no classes")
        #expect(
            problem { _ = try data.appending(measured) }
                == "expected labels of the classes a, b, c, found the targets 0")
        #expect(
            problem { _ = try data.appending(TensorDataset(inputs: [[1, 2]], labels: [0])) }
                == "expected samples of the shape 1, found 2")
    }

    /// Whatever a data set does wrong, no memory beside it is touched, and the model stays as it is.
    @Test(arguments: [1, 3]) func aDatasetThatFailsStopsTheTraining(threads: Int) throws {
        struct Refusal: Error, Equatable {}
        func failing(at place: Int, _ answer: @escaping @Sendable () throws -> ([Float], Int)) throws
            -> GeneratedDataset
        {
            try GeneratedDataset(count: 20, sampleShape: [1, 1, 3], classNames: ["dark", "bright"]) {
                $0 == place ? try answer() : ([1, 2, Float($0)], $0 % 2)
            }
        }
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), batchSize: 20, epochs: 1, threads: threads, progress: .silent)
        trainer.cores = threads
        for (data, expected) in [
            (try failing(at: 7) { throw Refusal() }, "Refusal()"),
            (try failing(at: 8) { ([1], 0) }, "sample 8: expected 3 numbers, found 1"),
            (
                try failing(at: 9) { ([1, 2, 3], 2) },
                "expected labels in 0 ..< 2, the number of classes, found 2 at index 9"
            ),
        ] {
            var model = TinyClassifier(seed: 2)
            let error = #expect(throws: (any Error).self) { try trainer.fit(&model, on: data) }
            #expect("\(try #require(error))" == expected)
            #expect(model.parameters.elementsEqual(TinyClassifier(seed: 2).parameters))
            #expect(throws: (any Error).self) { try model.evaluate(on: data) }
            #expect(throws: (any Error).self) { try model.predict(data) }
        }
    }

    /// A data set of one's own whose labels are no classes.
    @Test func labelsOfADatasetOfOnesOwnAreChecked() throws {
        struct Wrong: Dataset {
            let count = 4
            let sampleShape = [1, 1, 3]
            let target = Target.label(classNames: ["dark", "bright"])
            func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) {
                rows.inputs.update(repeating: 0)
                rows.labels.update(repeating: 70_000)
            }
        }
        let model = TinyClassifier()
        #expect(throws: ModelError.label(sample: 0, found: 70_000, classes: 2)) {
            try model.evaluate(on: Wrong())
        }
        #expect(throws: ModelError.label(sample: 0, found: 70_000, classes: 2)) {
            try Wrong().split(0.5, seed: 1, stratified: true)
        }
        #expect(try model.evaluate(on: try numbersOfThree()).loss.isFinite)
    }

    private func numbersOfThree() throws -> Concatenation<Subset<TensorDataset>, ImageDataset> {
        let images = try threePixels(10)
        let table = try TensorDataset(
            inputs: images.flatMap(\.values), sampleShape: [1, 1, 3], labels: images.map(\.label),
            classNames: images.classNames)
        return try table.shuffled(seed: 1).appending(images)
    }

    @Test func aModelOfNumbersIsTrainedAndMeasured() throws {
        let data = try GeneratedDataset(count: 200, sampleShape: [3], targetNames: ["sum", "first"]) {
            index in
            var random = SplitMix64(seed: UInt64(index))
            let values = (0..<3).map { _ in random.nextUniform() }
            return (values, [values[0] + values[1] + values[2], values[0]])
        }
        var model = TinyRegressor(seed: 0)
        let trainer = Trainer(optimizer: .adam(learningRate: 0.02), epochs: 30, progress: .silent)
        let history = try trainer.fit(&model, on: data, validatingOn: data)
        let last = try #require(history.epochs.last?.validation)
        let (predicted, expected) = (
            try model.predict(data).map(\.probabilities),
            try (0..<200).map { try data.example(at: $0).targets }
        )
        let differences = zip(predicted.joined(), expected.joined()).map { abs(Double($0 - $1)) }
        #expect(abs(try #require(last["mae"]) - differences.reduce(0, +) / 400) < 1e-6)
        var determination = 0.0
        for column in 0..<2 {
            let targets = expected.map { Double($0[column]) }
            let mean = targets.reduce(0, +) / 200
            let errors = zip(predicted, targets).map { ($1 - Double($0[column])) * ($1 - Double($0[column])) }
            let squares = targets.map { ($0 - mean) * ($0 - mean) }
            determination += (1 - errors.reduce(0, +) / squares.reduce(0, +)) / 2
        }
        #expect(abs(try #require(last["r2"]) - determination) < 1e-6)
        #expect(determination > 0.9 && last.accuracy.isNaN)
        #expect(
            "\(last)".hasPrefix("loss 0.0") && "\(last)".contains("  mae 0.0")
                && "\(last)".contains("  r2 0.9"))
        #expect(
            history.csv.hasPrefix(
                "epoch,train_loss,train_mae,train_r2,test_loss,test_mae,test_r2,seconds\n1,"))
    }

    /// A prediction needs nothing but inputs: whatever else a data set has is written nowhere that matters.
    @Test(arguments: [1, 5, 300]) func predictionsLookAtInputsAlone(numbers: Int) throws {
        let images = try threePixels(500)
        let (values, shape) = (images.flatMap(\.values), [1, 1, 3])
        let measured = try TensorDataset(
            inputs: values, sampleShape: shape, targets: Array(repeating: 7, count: 500 * numbers),
            targetNames: (0..<numbers).map(String.init))
        let named = try TensorDataset(
            inputs: values, sampleShape: shape, labels: (0..<500).map { $0 % numbers },
            classNames: (0..<numbers).map { "class \($0)" })
        let classifier = TinyClassifier(seed: 1)
        let expected = try classifier.predict(images).map(\.probabilities)
        #expect(try classifier.predict(measured).map(\.probabilities) == expected)
        #expect(try classifier.predict(named).map(\.probabilities) == expected)
    }

    @Test func expectationsThatDoNotFitAreTold() throws {
        let measured = try TensorDataset(
            inputs: [1, 2, 3], sampleShape: [1, 1, 3], targets: [1, 2, 3], targetNames: ["a", "b", "c"])
        #expect(throws: ModelError.targetsForCrossEntropy) { try TinyClassifier().evaluate(on: measured) }
        #expect(throws: ModelError.targets(expected: 2, found: 3)) {
            try TinyRegressor().evaluate(on: measured)
        }
    }
}
