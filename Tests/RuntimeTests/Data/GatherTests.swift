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
    func everyPathGivesTheBitsOfTheDefinition(size: Int) {
        var random = SplitMix64(seed: UInt64(size))
        let samples = 5
        let pixels = (0..<samples * size).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        let indices: [Int32] = [4, 0, 0, 3, 1, 2, 4]
        let normalizations: [Normalization] = [
            .none, .zeroToOne, .minusOneToOne, .standardized, .standard(mean: 0.2860, deviation: 0.3530),
        ]
        for normalization in normalizations {
            let transform = normalization.pixelTransform(fittedTo: pixels)
            let expected = indices.flatMap { index in
                pixels[Int(index) * size..<(Int(index) + 1) * size].map { transform($0).bitPattern }
            }
            for kernel in [tk_gather_u8, tk_gather_u8_portable] as [Kernel] {
                let found = run(kernel, pixels: pixels, size: size, indices: indices, transform: transform)
                #expect(found == expected, "\(normalization)")
            }
        }
    }

    @Test func noRowsWriteNothing() {
        let transform = Normalization.none.pixelTransform(fittedTo: [])
        for kernel in [tk_gather_u8, tk_gather_u8_portable] as [Kernel] {
            #expect(run(kernel, pixels: [1, 2, 3], size: 3, indices: [], transform: transform).isEmpty)
        }
    }

    @Test func aDatasetGathersItsSamples() throws {
        let pixels = (0..<60).map { UInt8($0 * 4) }
        let whole = try ImageDataset(
            pixels: pixels, sampleShape: [1, 2, 3], labels: Array(0..<10), classNames: letters(10),
            normalization: .minusOneToOne)
        let (part, _) = whole.split(0.7, seed: 3)
        let indices: [Int32] = [9, 6, 0, 6, 5, 1]
        let batch = indices[1...]
        var input = [Float](repeating: Self.canary, count: 5 * 6 + 1)
        var labels = [Int32](repeating: -1, count: 5 + 1)
        part.gather(batch, into: &input, labels: &labels)
        #expect(input == batch.flatMap { part[Int($0)].values } + [Self.canary])
        #expect(labels == batch.map { Int32(part[Int($0)].label) } + [-1])
    }
}

/// `count` names of classes.
func letters(_ count: Int) -> [String] {
    (0..<count).map { "class \($0)" }
}
