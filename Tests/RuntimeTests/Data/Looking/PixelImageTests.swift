import GraphRuntime
import Testing

@Suite struct PixelImageTests {
    @Test func anImageKeepsItsPixels() throws {
        let image = try PixelImage(pixels: [1, 2, 3, 4, 5, 6], height: 1, width: 2, channels: .rgb)
        #expect(image.pixels == [1, 2, 3, 4, 5, 6])
        #expect((image.height, image.width, image.channels) == (1, 2, .rgb))
        #expect(image.shape == [3, 1, 2])
    }

    @Test func whatIsNoImageIsAnError() throws {
        for (height, width) in [(2, 3), (0, 0), (-2, -2), (.max, 2), (1, 2)] {
            #expect(
                throws: DatasetError.imagePixels(height: height, width: width, channels: 3, found: 12)
            ) { try PixelImage(pixels: Array(0..<12), height: height, width: width, channels: .rgb) }
        }
        #expect(throws: DatasetError.imageChannels(2)) { try PixelImage(values: [1, 2], shape: [2, 1, 1]) }
        for shape in [[], [4], [0, 2], [1, -1, -1], [1, 2, 2, 1], [1, .max, 2]] {
            #expect(throws: DatasetError.notAnImage(shape)) { try PixelImage(values: [], shape: shape) }
        }
        #expect(throws: DatasetError.inputLength(sample: 0, expected: 4, found: 3)) {
            try PixelImage(values: [1, 2, 3], shape: [2, 2])
        }
        let transforms = try Normalization.none.pixelTransforms(fittedTo: [])
        #expect(throws: DatasetError.channels(expected: 3, found: 1)) {
            try PixelImage(values: [1, 2, 3], shape: [3, 1, 1], undoing: transforms)
        }
        #expect(
            DatasetError.imageChannels(2).description
                == "expected an image of one channel or three, found 2 channels")
    }

    @Test func theLeastNumberIsBlackAndTheLargestWhite() throws {
        #expect(try PixelImage(values: [-1, 0, 3, 1], shape: [2, 2]).pixels == [0, 64, 255, 128])
        // Channel by channel, as models read them; on one scale.
        let colors = try PixelImage(values: [0, 51, 102, 153, 204, 255], shape: [3, 1, 2])
        #expect(colors.pixels == [0, 102, 204, 51, 153, 255])
        let given = try PixelImage(values: [-1, 0.5, 3], shape: [1, 3], range: 0...1)
        #expect(given.pixels == [0, 128, 255])
    }

    @Test func numbersThatCannotBeScaledAreShownAllTheSame() throws {
        #expect(try PixelImage(values: [7, 7], shape: [1, 2]).pixels == [0, 0])
        let odd: [Float] = [.nan, -.infinity, .infinity, 1, 2]
        #expect(try PixelImage(values: odd, shape: [1, 5]).pixels == [0, 0, 255, 0, 255])
        #expect(try PixelImage(values: [.nan, .nan], shape: [1, 2]).pixels == [0, 0])
        let largest = Float.greatestFiniteMagnitude
        #expect(try PixelImage(values: [-largest, 0, largest], shape: [1, 3]).pixels == [0, 128, 255])
    }

    @Test func normalizationCanBeUndone() throws {
        let pixels = (0..<768).map { UInt8(truncatingIfNeeded: $0 * 7) }
        for normalization in [
            Normalization.zeroToOne, .minusOneToOne, .standardizedPerChannel,
            .standardPerChannel(means: [0.5, 0.4, 0.3], deviations: [0.2, 0.3, 0.4]),
        ] {
            let data = try ImageDataset(
                pixels: pixels, sampleShape: [3, 16, 16], labels: [UInt8(0)], classNames: ["a"],
                normalization: normalization)
            let image = try PixelImage(
                values: data[0].values, shape: data.sampleShape, undoing: data.transforms)
            #expect(try image == PixelImage(data[0]))
        }
    }

    @Test func aSampleIsShownAsItsBytesAreWhateverTheirOrder() throws {
        let first = try ImageDataset(
            pixels: [1, 2, 11, 12, 21, 22], sampleShape: [3, 1, 2], labels: [UInt8(0)], classNames: ["a"],
            normalization: .standardizedPerChannel)
        let last = try ImageDataset(
            pixels: [1, 11, 21, 2, 12, 22], sampleShape: [1, 2, 3], order: .channelsLast,
            labels: [UInt8(0)], classNames: ["a"], normalization: .zeroToOne)
        for data in [first, last] {
            #expect(try PixelImage(data[0]).pixels == [1, 11, 21, 2, 12, 22])
            #expect(try data.picture(at: 0).image.pixels == [1, 11, 21, 2, 12, 22])
        }
        for order in [ImageOrder.channelsFirst, .channelsLast] {
            let data = try ImageDataset(
                pixels: Array(0..<24), sampleShape: order == .channelsFirst ? [3, 2, 2] : [2, 2, 3],
                order: order, labels: [0, 0], classNames: ["a"], normalization: .zeroToOne)
            let image = try PixelImage(data[1])
            #expect(image.shape == [3, 2, 2])
            #expect(
                image.pixels
                    == (order == .channelsFirst
                        ? [12, 16, 20, 13, 17, 21, 14, 18, 22, 15, 19, 23] : Array(12..<24)))
        }
        let two = try ImageDataset(
            pixels: Array(0..<24), sampleShape: [2, 3, 4], labels: [0], classNames: ["a"],
            normalization: .zeroToOne)
        #expect(throws: DatasetError.imageChannels(2)) { try PixelImage(two[0]) }
        let row = try ImageDataset(
            pixels: [1, 2], sampleShape: [2], labels: [UInt8(0)], classNames: ["a"], normalization: .none)
        #expect(throws: DatasetError.notAnImage([2])) { try row[0].picture() }
    }
}
