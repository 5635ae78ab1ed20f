extension NeuralNetwork {
    /// The class of one sample, with its name as label.
    ///
    /// - Throws: `ModelError` if the shape is not the model's, if an output is not a number, or if memory is short.
    public func predict(_ sample: ImageDataset.Sample) throws(ModelError) -> Prediction {
        try storage.compiled.validate(sampleShape: sample.shape)
        var prediction = try predict(sample.values)
        prediction.nameLabel(from: sample.classNames)
        return prediction
    }

    /// What the model says about all samples of a data set, with the names of classes as labels.
    ///
    /// - Throws: `ModelError` if the shape of the samples is not the model's, if an output is not a number, or if memory
    ///   is short; what the data set throws; `CancellationError` if the surrounding task is cancelled.
    public func predict(_ data: some Dataset) throws -> [Prediction] {
        let storage = storage
        try storage.compiled.validate(sampleShape: data.sampleShape)
        let classNames = data.target.classNames
        var predictions: [Prediction?] = []
        predictions.reserveCapacity(data.count)
        try storage.forEachOutput(of: data) {
            var prediction = Prediction(output: $0, loss: storage.compiled.layout.loss)
            prediction?.nameLabel(from: classNames)
            predictions.append(prediction)
        }
        return try predictions.allOrError()
    }

    /// The mean loss over a data set, and what metrics say.
    ///
    /// - Parameter metrics: Nil for what fits the loss of the model and the data: the accuracy, or the mean absolute error
    ///   and R² where numbers are expected.
    /// - Throws: `ModelError` if the data set is empty, if its samples or classes are not the
    ///   model's, or if memory is short; what the data set throws; `CancellationError` if the surrounding task is
    ///   cancelled.
    public func evaluate(on data: some Dataset, metrics: [any Metric]? = nil) throws -> Evaluation {
        let storage = storage
        let compiled = storage.compiled
        try compiled.validate(data)
        return try TeamPool.shared.withTeam(for: compiled, rows: data.count) { team in
            try storage.evaluate(
                on: data, by: team, metrics ?? .fitting(compiled.layout.loss, data.target))
        }
    }
}
