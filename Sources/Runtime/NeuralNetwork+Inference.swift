extension NeuralNetwork {
    /// The logits of one sample, `[outputs]`.
    ///
    /// - Parameter sample: As many floats as `layout.inputShape` has, the last dimension fastest.
    /// - Throws: `ModelError` if the length is wrong, or if memory is short.
    public func logits(_ sample: [Float]) throws(ModelError) -> [Float] {
        try storage.withOutput(of: sample) { Array($0) }
    }

    /// The logits of any number of samples, `[outputs]` each.
    ///
    /// - Throws: `ModelError` if the length of a sample is wrong, or if memory is short.
    public func logits(batch samples: [[Float]]) throws(ModelError) -> [[Float]] {
        var logits: [[Float]] = []
        logits.reserveCapacity(samples.count)
        try storage.forEachOutput(of: samples) { logits.append(Array($0)) }
        return logits
    }

    /// The class of one sample.
    ///
    /// - Throws: `ModelError` if the length is wrong, or if memory is short.
    public func predict(_ sample: [Float]) throws(ModelError) -> Prediction {
        let storage = storage
        return try storage.withOutput(of: sample) {
            Prediction(output: $0, loss: storage.compiled.layout.loss)
        }
    }

    /// The classes of any number of samples.
    ///
    /// - Throws: `ModelError` if the length of a sample is wrong, or if memory is short.
    public func predict(batch samples: [[Float]]) throws(ModelError) -> [Prediction] {
        let storage = storage
        var predictions: [Prediction] = []
        predictions.reserveCapacity(samples.count)
        try storage.forEachOutput(of: samples) {
            predictions.append(Prediction(output: $0, loss: storage.compiled.layout.loss))
        }
        return predictions
    }
}
