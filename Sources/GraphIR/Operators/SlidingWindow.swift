/// A window that slides over samples `[channels, length]` or `[channels, height, width]`.
///
/// Every list has a number for each direction.
public struct SlidingWindow: Hashable, Sendable {
    /// How many elements the window looks at, at least 1.
    public var kernel: [Int]
    /// How far one place is from the next, at least 1.
    public var stride: [Int]
    /// How far one element of the window is from the next, at least 1.
    public var dilation: [Int]
    public var padding: Padding
    /// Whether a last place counts at which the window lies but partly within the padded sample (`ceil_mode`).
    public var roundsUp: Bool

    /// The border around a sample.
    public enum Padding: Hashable, Sendable {
        /// So much in front and as much behind.
        case symmetric([Int])
        /// Such that with a stride of 1 there are as many places as elements; an odd surplus goes to the end.
        case same
    }

    /// A stride of 1 and a dilation of 1 where they are nil, and no padding.
    public init(
        kernel: [Int], stride: [Int]? = nil, padding: Padding? = nil, dilation: [Int]? = nil,
        roundsUp: Bool = false
    ) {
        let ones = kernel.map { _ in 1 }
        self.kernel = kernel
        self.stride = stride ?? ones
        self.dilation = dilation ?? ones
        self.padding = padding ?? .symmetric(kernel.map { _ in 0 })
        self.roundsUp = roundsUp
    }

    /// The rank of the samples.
    public var rank: Int { kernel.count + 1 }

    var directions: Directions { kernel.count == 1 ? .one : .two }

    /// From the first element of the window to the last.
    public var span: [Int] { zip(kernel, dilation).map { saturatingProduct($0 - 1, $1) + 1 } }

    /// The border in front of a sample, and the one behind it.
    public var border: (before: [Int], after: [Int]) {
        switch padding {
        case .symmetric(let widths): (widths, widths)
        case .same: (span.map { ($0 - 1) / 2 }, span.map { $0 / 2 })
        }
    }

    /// A sample's extents with the border.
    func padded(_ sample: Shape) -> [Int] {
        zip(sample.extents.dropFirst(), zip(border.before, border.after)).map {
            saturatingSum(saturatingSum($0, $1.0), $1.1)
        }
    }

    /// At how many places it lies within a sample, by PyTorch's rule:
    /// ⌊(extent + padding − span) / stride⌋ + 1 in each direction, or ⌈…⌉ + 1 if it rounds up, of which the last
    /// place has to begin before the border behind the sample.
    func places(over sample: Shape) throws(ShapeError) -> [Int] {
        guard sample.rank == rank else { throw .rank(expected: rank, found: sample) }
        if padding == .same, stride.contains(where: { $0 > 1 }) { throw .sameWithStride(self) }
        let padded = padded(sample)
        let places = padded.indices.map { direction in
            let room = padded[direction] - span[direction]
            let step = stride[direction]
            guard roundsUp, room > -step else { return room < 0 ? 0 : room / step + 1 }
            let count = room / step + (room % step > 0 ? 2 : 1)
            let end = padded[direction] - border.after[direction]
            return (count - 1) * step >= end ? count - 1 : count
        }
        guard places.allSatisfy({ $0 > 0 }) else {
            throw .window(self, found: sample)
        }
        return places
    }
}

/// The largest integer where the sum exceeds it, which no tensor has.
func saturatingSum(_ lhs: Int, _ rhs: Int) -> Int {
    let (sum, overflow) = lhs.addingReportingOverflow(rhs)
    return overflow ? .max : sum
}

/// A little less than the largest integer where the product exceeds it.
func saturatingProduct(_ lhs: Int, _ rhs: Int) -> Int {
    let (product, overflow) = lhs.multipliedReportingOverflow(by: rhs)
    return overflow ? .max - 1 : product
}

extension [Int] {
    /// A number for each direction: `3 × 5`.
    var sizeText: String { map(String.init).joined(separator: " × ") }

    /// The same as an argument: `3`, or `[3 5]` if the directions differ.
    var argumentText: String {
        Set(self).count == 1 ? "\(self[0])" : "[\(map(String.init).joined(separator: " "))]"
    }
}

extension SlidingWindow.Padding {
    var argumentText: String {
        switch self {
        case .symmetric(let widths): widths.argumentText
        case .same: "same"
        }
    }
}
