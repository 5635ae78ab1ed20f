import GraphRuntime
import Testing

@Suite struct NormalizationTests {
    @Test func noneKeepsThePixels() {
        let transform = Normalization.none.pixelTransform(fittedTo: [])
        #expect((0...255).allSatisfy { transform(UInt8($0)) == Float($0) })
    }

    @Test func rangesIncludeTheirEnds() {
        let zeroToOne = Normalization.zeroToOne.pixelTransform(fittedTo: [])
        #expect(zeroToOne(0) == 0)
        #expect(zeroToOne(255) == 1)
        let minusOneToOne = Normalization.minusOneToOne.pixelTransform(fittedTo: [])
        #expect(minusOneToOne(0) == -1)
        #expect(minusOneToOne(255) == 1)
    }

    @Test func agreesWithPyTorch() {
        let zeroToOne = Normalization.zeroToOne.pixelTransform(fittedTo: [])
        let minusOneToOne = Normalization.minusOneToOne.pixelTransform(fittedTo: [])
        for pixel in UInt8.min...UInt8.max {
            let tensor = Float(pixel) / 255
            #expect(abs(zeroToOne(pixel) - tensor) <= 0x1p-24)
            #expect(abs(minusOneToOne(pixel) - (tensor - 0.5) / 0.5) <= 0x1p-23)
        }
    }

    @Test func standardUsesTheUnitsOfPyTorch() {
        let transform = Normalization.standard(mean: 0.1307, deviation: 0.3081).pixelTransform(fittedTo: [])
        for pixel in UInt8.min...UInt8.max {
            #expect(abs(Double(transform(pixel)) - (Double(pixel) / 255 - 0.1307) / 0.3081) < 1e-6)
        }
    }

    @Test func standardizedHasMeanZeroAndDeviationOne() {
        var random = SplitMix64(seed: 5)
        let pixels = (0..<100_003).map { _ in UInt8(random.nextInteger(below: 200)) }
        let transform = Normalization.standardized.pixelTransform(fittedTo: pixels)
        let values = pixels.map { Double(transform($0)) }
        let mean = values.reduce(0, +) / Double(values.count)
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
        #expect(abs(mean) < 1e-6)
        #expect(abs(variance - 1) < 1e-6)
    }

    @Test func aConstantImageSetBecomesZero() {
        let transform = Normalization.standardized.pixelTransform(fittedTo: [7, 7, 7])
        #expect(abs(transform(7)) < 1e-8)
        #expect(abs(transform(8) - 1 / 255) < 1e-8)
    }

    @Test func noPixelsLeaveThePixelsInZeroToOne() {
        #expect(
            Normalization.standardized.pixelTransform(fittedTo: [])
                == Normalization.zeroToOne.pixelTransform(fittedTo: []))
    }
}
