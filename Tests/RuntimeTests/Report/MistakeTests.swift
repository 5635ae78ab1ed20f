import Testing

@testable import GraphRuntime

@Suite struct MistakeTests {
    private let model = TinyClassifier(seed: 3)

    @Test func theyAreWhatPredictionsSayTheSurestFirst() throws {
        let data = try threePixels(300)
        let predictions = try model.predict(data)
        let expected = zip(data, predictions).filter { $0.label != $1.index }
            .sorted { $0.1.probability > $1.1.probability }
        let found = try model.mistakes(on: data)
        #expect(!expected.isEmpty && found.map(\.index) == expected.map(\.0.index))
        for (mistake, (sample, prediction)) in zip(found, expected) {
            #expect(mistake.label == sample.label && mistake.className == sample.className)
            #expect(mistake.predicted == prediction.index && mistake.predictedName == prediction.label)
            #expect(mistake.probability == prediction.probability)
        }
        #expect(try model.mistakes(on: data, limit: 3) == Array(found.prefix(3)))
        #expect(try model.mistakes(on: data, limit: -1).isEmpty)
    }

    @Test func anyDataSetWithLabelsHasThem() throws {
        let images = try threePixels(40)
        let table = try TensorDataset(
            inputs: images.map(\.values), labels: images.map(\.label), classNames: images.classNames)
        var tagger = TinyTagger(seed: 1)
        #expect(try model.mistakes(on: images) == (try mistakesOfVector(images)))
        // What a loss other than cross-entropy calls a probability is not one of several that add up to one.
        try tagger.setParameter("3.bias", to: [5, 4])
        let tagged = try tagger.mistakes(on: table)
        #expect(tagged.allSatisfy { $0.predicted == 0 && $0.label == 1 } && !tagged.isEmpty)
        #expect(throws: DatasetError.notAnImage([3])) { try tagger.mistakeGrid(on: table) }
        #expect(throws: DatasetError.notAnImage([3])) { try tagger.predictionGrid(on: table) }
        // Two channels are no colours.
        let pairs = try TensorDataset(inputs: [1, 2], sampleShape: [2, 1, 1], labels: [0])
        #expect(throws: DatasetError.imageChannels(2)) { try model.mistakeGrid(on: pairs) }
        #expect(throws: DatasetError.imageChannels(2)) { try model.predictionGrid(on: pairs) }
        let numbers = try TensorDataset(inputs: [[1, 2, 3]], targets: [[1, 2]])
        #expect(throws: DatasetError.noLabels) { try TinyRegressor(seed: 0).mistakes(on: numbers) }
        #expect(throws: DatasetError.noLabels) { try TinyRegressor(seed: 0).predictionGrid(on: numbers) }
    }

    /// As the samples of a generated data set, which come one at a time.
    private func mistakesOfVector(_ images: ImageDataset) throws -> [Mistake] {
        let generated = try GeneratedDataset(
            count: images.count, sampleShape: [1, 1, 3], classNames: images.classNames
        ) { (images[$0].values, images[$0].label) }
        return try model.mistakes(on: generated)
    }

    @Test func whatIsNotANumberIsToldOf() throws {
        let data = try TensorDataset(
            inputs: [1, 2, 3, 1, .nan, 3], sampleShape: [1, 1, 3], labels: [0, 1], classNames: ["a", "b"])
        #expect(throws: ModelError.notANumber(sample: 1)) { try model.mistakes(on: data) }
        #expect(throws: ModelError.notANumber(sample: 1)) { try model.predictionGrid(on: data) }
    }

    @Test func aGridShowsWhatIsRightAndWhatIsWrong() throws {
        let data = try threePixels(60, classNames: ["0", "1"])
        let grid = try model.predictionGrid(on: data, count: 50, columns: 5, title: "t")
        #expect(grid.pictures.count == 50 && grid.columns == 5 && grid.title == "t")
        for ((sample, prediction), picture) in zip(zip(data, try model.predict(data)), grid.pictures) {
            #expect(picture.image == (try PixelImage(sample)))
            #expect(picture.caption == "Pred: \(prediction.index), True: \(sample.label)")
            #expect(picture.mark == (prediction.index == sample.label ? .right : .wrong))
        }
        #expect(try model.predictionGrid(on: data).pictures.count == 40)
        #expect(try model.predictionGrid(on: data, count: 100).pictures.count == 60)
    }

    @Test func mistakesAreShown() throws {
        let data = try threePixels(60, classNames: ["rather dark", "rather bright"])
        let mistakes = try model.mistakes(on: data, limit: 4)
        let grid = try model.mistakeGrid(on: data, count: 4, title: "t")
        #expect(grid.pictures == (try data.pictures(of: mistakes)) && grid.pictures.count == 4)
        for (mistake, picture) in zip(mistakes, grid.pictures) {
            #expect(picture.image == (try PixelImage(data[mistake.index])) && picture.mark == .wrong)
            #expect(
                picture.caption == """
                    Pred: \(mistake.predictedName)
                    True: \(mistake.className)
                    \(percent(Double(mistake.probability))), sample \(mistake.index)
                    """)
        }
        let beyond = Mistake(
            index: 60, label: 0, className: "", predicted: 1, predictedName: "", probability: 1)
        #expect(throws: DatasetError.index(60, count: 60)) { try data.pictures(of: [beyond]) }
    }

    @Test func aModelWithoutMistakesHasNone() throws {
        let data = try threePixels(60).filter { try model.predict($0).index == $0.label }
        #expect(try model.mistakes(on: data).isEmpty && model.mistakeGrid(on: data).pictures.isEmpty)
    }
}
