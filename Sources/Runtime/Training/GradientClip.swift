internal import TileKernels

/// Clips one gradient, each worker a share of it.
struct GradientClip: @unchecked Sendable {
    private let clipping: GradientClipping
    private let gradient: UnsafeMutablePointer<Float>
    /// The trained parameters in blocks, which decide the order of the sum, however many workers there are.
    private let blocks: [Range<Int>]
    private let squares: AlignedBuffer<Double>

    /// - Parameter trained: The ranges of the gradient that count.
    init(
        _ clipping: GradientClipping, of gradient: UnsafeMutablePointer<Float>, _ trained: [Range<Int>]
    ) {
        self.clipping = clipping
        self.gradient = gradient
        let length = 1 << 12
        blocks = trained.flatMap { range in
            stride(from: range.lowerBound, to: range.upperBound, by: length).map {
                $0..<min($0 + length, range.upperBound)
            }
        }
        squares = AlignedBuffer(count: blocks.count)
    }

    /// All workers of a run call it, and wait for each other.
    func callAsFunction(_ worker: Worker) {
        let share = worker.share(of: blocks.count, by: 1)
        switch clipping {
        case .value(let limit):
            for block in blocks[share] {
                tk_clamp(gradient + block.lowerBound, block.count, Float(limit))
            }
        case .norm(let limit):
            for index in share {
                squares.start[index] = tk_sum_of_squares(
                    gradient + blocks[index].lowerBound, blocks[index].count)
            }
            worker.synchronize()
            let sum = UnsafeBufferPointer(start: squares.start, count: blocks.count).reduce(0, +)
            // As PyTorch: nothing is divided by zero.
            let factor = limit / (sum.squareRoot() + 1e-6)
            guard factor < 1 else { break }
            for block in blocks[share] {
                tk_shorten(gradient + block.lowerBound, block.count, Float(factor))
            }
        }
        worker.synchronize()
    }
}
