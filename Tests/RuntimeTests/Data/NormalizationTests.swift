import GraphRuntime
import Testing

@Suite struct NormalizationTests {
    @Test func noneKeepsThePixels() throws {
        let transform = try Normalization.none.pixelTransforms(fittedTo: [])[0]
        #expect((0...255).allSatisfy { transform(UInt8($0)) == Float($0) })
    }

    @Test func rangesIncludeTheirEnds() throws {
        let zeroToOne = try Normalization.zeroToOne.pixelTransforms(fittedTo: [])[0]
        #expect(zeroToOne(0) == 0)
        #expect(zeroToOne(255) == 1)
        let minusOneToOne = try Normalization.minusOneToOne.pixelTransforms(fittedTo: [])[0]
        #expect(minusOneToOne(0) == -1)
        #expect(minusOneToOne(255) == 1)
    }

    @Test func agreesWithPyTorch() throws {
        let zeroToOne = try Normalization.zeroToOne.pixelTransforms(fittedTo: [])[0]
        let minusOneToOne = try Normalization.minusOneToOne.pixelTransforms(fittedTo: [])[0]
        for pixel in UInt8.min...UInt8.max {
            let tensor = Float(pixel) / 255
            #expect(abs(zeroToOne(pixel) - tensor) <= 0x1p-24)
            #expect(abs(minusOneToOne(pixel) - (tensor - 0.5) / 0.5) <= 0x1p-23)
        }
    }

    @Test func standardUsesTheUnitsOfPyTorch() throws {
        let transform = try Normalization.standard(mean: 0.1307, deviation: 0.3081).pixelTransforms(
            fittedTo: [])[0]
        for pixel in UInt8.min...UInt8.max {
            #expect(abs(Double(transform(pixel)) - (Double(pixel) / 255 - 0.1307) / 0.3081) < 1e-6)
        }
    }

    @Test func standardizedHasMeanZeroAndDeviationOne() throws {
        var random = SplitMix64(seed: 5)
        let pixels = (0..<100_003).map { _ in UInt8(random.nextInteger(below: 200)) }
        let transform = try Normalization.standardized.pixelTransforms(fittedTo: pixels)[0]
        let values = pixels.map { Double(transform($0)) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(mean) < 1e-6)
        #expect(abs(variance - 1) < 1e-6)
    }

    @Test func aConstantImageSetBecomesZero() throws {
        let transform = try Normalization.standardized.pixelTransforms(fittedTo: [7, 7, 7])[0]
        #expect(abs(transform(7)) < 1e-8)
        #expect(abs(transform(8) - 1 / 255) < 1e-8)
    }

    @Test func noPixelsLeaveThePixelsInZeroToOne() throws {
        #expect(
            try Normalization.standardized.pixelTransforms(fittedTo: [])[0]
                == Normalization.zeroToOne.pixelTransforms(fittedTo: [])[0])
    }

    /// Two images of 1 × 2 pixels in two channels, the first of which is dark.
    private static let orders: [(ImageOrder, shape: [Int], pixels: [UInt8])] = [
        (.channelsFirst, [2, 1, 2], [0, 10, 200, 210, 20, 30, 220, 230]),
        (.channelsLast, [1, 2, 2], [0, 200, 10, 210, 20, 220, 30, 230]),
    ]

    @Test func channelsAreFittedOneByOne() throws {
        for (order, shape, pixels) in Self.orders {
            let transforms = try Normalization.standardizedPerChannel.pixelTransforms(
                fittedTo: pixels, shape: shape, order: order)
            #expect(transforms.count == 2)
            let dark = try Normalization.standardized.pixelTransforms(fittedTo: [0, 10, 20, 30])[0]
            let bright = try Normalization.standardized.pixelTransforms(fittedTo: [200, 210, 220, 230])[0]
            #expect(transforms == [dark, bright], "\(order)")
            let both = try Normalization.standardized.pixelTransforms(
                fittedTo: pixels, shape: shape, order: order)
            #expect(both.count == 2 && both[0] == both[1] && both[0] != dark)
        }
    }

    @Test func channelsHaveNumbersOfTheirOwn() throws {
        let transforms = try Normalization.standardPerChannel(means: [0.5, 0.25], deviations: [0.5, 0])
            .pixelTransforms(fittedTo: [], shape: [2, 4, 4])
        #expect(
            transforms[0]
                == (try Normalization.standard(mean: 0.5, deviation: 0.5).pixelTransforms(fittedTo: [])[0]))
        #expect(abs(transforms[1](255) - 0.75) < 1e-6)
        for (means, deviations) in [([0.5], [1, 1]), ([1, 1], [1, 1, 1])] as [([Double], [Double])] {
            let found = [means.count, deviations.count].first { $0 != 2 } ?? 2
            #expect(throws: DatasetError.channels(expected: 2, found: found)) {
                try Normalization.standardPerChannel(means: means, deviations: deviations)
                    .pixelTransforms(fittedTo: [], shape: [2, 4, 4])
            }
        }
    }
}
