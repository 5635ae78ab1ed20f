/// The memory of the samples of a run, and of what is expected for them.
struct SampleBuffers {
    let layout: ModelLayout
    let input: AlignedBuffer<Float>
    let labels: AlignedBuffer<Int32>
    let targets: AlignedBuffer<Float>

    init(_ plan: WorkspacePlan, _ layout: ModelLayout) {
        self.layout = layout
        input = AlignedBuffer(count: plan.input)
        labels = AlignedBuffer(count: plan.size.rows)
        targets = AlignedBuffer(count: plan.targets)
    }

    /// Where the loss reads targets, turns the labels of the samples in `rows` into such: one for the
    /// class, zero elsewhere; the label itself where a single output tells two classes apart.
    func encodeTargetsFromLabels(rows: Range<Int>) {
        guard !layout.loss.readsLabels else { return }
        if layout.classes > layout.outputs {
            for row in rows { targets.start[row] = Float(labels.start[row]) }
            return
        }
        (targets.start + rows.lowerBound * layout.outputs)
            .update(repeating: 0, count: rows.count * layout.outputs)
        for row in rows {
            targets.start[row * layout.outputs + Int(labels.start[row])] = 1
        }
    }
}

extension SampleBuffers {
    /// Puts a worker's share of the samples at `indices` into the first rows, ready for a loss.
    ///
    /// - Parameter first: The place of the first of them in the batch, which has all labels and targets.
    /// - Throws: What the data set throws, or `ModelError.label` if it gives a label that is no class.
    func gather(
        _ indices: ArraySlice<Int32>, from data: any Dataset, first: Int = 0, _ worker: Worker
    ) throws {
        let share = worker.share(of: indices)
        let place = first + share.startIndex - indices.startIndex
        let rows = try fill(
            share, of: indices, from: data, labels.start + first, targets.start + first * layout.outputs)
        guard data.target.hasLabels else { return }
        try rows.checkLabels(of: layout.classes, first: place)
        encodeTargetsFromLabels(rows: place..<place + share.count)
    }

    /// The same without what is expected: labels are not looked at, and targets go elsewhere.
    ///
    /// - Parameter targets: Room for those of all samples at `indices`.
    func gatherInputs(
        _ indices: ArraySlice<Int32>, from data: any Dataset, targets: AlignedBuffer<Float>, _ worker: Worker
    ) throws {
        _ = try fill(worker.share(of: indices), of: indices, from: data, labels.start, targets.start)
    }

    /// Lets a data set write some of the samples at `indices` to the first rows.
    ///
    /// - Parameters:
    ///   - labels: Where the labels of all of them are to be, …
    ///   - targets: … or their targets.
    private func fill(
        _ share: ArraySlice<Int32>, of indices: ArraySlice<Int32>, from data: any Dataset,
        _ labels: UnsafeMutablePointer<Int32>, _ targets: UnsafeMutablePointer<Float>
    ) throws -> BatchRows {
        let row = share.startIndex - indices.startIndex
        let (labelCount, numbers) = data.target.hasLabels ? (share.count, 0) : (0, data.target.count)
        let rows = BatchRows(
            count: share.count,
            inputs: .init(start: input.start + row * layout.inputs, count: share.count * layout.inputs),
            labels: .init(start: labels + row, count: labelCount),
            targets: .init(start: targets + row * numbers, count: share.count * numbers))
        try data.gather(share, into: rows)
        return rows
    }
}

extension Worker {
    /// The worker's share of samples.
    func share(of indices: ArraySlice<Int32>) -> ArraySlice<Int32> {
        let rows = share(of: indices.count, by: 1)
        return indices[(indices.startIndex + rows.lowerBound)..<(indices.startIndex + rows.upperBound)]
    }
}
