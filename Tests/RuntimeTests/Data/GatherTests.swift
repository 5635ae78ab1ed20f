import GraphRuntime
import Testing
import TileKernels

@Suite struct GatherTests {
    typealias Kernel = (
        UnsafePointer<UInt8>?, Int, UnsafePointer<Int32>?, Int, Float, Float, UnsafeMutablePointer<Float>?
    ) -> Void

    static let canary: Float = -12345

    /// Runs a kernel over `rows` samples, checks that it writes these alone, and returns them as bits.
    private func run(
        _ kernel: Kernel, pixels: [UInt8], size: Int, indices: [Int32], transform: PixelTransform
    ) -> [UInt32] {
        let padding = 40
        let count = indices.count * size
        var output = [Float](repeating: Self.canary, count: count + 2 * padding)
        output.withUnsafeMutableBufferPointer { output in
            kernel(
                pixels, size, indices, indices.count, transform.scale, transform.offset,
                output.baseAddress.map { $0 + padding })
        }
        let canaries = output[..<padding] + output[(padding + count)...]
        #expect(canaries.allSatisfy { $0 == Self.canary })
        return output[padding..<padding + count].map(\.bitPattern)
    }

    @Test(arguments: [1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 784])
    func everyPathGivesTheBitsOfTheDefinition(size: Int) throws {
        var random = SplitMix64(seed: UInt64(size))
        let samples = 5
        let pixels = (0..<samples * size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let indices: [Int32] = [4, 0, 0, 3, 1, 2, 4]
        let normalizations: [Normalization] = [
            .none, .zeroToOne, .minusOneToOne, .standardized, .standard(mean: 0.2860, deviation: 0.3530),
        ]
        for normalization in normalizations {
            let transform = try normalization.pixelTransforms(fittedTo: pixels)[0]
            let expected = indices.flatMap { index in
                pixels[Int(index) * size..<(Int(index) + 1) * size].map { transform($0).bitPattern }
            }
            for kernel in [tk_gather_u8, tk_gather_u8_portable] as [Kernel] {
                let found = run(kernel, pixels: pixels, size: size, indices: indices, transform: transform)
                #expect(found == expected, "\(normalization)")
            }
        }
    }

    typealias ImageKernel = (
        UnsafePointer<UInt8>?, tk_image, UnsafePointer<Int32>?, Int, UnsafeMutablePointer<Float>?
    ) -> Void

    /// Every channel has its own map, and comes out in one piece, however it lies in memory.
    @Test(arguments: [1, 2, 3, 4, 5, 7], [1, 7, 16, 33, 64, 1024])
    func coloursGiveTheBitsOfTheDefinition(channels: Int, area: Int) throws {
        var random = SplitMix64(seed: UInt64(channels * 10000 + area))
        let size = channels * area
        let pixels = (0..<5 * size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let indices: [Int32] = [4, 0, 0, 3, 1]
        let scales = (0..<channels).map { _ in random.nextUniform() }
        let offsets = (0..<channels).map { _ in random.nextUniform() }
        for order in [ImageOrder.channelsFirst, .channelsLast] {
            var expected: [Float] = []
            for index in indices {
                for channel in 0..<channels {
                    for pixel in 0..<area {
                        let place =
                            order == .channelsFirst ? channel * area + pixel : pixel * channels + channel
                        let byte = pixels[Int(index) * size + place]
                        expected.append(Float(byte) * scales[channel] + offsets[channel])
                    }
                }
            }
            for kernel in [tk_gather_image_u8, tk_gather_image_u8_portable] as [ImageKernel] {
                var output = [Float](repeating: Self.canary, count: expected.count + 2)
                output.withUnsafeMutableBufferPointer { output in
                    scales.withUnsafeBufferPointer { scales in
                        offsets.withUnsafeBufferPointer { offsets in
                            kernel(
                                pixels,
                                tk_image(
                                    channels: channels, pixels: area,
                                    channels_last: order == .channelsLast ? 1 : 0,
                                    scales: scales.baseAddress, offsets: offsets.baseAddress),
                                indices, indices.count, output.baseAddress.map { $0 + 1 })
                        }
                    }
                }
                #expect(output.first == Self.canary && output.last == Self.canary)
                #expect(output.dropFirst().dropLast().elementsEqual(expected), "\(order)")
            }
        }
    }

    @Test func noRowsWriteNothing() throws {
        let transform = try Normalization.none.pixelTransforms(fittedTo: [])[0]
        for kernel in [tk_gather_u8, tk_gather_u8_portable] as [Kernel] {
            #expect(run(kernel, pixels: [1, 2, 3], size: 3, indices: [], transform: transform).isEmpty)
        }
    }

    @Test func aDatasetGathersItsSamples() throws {
        let pixels = (0..<60).map { UInt8($0 * 4) }
        let whole = try ImageDataset(
            pixels: pixels, sampleShape: [1, 2, 3], labels: Array(0..<10), classNames: letters(10),
            normalization: .minusOneToOne)
        let (part, _) = try whole.split(0.7, seed: 3)
        let indices: [Int32] = [9, 6, 0, 6, 5, 1]
        let batch = indices[1...]
        let (input, labels, _) = try gathered(batch, of: part)
        #expect(input == batch.flatMap { part[Int($0)].values })
        #expect(labels == batch.map { Int32(part[Int($0)].label) })
    }
}

/// The inputs, labels and targets of some samples of a data set, which must write these and nothing beside them.
func gathered(
    _ indices: ArraySlice<Int32>, of data: some Dataset
) throws -> (inputs: [Float], labels: [Int32], targets: [Float]) {
    let (count, size) = (indices.count, data.sampleShape.reduce(1, *))
    let labelCount = data.target.classNames.isEmpty ? 0 : count
    let targetCount = data.target.classNames.isEmpty ? count * data.target.count : 0
    var inputs = [Float](repeating: -77, count: count * size + 1)
    var labels = [Int32](repeating: -77, count: labelCount + 1)
    var targets = [Float](repeating: -77, count: targetCount + 1)
    try inputs.withUnsafeMutableBufferPointer { inputs in
        try labels.withUnsafeMutableBufferPointer { labels in
            try targets.withUnsafeMutableBufferPointer { targets in
                try data.gather(
                    indices,
                    into: BatchRows(
                        count: count, inputs: .init(rebasing: inputs.dropLast()),
                        labels: .init(rebasing: labels.dropLast()),
                        targets: .init(rebasing: targets.dropLast())))
            }
        }
    }
    #expect(inputs.removeLast() == -77 && labels.removeLast() == -77 && targets.removeLast() == -77)
    return (inputs, labels, targets)
}

/// `count` names of classes.
func letters(_ count: Int) -> [String] {
    (0..<count).map { "class \($0)" }
}
