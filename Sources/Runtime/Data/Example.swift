/// One sample of a data set, with what is expected of a model that is given it.
public struct Example: Sendable, Equatable {
    /// What a model reads, the last dimension of the shape fastest.
    public let values: [Float]
    /// The class, where samples have such.
    public let label: Int?
    /// The numbers that a model should give, where samples have such.
    public let targets: [Float]
}

extension Dataset {
    /// One sample, as a model would be given it.
    ///
    /// - Throws: `DatasetError.index` if there is no such sample, and what the data set throws.
    public func example(at index: Int) throws -> Example {
        guard (0..<count).contains(index) else { throw DatasetError.index(index, count: count) }
        var found: [Example] = []
        try forEachExample(of: [Int32(index)]) { found.append($1) }
        return found[0]
    }

    /// Reads all samples, so many at a time: in their order, or in that of an epoch of a training with a seed.
    ///
    ///     try images.resized(height: 32, width: 32).forEachBatch(of: 64, shuffledBy: 1) { batch in
    ///         print(batch.count, batch.labels.first)
    ///     }
    ///
    /// - Parameters:
    ///   - size: At least 1. The last batch has what is left.
    ///   - epoch: From 1 on.
    ///   - body: Is given a batch in memory that is there during the call only.
    /// - Throws: `TrainingError.batchSize` if that is less; what the data set and `body` throw.
    public func forEachBatch(
        of size: Int, shuffledBy seed: UInt64? = nil, epoch: Int = 1, _ body: (BatchRows) throws -> Void
    ) throws {
        guard size > 0 else { throw TrainingError.batchSize(size) }
        let batches = seed.map { Batches(sampleCount: count, batchSize: size, seed: $0, epoch: epoch) }
        let order = batches?.order ?? (0..<count).map(Int32.init)
        try forEachBatch(of: order, size: size) { rows, _ in try body(rows) }
    }

    /// Calls `body` with all samples and their indices, in their order.
    func forEachExample(_ body: (Int, Example) throws -> Void) throws {
        try forEachExample(of: (0..<count).map(Int32.init), body)
    }

    /// The class of each sample.
    func labelsOfAllSamples() throws -> [Int32] {
        guard case .label = target else { throw DatasetError.noLabels }
        let all = (0..<count).map(Int32.init)
        var labels: [Int32] = []
        labels.reserveCapacity(count)
        try forEachBatch(of: all, size: fewSamples) { rows, _ in labels += rows.labels }
        return labels
    }

    private func forEachExample(of indices: [Int32], _ body: (Int, Example) throws -> Void) throws {
        try forEachBatch(of: indices, size: fewSamples) { rows, indices in
            for (row, index) in zip(0..., indices) {
                let row = rows[row..<row + 1]
                let example = Example(
                    values: Array(row.inputs), label: row.labels.first.map(Int.init),
                    targets: Array(row.targets))
                try body(Int(index), example)
            }
        }
    }

    /// As many as a cache holds.
    var fewSamples: Int { max(1, 1 << 16 / max(1, sampleShape.reduce(1, *))) }

    /// Gathers some samples at a time into memory of its own.
    private func forEachBatch(
        of indices: [Int32], size batchSize: Int, _ body: (BatchRows, ArraySlice<Int32>) throws -> Void
    ) throws {
        let size = sampleShape.reduce(1, *)
        let length = max(1, min(indices.count, batchSize))
        let (labels, numbers) = target.hasLabels ? (1, 0) : (0, target.count)
        let inputs = AlignedBuffer<Float>(count: length * size)
        let labelBuffer = AlignedBuffer<Int32>(count: length * labels)
        let targets = AlignedBuffer<Float>(count: length * numbers)
        for first in stride(from: 0, to: indices.count, by: length) {
            let part = indices[first..<min(first + length, indices.count)]
            let rows = BatchRows(
                count: part.count, inputs: .init(start: inputs.start, count: part.count * size),
                labels: .init(start: labelBuffer.start, count: part.count * labels),
                targets: .init(start: targets.start, count: part.count * numbers))
            try gather(part, into: rows)
            try rows.checkLabels(of: target.count, first: first)
            try body(rows, part)
        }
    }
}

extension BatchRows {
    /// Throws if a label is none of so many classes.
    ///
    /// - Parameter first: The number of the first row.
    func checkLabels(of classes: Int, first: Int) throws(ModelError) {
        for (row, label) in zip(0..., labels) where label < 0 || label >= classes {
            throw .label(sample: first + row, found: Int(label), classes: classes)
        }
    }
}
