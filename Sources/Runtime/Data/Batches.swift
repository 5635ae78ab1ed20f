/// The samples of one epoch in batches: slices of one order of all sample indices. The last batch
/// holds what is left, or is left out if that is fewer.
///
///     for batch in Batches(sampleCount: data.count, batchSize: 64, seed: 0, epoch: epoch) {
///         print(batch.map { data[Int($0)].label })
///     }
public struct Batches: RandomAccessCollection, Sendable {
    /// All sample indices, in the order of this epoch.
    public let order: [Int32]
    public let batchSize: Int
    /// Whether a last batch of fewer samples is left out.
    public let dropLast: Bool

    /// The samples in their own order, for evaluation.
    ///
    /// - Precondition: `sampleCount` is in `0 ... Int32.max`, `batchSize` is positive.
    public init(sampleCount: Int, batchSize: Int, dropLast: Bool = false) {
        precondition(batchSize > 0, "a batch needs at least one sample")
        order = Array(0..<Int32(sampleCount))
        self.batchSize = batchSize
        self.dropLast = dropLast
    }

    /// The samples in a random order (every order equally likely, Fisher and Yates), which the number of
    /// samples, the seed and the epoch determine.
    ///
    /// - Precondition: `sampleCount` is in `0 ... Int32.max`, `batchSize` is positive.
    public init(sampleCount: Int, batchSize: Int, dropLast: Bool = false, seed: UInt64, epoch: Int) {
        precondition(batchSize > 0, "a batch needs at least one sample")
        var random = SplitMix64(seed: seed, stream: UInt64(bitPattern: Int64(epoch)))
        order = random.permutation(of: sampleCount)
        self.batchSize = batchSize
        self.dropLast = dropLast
    }

    /// The same samples with several batches in one, the last with what is left.
    func joined(by count: Int) -> Batches {
        if count == 1 { return self }
        let used = dropLast ? order.count / batchSize * batchSize : order.count
        return Batches(
            order: Array(order.prefix(used)), batchSize: clampedProduct(batchSize, count), dropLast: false)
    }

    private init(order: [Int32], batchSize: Int, dropLast: Bool) {
        (self.order, self.batchSize, self.dropLast) = (order, batchSize, dropLast)
    }

    public var startIndex: Int { 0 }

    public var endIndex: Int {
        order.count / batchSize + (dropLast || order.count % batchSize == 0 ? 0 : 1)
    }

    public subscript(position: Int) -> ArraySlice<Int32> {
        let start = position * batchSize
        return order[start..<start + Swift.min(batchSize, order.count - start)]
    }
}

extension SplitMix64 {
    /// The numbers `0 ..< count` in a random order.
    mutating func permutation(of count: Int) -> [Int32] {
        var order = Array(0..<Int32(count))
        order.withUnsafeMutableBufferPointer { order in
            for last in stride(from: count - 1, to: 0, by: -1) {
                order.swapAt(last, Int(nextInteger(below: UInt64(last + 1))))
            }
        }
        return order
    }
}
