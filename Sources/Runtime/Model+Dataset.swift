extension Model {
    /// The class of one sample, with its name as label.
    ///
    /// - Throws: `ModelError` if the shape is not the model's.
    public func predict(_ sample: ImageDataset.Sample) throws(ModelError) -> Prediction {
        try Self.validate(sampleShape: sample.shape)
        var prediction = try predict(sample.values)
        prediction.nameLabel(from: sample.classNames)
        return prediction
    }

    /// The classes of all samples of a data set, with their names as labels.
    ///
    /// - Throws: `ModelError` if the shape of the samples is not the model's.
    public func predict(_ data: ImageDataset) throws(ModelError) -> [Prediction] {
        try Self.validate(sampleShape: data.sampleShape)
        var predictions: [Prediction] = []
        predictions.reserveCapacity(data.count)
        inBatches(of: data, by: Team(for: Self.layout, rows: data.count, threads: nil)) { pass, worker in
            Self.forward(pass, worker)
        } read: { workspace, rows in
            for row in 0..<rows {
                var prediction = Prediction(output: workspace.output(row: row), loss: Self.layout.loss)
                prediction.nameLabel(from: data.classNames)
                predictions.append(prediction)
            }
        }
        return predictions
    }

    /// The mean loss and the accuracy over a data set.
    ///
    /// - Throws: `ModelError` if the data set is empty, or if its samples or classes are not the
    ///   model's.
    public func evaluate(on data: ImageDataset) throws(ModelError) -> Evaluation {
        try Self.validate(data)
        return evaluate(on: data, by: Team(for: Self.layout, rows: data.count, threads: nil))
    }

    /// The mean loss and the accuracy over a data set that is valid.
    func evaluate(on data: ImageDataset, by team: Team) -> Evaluation {
        var tally = Tally()
        inBatches(of: data, by: team) { pass, worker in
            Self.loss(pass, worker)
        } read: { workspace, rows in
            tally.add(rows: rows, of: workspace)
        }
        return tally.evaluation
    }

    private func inBatches(
        of data: ImageDataset, by team: Team, run: (Pass, Worker) -> Void,
        read: (Workspace, _ rows: Int) -> Void
    ) {
        let order = Batches(sampleCount: data.count, batchSize: Workspace.plannedRows).order
        inChunks(of: data.count, by: team) { workspace, rows, worker in
            workspace.gather(order[rows], from: data, worker)
        } run: { pass, worker in
            run(pass, worker)
        } read: { workspace, rows in
            read(workspace, rows.count)
        }
    }

    /// Throws if the model cannot be trained with this data set or evaluated on it.
    static func validate(_ data: ImageDataset) throws(ModelError) {
        if data.isEmpty { throw .emptyDataSet }
        try validate(sampleShape: data.sampleShape)
        guard data.classNames.count == layout.outputs else {
            throw .classes(expected: layout.outputs, found: data.classNames.count)
        }
    }

    /// A model that reads a vector takes samples of any shape with as many numbers.
    private static func validate(sampleShape shape: [Int]) throws(ModelError) {
        guard shape == layout.inputShape || layout.inputShape == [shape.reduce(1, *)] else {
            throw .inputShape(expected: layout.inputShape, found: shape)
        }
    }
}

extension Workspace {
    /// Puts a worker's share of the samples at `indices` into the first rows, ready for a loss.
    func gather(_ indices: ArraySlice<Int32>, from data: ImageDataset, _ worker: Worker) {
        let share = worker.share(of: indices)
        let row = share.startIndex - indices.startIndex
        data.gather(share, into: input.start + row * data.sampleSize, labels: labels.start + row)
        encodeTargetsFromLabels(rows: row..<row + share.count)
    }
}

extension Worker {
    /// The worker's share of samples.
    func share(of indices: ArraySlice<Int32>) -> ArraySlice<Int32> {
        let rows = share(of: indices.count, by: 1)
        return indices[(indices.startIndex + rows.lowerBound)..<(indices.startIndex + rows.upperBound)]
    }
}
