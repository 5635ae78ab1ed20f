extension NeuralNetwork {
    /// The logits of one sample, `[outputs]`, of which one that is not a number is no error.
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
        let storage = storage
        var logits: [[Float]] = []
        logits.reserveCapacity(samples.count)
        try storage.forEachOutput(of: SampleRows(samples, for: storage.compiled)) { logits.append(Array($0)) }
        return logits
    }

    /// The logits of samples that follow each other in one array, `[samples, outputs]`.
    ///
    /// - Throws: `ModelError` if the last sample is not complete, or if memory is short.
    public func logits(flat samples: [Float]) throws(ModelError) -> [Float] {
        let storage = storage
        let rows = try SampleRows(flat: samples, for: storage.compiled)
        var logits: [Float] = []
        logits.reserveCapacity(rows.count * storage.compiled.layout.outputs)
        try storage.forEachOutput(of: rows) { logits.append(contentsOf: $0) }
        return logits
    }

    /// The class of one sample.
    ///
    /// - Throws: `ModelError` if the length is wrong, if an output is not a number, or if memory is short.
    public func predict(_ sample: [Float]) throws(ModelError) -> Prediction {
        let storage = storage
        let prediction = try storage.withOutput(of: sample) {
            Prediction(output: $0, loss: storage.compiled.layout.loss)
        }
        guard let prediction else { throw .notANumber(sample: 0) }
        return prediction
    }

    /// The classes of any number of samples.
    ///
    /// - Throws: `ModelError` if the length of a sample is wrong, if an output is not a number, or if memory is short.
    public func predict(batch samples: [[Float]]) throws(ModelError) -> [Prediction] {
        let storage = storage
        return try storage.predictions(of: SampleRows(samples, for: storage.compiled))
    }

    /// The classes of samples that follow each other in one array.
    ///
    /// - Throws: `ModelError` if the last sample is not complete, if an output is not a number, or if memory is short.
    public func predict(flat samples: [Float]) throws(ModelError) -> [Prediction] {
        let storage = storage
        return try storage.predictions(of: SampleRows(flat: samples, for: storage.compiled))
    }
}

extension ModelStorage {
    fileprivate func predictions(of samples: SampleRows) throws(ModelError) -> [Prediction] {
        var predictions: [Prediction?] = []
        predictions.reserveCapacity(samples.count)
        let loss = compiled.layout.loss
        try forEachOutput(of: samples) { predictions.append(Prediction(output: $0, loss: loss)) }
        return try predictions.allOrError()
    }
}

extension [Prediction?] {
    /// All of them, or an error that says which is the first that there is none of.
    func allOrError() throws(ModelError) -> [Prediction] {
        let found = compactMap(\.self)
        guard found.count == count else { throw .notANumber(sample: firstIndex(of: nil) ?? 0) }
        return found
    }
}
