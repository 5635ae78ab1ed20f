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

    /// One image of 2 × 3 pixels in three channels.
    private let planes: [UInt8] = [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16, 21, 22, 23, 24, 25, 26]
    private let interleaved: [UInt8] = [1, 11, 21, 2, 12, 22, 3, 13, 23, 4, 14, 24, 5, 15, 25, 6, 16, 26]

    @Test func channelsComeFirstWhateverTheOrderInMemory() throws {
        for normalization in [
            Normalization.zeroToOne, .standardizedPerChannel,
            .standardPerChannel(means: [0, 0.5, 1], deviations: [1, 2, 3]),
        ] {
            let first = try ImageDataset(
                pixels: planes + planes.reversed(), sampleShape: [3, 2, 3], labels: [0, 1],
                classNames: letters(2), normalization: normalization)
            let last = try ImageDataset(
                pixels: interleaved + interleaved.reversed(), sampleShape: [2, 3, 3], order: .channelsLast,
                labels: [0, 1], classNames: letters(2), normalization: normalization)
            for data in [first, last] {
                #expect(data.sampleShape == [3, 2, 3] && data.sampleSize == 18)
                #expect(data[1].shape == [3, 2, 3])
                let expected = planes.enumerated().map { data.transforms[$0 / 6]($1) }
                #expect(data[0].values == expected)
                let (input, labels, _) = try gathered([1, 0], of: data)
                #expect(input == data[1].values + data[0].values)
                #expect(labels == [1, 0])
            }
            // Reversed, the channels of the second image are others' too.
            #expect(first[0].values == last[0].values && first[1].values == last[1].values)
            #expect(Array(last[0].pixels) == interleaved)
        }
    }

    @Test(arguments: [ImageOrder.channelsFirst, .channelsLast])
    func anImageWithoutChannelsHasOne(_ order: ImageOrder) throws {
        for shape in [[2, 3], order == .channelsFirst ? [1, 2, 3] : [2, 3, 1]] {
            let data = try ImageDataset(
                pixels: Array(0..<6), sampleShape: shape, order: order, labels: [0], classNames: ["a"],
                normalization: .none)
            #expect(data.sampleShape == [1, 2, 3])
            #expect(data[0].values == [0, 1, 2, 3, 4, 5])
        }
    }

    @Test func everyChannelNeedsItsNumbers() throws {
        func data(_ transforms: [PixelTransform]) throws -> ImageDataset {
            try ImageDataset(
                pixels: planes, sampleShape: [3, 2, 3], labels: [0], classNames: ["a"],
                transforms: transforms)
        }
        let transform = try Normalization.none.pixelTransforms(fittedTo: [])
        let error = DatasetError.channels(expected: 3, found: 1)
        #expect(throws: error) { try data(transform) }
        #expect(error.description == "expected numbers for each of 3 channels, found 1")
        #expect(try data(transform + transform + transform).transforms.count == 3)
    }

    @Test func aFileOfColourImagesIsReadInEitherOrder() throws {
        let files = try DataFiles()
        let labels = try files.write(idx([1], payload: [0]), as: "labels")
        let first = try files.write(idx([1, 3, 2, 3], payload: planes), as: "first")
        let last = try files.write(idx([1, 2, 3, 3], payload: interleaved), as: "last")
        func data(_ path: String, _ order: ImageOrder, _ normalization: Normalization) throws -> ImageDataset
        {
            try ImageDataset(
                images: path, order: order, labels: labels, classNames: ["a"], normalization: normalization)
        }
        let expected = try data(first, .channelsFirst, .standardizedPerChannel)
        let found = try data(last, .channelsLast, .standardizedPerChannel)
        #expect(found.sampleShape == [3, 2, 3] && found[0].values == expected[0].values)
        #expect(throws: IDXError.channels(file: first, expected: 3, found: 2)) {
            try data(first, .channelsFirst, .standardPerChannel(means: [0, 0], deviations: [1, 1]))
        }
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

    @Test func thereMayBeMoreClassesThanAByteHolds() throws {
        let data = try ImageDataset(
            pixels: [1, 2, 3], sampleShape: [1, 1, 1], labels: [299, 0, 256], classNames: letters(300),
            normalization: .none)
        #expect(data.map(\.label) == [299, 0, 256] && data[0].className == letters(300)[299])
        #expect(try gathered([0, 2], of: data).labels == [299, 256])
        for (label, found) in [(300, 300), (-1, -1), (Int.min, .min), (1 << 32, 1 << 32)] {
            #expect(throws: DatasetError.label(found, index: 1, classes: 300)) {
                try ImageDataset(
                    pixels: [1, 2], sampleShape: [1], labels: [0, label], classNames: letters(300),
                    normalization: .none)
            }
        }
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
                "expected labels in 0 ..< 3, the number of classes, found 3 at index 2",
            ])
        #expect(errors.allSatisfy { $0.localizedDescription == $0.description })
    }

    @Test func aPrefixIsADataset() throws {
        let first = try dataset().prefix(3)
        #expect(first.map(\.label) == [0, 1, 2])
        #expect(first.prefix(100).count == 3)
        #expect(first.prefix(0).isEmpty)
        #expect(first.prefix(-1).isEmpty && first.prefix(.min).isEmpty)
    }

    @Test func aSplitDealsEverySampleOnce() throws {
        let data = try dataset()
        let (train, validation) = try data.split(0.75, seed: 1)
        #expect(train.count == 8)
        #expect(validation.count == 2)
        let all = (Array(train) + Array(validation)).map { Array($0.pixels) }
        #expect(Set(all) == Set(data.map { Array($0.pixels) }))
        #expect(train.enumerated().allSatisfy { $0 == $1.index })
        #expect(try data.split(0.75, seed: 1).0.map(\.label) == train.map(\.label))
        #expect(try data.split(0.75, seed: 2).0.map { Array($0.pixels) } != train.map { Array($0.pixels) })
        #expect(try data.split(0, seed: 1).0.isEmpty)
        #expect(try data.split(1, seed: 1).1.isEmpty)
    }

    @Test(arguments: [-0.1, 1.5, 80, .nan, .infinity])
    func aFractionThatIsNoneIsRefused(_ fraction: Double) throws {
        let data = try dataset()
        // Not by the error itself: there may be a NaN.
        let error = #expect(throws: DatasetError.self) { try data.split(fraction, seed: 1) }
        #expect(error?.description == "expected a fraction of 0 to 1, found \(fraction)")
    }

    @Test func aPartOfAPartHasTheRightSamples() throws {
        let (train, _) = try dataset().split(0.8, seed: 7)
        let (part, rest) = try train.split(0.5, seed: 8)
        let whole = Set(train.map { Array($0.pixels) })
        #expect(Set((Array(part) + Array(rest)).map { Array($0.pixels) }) == whole)
    }
}
