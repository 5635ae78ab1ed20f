/// A window that slides over samples `[channels, height, width]` with a border of `padding` on every side.
struct SlidingWindow {
    var kernel: Extent2D
    var stride: Extent2D
    var padding: Extent2D

    /// At how many places it lies within a sample, by PyTorch's rule:
    /// ⌊(extent + 2 · padding − kernel) / stride⌋ + 1 in each direction.
    func places(over sample: Shape) throws(ShapeError) -> Extent2D {
        guard sample.rank == 3 else { throw .rank(expected: 3, found: sample) }
        let padded = Extent2D(height: sample.extents[1], width: sample.extents[2]).padded(by: padding)
        guard kernel.height <= padded.height, kernel.width <= padded.width else {
            throw .window(kernel: kernel, padded: padded, found: sample)
        }
        return Extent2D(
            height: (padded.height - kernel.height) / stride.height + 1,
            width: (padded.width - kernel.width) / stride.width + 1)
    }
}

extension Extent2D {
    /// With a border on every side; the largest integer where the sum exceeds it, which no tensor has.
    fileprivate func padded(by padding: Extent2D) -> Extent2D {
        func sum(_ lhs: Int, _ rhs: Int) -> Int {
            let (sum, overflow) = lhs.addingReportingOverflow(rhs)
            return overflow ? .max : sum
        }
        return Extent2D(
            height: sum(sum(height, padding.height), padding.height),
            width: sum(sum(width, padding.width), padding.width))
    }
}
