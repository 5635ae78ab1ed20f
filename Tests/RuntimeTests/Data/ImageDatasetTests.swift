import GraphRuntime
import Testing

@Suite struct ImageDatasetTests {
    private func dataset(count: Int = 10) throws -> ImageDataset {
        try ImageDataset(
            pixels: (0..<count * 4).map { UInt8($0) }, sampleShape: [1, 2, 2],
            labels: (0..<count).map { UInt8($0 % 3) }, classNames: ["cat", "dog", "bird"],
            normalization: .zeroToOne)
    }

    @Test func samplesKnowWhatTheyAre() throws {
        let data = try dataset()
        #expect(data.count == 10)
        let sample = data[4]
        #expect(sample.index == 4)
        #expect(sample.label == 1)
        #expect(sample.className == "dog")
        #expect(sample.shape == [1, 2, 2])
        #expect(Array(sample.pixels) == [16, 17, 18, 19])
        #expect(sample.values == [16, 17, 18, 19].map { Float($0) * Float(1.0 / 255) })
        #expect(data.map(\.label) == [0, 1, 2, 0, 1, 2, 0, 1, 2, 0])
    }

    @Test func reportsSizesThatDoNotAgree() {
        func error(pixels: Int, shape: [Int], labels: [UInt8], classes: Int = 3) -> DatasetError? {
            #expect(throws: DatasetError.self) {
                try ImageDataset(
                    pixels: [UInt8](repeating: 0, count: pixels), sampleShape: shape, labels: labels,
                    classNames: letters(classes), normalization: .none)
            }
        }
        #expect(
            error(pixels: 8, shape: [1, 2, 2], labels: [0])
                == .pixelCount(found: 8, shape: [1, 2, 2], labels: 1))
        #expect(
            error(pixels: 7, shape: [1, 2, 2], labels: [0, 1])
                == .pixelCount(found: 7, shape: [1, 2, 2], labels: 2))
        #expect(error(pixels: 0, shape: [1, 0, 2], labels: [0]) == .sampleShape([1, 0, 2]))
        #expect(error(pixels: 0, shape: [-1, -2], labels: [0]) == .sampleShape([-1, -2]))
        #expect(error(pixels: 0, shape: [.max, 2], labels: [0]) == .sampleShape([.max, 2]))
        #expect(
            error(pixels: 3, shape: [1], labels: [0, 2, 3]) == .label(3, index: 2, classes: 3))
        #expect(error(pixels: 1, shape: [1], labels: [0], classes: 0) == .label(0, index: 0, classes: 0))
    }

    @Test func errorsSayWhatWasExpectedAndFound() {
        let errors: [DatasetError] = [
            .sampleShape([1, 0, 2]), .pixelCount(found: 7, shape: [1, 2, 2], labels: 2),
            .sampleCount(3_000_000_000), .label(3, index: 2, classes: 3),
        ]
        #expect(
            errors.map(\.description) == [
                "expected a sample shape of positive dimensions whose product is an Int, found 1 × 0 × 2",
                "expected the pixels of 2 images, one for each label, of the shape 1 × 2 × 2, found 7 pixels",
                "expected at most 2147483647 samples, found 3000000000",
                "expected labels below 3, the number of classes, found 3 at index 2",
            ])
        #expect(errors.allSatisfy { $0.localizedDescription == $0.description })
    }

    @Test func aPrefixIsADataset() throws {
        let first = try dataset().prefix(3)
        #expect(first.map(\.label) == [0, 1, 2])
        #expect(first.prefix(100).count == 3)
        #expect(first.prefix(0).isEmpty)
    }

    @Test func aSplitDealsEverySampleOnce() throws {
        let data = try dataset()
        let (train, validation) = data.split(0.75, seed: 1)
        #expect(train.count == 8)
        #expect(validation.count == 2)
        let all = (Array(train) + Array(validation)).map { Array($0.pixels) }
        #expect(Set(all) == Set(data.map { Array($0.pixels) }))
        #expect(train.enumerated().allSatisfy { $0 == $1.index })
        #expect(data.split(0.75, seed: 1).0.map(\.label) == train.map(\.label))
        #expect(data.split(0.75, seed: 2).0.map { Array($0.pixels) } != train.map { Array($0.pixels) })
        #expect(data.split(0, seed: 1).0.isEmpty)
        #expect(data.split(1, seed: 1).1.isEmpty)
    }

    @Test func aPartOfAPartHasTheRightSamples() throws {
        let (train, _) = try dataset().split(0.8, seed: 7)
        let (part, rest) = train.split(0.5, seed: 8)
        let whole = Set(train.map { Array($0.pixels) })
        #expect(Set((Array(part) + Array(rest)).map { Array($0.pixels) }) == whole)
    }
}
