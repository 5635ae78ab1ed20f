import GraphRuntime
import Testing

/// Images of three channels, from the bytes to the logits.
struct ColourTests {
    private static let shape = (channels: 3, height: 6, width: 5)
    private static let count = 50

    /// The same images, channels first and last.
    private static func data(_ order: ImageOrder, _ normalization: Normalization) throws -> ImageDataset {
        let (channels, height, width) = shape
        var random = SplitMix64(seed: 3)
        var pixels = (0..<count * channels * height * width).map { _ in
            UInt8(truncatingIfNeeded: random.next())
        }
        let labels = (0..<count).map { UInt8($0 % 4) }
        var sampleShape = [channels, height, width]
        if order == .channelsLast {
            let area = height * width
            let first = pixels
            for image in 0..<count {
                for channel in 0..<channels {
                    for place in 0..<area {
                        pixels[(image * area + place) * channels + channel] =
                            first[(image * channels + channel) * area + place]
                    }
                }
            }
            sampleShape = [height, width, channels]
        }
        return try ImageDataset(
            pixels: pixels, sampleShape: sampleShape, order: order, labels: labels,
            classNames: (0..<4).map(String.init), normalization: normalization)
    }

    @Test(arguments: [Normalization.zeroToOne, .standardizedPerChannel])
    func bothOrdersGiveTheSameBits(_ normalization: Normalization) throws {
        let first = try Self.data(.channelsFirst, normalization)
        let last = try Self.data(.channelsLast, normalization)
        func train<M: Model>(_ model: M, on data: ImageDataset) throws -> (M, Evaluation, [[Float]]) {
            var model = model
            let trainer = Trainer(
                optimizer: .adam(learningRate: 0.01), batchSize: 16, epochs: 2, progress: .silent)
            try trainer.fit(&model, on: data, validatingOn: data)
            return (model, try model.evaluate(on: data), try data.map { try model.logits($0.values) })
        }
        func check<M: Model>(_ model: M) throws {
            let (expected, found) = (try train(model, on: first), try train(model, on: last))
            #expect(found.0.parameters.elementsEqual(expected.0.parameters))
            #expect(!found.0.parameters.elementsEqual(model.parameters))
            #expect(found.1 == expected.1 && found.2 == expected.2)
            #expect(try found.0.predict(last) == expected.0.predict(first))
            #expect(try found.0.predict(last[7]) == expected.0.predict(first)[7])
        }
        try check(ColourDigits(seed: 1))
        try check(FlatColours(seed: 1))
    }

    @Test func aSetOfOtherShapesIsRefused() throws {
        let pixels = [UInt8](repeating: 0, count: 90)
        func data(_ shape: [Int]) throws -> ImageDataset {
            try ImageDataset(
                pixels: pixels, sampleShape: shape, labels: [0], classNames: (0..<4).map(String.init),
                normalization: .none)
        }
        for shape in [[1, 6, 15], [6, 5, 3], [5, 6, 3]] {
            #expect(throws: ModelError.inputShape(expected: [3, 6, 5], found: shape)) {
                try ColourDigits().evaluate(on: data(shape))
            }
            // What begins with Flatten reads any of them.
            _ = try FlatColours().evaluate(on: data(shape))
        }
        let small = try ImageDataset(
            pixels: Array(pixels[..<30]), sampleShape: [6, 5], labels: [0],
            classNames: (0..<4).map(String.init), normalization: .none)
        #expect(throws: ModelError.inputShape(expected: [90], found: [1, 6, 5])) {
            try FlatColours().predict(small)
        }
    }
}
