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

    /// The classes of all samples of a data set, with their names as labels.
    ///
    /// - Throws: `ModelError` if the shape of the samples is not the model's, if an output is not a number, or if memory
    ///   is short.
    public func predict(_ data: ImageDataset) throws(ModelError) -> [Prediction] {
        let storage = storage
        try storage.compiled.validate(sampleShape: data.sampleShape)
        var predictions: [Prediction?] = []
        predictions.reserveCapacity(data.count)
        try storage.forEachOutput(of: data) {
            var prediction = Prediction(output: $0, loss: storage.compiled.layout.loss)
            prediction?.nameLabel(from: data.classNames)
            predictions.append(prediction)
        }
        return try predictions.allOrError()
    }

    /// The mean loss and the accuracy over a data set.
    ///
    /// - Throws: `ModelError` if the data set is empty, if its samples or classes are not the
    ///   model's, or if memory is short.
    public func evaluate(on data: ImageDataset) throws(ModelError) -> Evaluation {
        let storage = storage
        try storage.compiled.validate(data)
        return try storage.evaluate(
            on: data, by: Team(for: storage.compiled, rows: data.count))
    }
}
