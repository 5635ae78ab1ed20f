import GraphRuntime
import Testing

@Suite struct NearestMeanTests {
    private func data(_ inputs: [[Float]], _ labels: [Int]) throws -> TensorDataset {
        try TensorDataset(inputs: inputs, labels: labels, classNames: ["cat", "dog", "bird"])
    }

    @Test func theMeansAreThoseOfTheSamplesOfEachClass() throws {
        let model = try NearestMean(fittedTo: data([[0, 2], [10, 10], [2, 4]], [0, 2, 0]))
        #expect(model.means == [[1, 3], nil, [10, 10]])
        #expect(model.classNames == ["cat", "dog", "bird"] && model.sampleShape == [2])
    }

    @Test func distancesAreTheMeanDifferenceAndTheRootOfTheMeanSquare() throws {
        let training = try data([[0, 0], [3, 4]], [0, 2])
        let l1 = try NearestMean(fittedTo: training, distance: .l1).predict([3, 0])
        #expect(l1.distances == [1.5, .infinity, 2] && l1.index == 0 && l1.label == "cat")
        let l2 = try NearestMean(fittedTo: training, distance: .l2).predict([0, 4])
        #expect(l2.distances == [8, .infinity, 4.5].map { $0.squareRoot() } && l2.label == "bird")
    }

    /// The two disagree where one number is far off.
    @Test func theNearestByOneDistanceNeedNotBeThatByTheOther() throws {
        let training = try data([[5, 0, 0], [2, 2, 2]], [0, 1])
        #expect(try NearestMean(fittedTo: training, distance: .l1).predict([0, 0, 0]).label == "cat")
        #expect(try NearestMean(fittedTo: training, distance: .l2).predict([0, 0, 0]).label == "dog")
    }

    @Test func anyNumberOfValuesIsSummedToTheLast() throws {
        for count in [1, 7, 8, 9, 16, 23, 100] {
            let ramp = (0..<count).map(Float.init)
            let training = try data([[Float](repeating: 0, count: count)], [0])
            let mean = Double(count - 1) / 2
            let square = ramp.reduce(0) { $0 + Double($1 * $1) } / Double(count)
            for (distance, expected) in [(NearestMean.Distance.l1, mean), (.l2, square.squareRoot())] {
                let found = try NearestMean(fittedTo: training, distance: distance).predict(ramp)
                #expect(abs(found.distances[0] - expected) < 1e-12 * max(1, expected))
            }
        }
    }

    @Test func aClassWithoutSamplesIsNeverFound() throws {
        let model = try NearestMean(fittedTo: data([[1]], [2]))
        #expect(try model.predict([-1000]).label == "bird")
        // Infinitely far from all.
        #expect(try model.predict([.infinity]).label == "bird")
        #expect(try model.accuracy(on: data([[1], [2], [3], [4]], [0, 1, 2, 2])) == 0.5)
    }

    @Test func ofEquallyNearClassesItIsTheFirst() throws {
        let model = try NearestMean(fittedTo: data([[-1], [1]], [2, 1]))
        #expect(try model.predict([0]).label == "dog")
    }

    @Test func whatDoesNotFitIsAnError() throws {
        let model = try NearestMean(fittedTo: data([[1, 2]], [0]))
        let targets = try TensorDataset(inputs: [[1, 2]], targets: [[1]])
        #expect(throws: DatasetError.noLabels) { try NearestMean(fittedTo: targets) }
        #expect(throws: DatasetError.noLabels) { try model.accuracy(on: targets) }
        #expect(throws: ModelError.emptyDataSet) { try NearestMean(fittedTo: data([], [])) }
        #expect(throws: ModelError.emptyDataSet) { try model.accuracy(on: data([[1, 2]], [0]).prefix(0)) }
        #expect(throws: ModelError.inputLength(sample: 0, expected: 2, found: 1)) { try model.predict([1]) }
        #expect(throws: ModelError.inputShape(expected: [2], found: [1])) {
            try model.predict(data([[1]], [0]))
        }
        #expect(throws: ModelError.classes(expected: 3, found: 1)) {
            try model.accuracy(on: TensorDataset(inputs: [[1, 2]], labels: [0]))
        }
        // Without labels there is something to predict, if nothing to compare.
        #expect(try model.predict(targets).map(\.label) == ["cat"])
    }

    @Test func aSampleThatIsNotANumberHasNoClass() throws {
        let model = try NearestMean(fittedTo: data([[1], [2]], [0, 1]))
        #expect(throws: ModelError.notANumber(sample: 0)) { try model.predict([.nan]) }
        #expect(throws: ModelError.notANumber(sample: 1)) {
            try model.predict(data([[1], [.nan], [2]], [0, 0, 1]))
        }
        #expect(try model.accuracy(on: data([[1], [.nan]], [0, 0])) == 0.5)
    }

    @Test func theMeansCanBeLookedAt() throws {
        let training = try TensorDataset(
            inputs: [0, 2, 4, 4], sampleShape: [1, 2], labels: [0, 2],
            classNames: ["cat", "dog", "bird"])
        let pictures = try NearestMean(fittedTo: training).pictures()
        #expect(pictures.map(\.caption) == ["cat", "bird"])
        // One scale for all.
        #expect(pictures.map(\.image.pixels) == [[0, 128], [255, 255]])
        let images = try ImageDataset(
            pixels: [100, 50, 110, 60], sampleShape: [1, 2], labels: [UInt8(0), 0], classNames: ["cat"],
            normalization: .standardized)
        #expect(try NearestMean(fittedTo: images).pictures().map(\.image.pixels) == [[105, 55]])
        let table = try NearestMean(fittedTo: data([[1, 2]], [0]))
        #expect(throws: DatasetError.notAnImage([2])) { try table.pictures() }
    }

    /// The numbers of right answers by scripts/baselines/nearest_mean.py.
    @Test(arguments: [(NearestMean.Distance.l1, 320, 68), (.l2, 328, 68)])
    func onTheDigitsItIsAsGoodAsNumPys(distance: NearestMean.Distance, all: Int, some: Int) throws {
        let digits = try embeddedDigits()
        let model = try NearestMean(fittedTo: digits.train, distance: distance)
        #expect(try model.accuracy(on: digits.test) == Double(all) / 360)
        let (training, test) = (
            digits.train.filter { [3, 7].contains($0.label) },
            digits.test.filter { [3, 7].contains($0.label) }
        )
        #expect(
            try NearestMean(fittedTo: training, distance: distance).accuracy(on: test) == Double(some) / 68)
        // What it says of each sample is what it counts.
        let found = try model.predict(digits.test).map(\.index)
        #expect(zip(found, digits.test).count { $0 == $1.label } == all)
    }

    @Test(
        .enabled(
            if: RealDataTests.fashionDirectory != nil,
            "GRAPHC_FASHION_MNIST does not name the folder of the files"),
        arguments: [(NearestMean.Distance.l1, 6124, 1981), (.l2, 6768, 1983)])
    func onFashionMNISTItIsAsGoodAsNumPys(distance: NearestMean.Distance, all: Int, some: Int) throws {
        let directory = try #require(RealDataTests.fashionDirectory)
        let data = try FashionMNIST(directory: directory, normalization: .zeroToOne)
        let model = try NearestMean(fittedTo: data.train, distance: distance)
        #expect(try model.accuracy(on: data.test) == Double(all) / 10_000)
        let (training, test) = (
            data.train.filter { [3, 7].contains($0.label) }, data.test.filter { [3, 7].contains($0.label) }
        )
        #expect(
            try NearestMean(fittedTo: training, distance: distance).accuracy(on: test) == Double(some) / 2000)
    }
}
