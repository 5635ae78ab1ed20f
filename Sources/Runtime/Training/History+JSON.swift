extension History {
    /// An object with the name of the model and an array `epochs`, in it an object for each epoch:
    ///
    ///     {"epoch": 1, "train_loss": 0.7866, "train_accuracy": 0.7473, "validation_loss": 0.5817,
    ///      "validation_accuracy": 0.7918, "seconds": 0.21,
    ///      "metrics": {"train": {"accuracy": 0.7473}, "validation": {"accuracy": 0.7918}}}
    ///
    /// `metrics` has all that was measured, by name; its `validation` is null where nothing was. A number
    /// that is not finite is null, since JSON has none such.
    public var json: String {
        let lines = epochs.map { "\n  \($0.json)" }.joined(separator: ",")
        let end = epochs.isEmpty ? "" : "\n"
        return "{\"model\": \(quotedAsJSON(modelName)), \"epochs\": [\(lines)\(end)]}\n"
    }

    /// Writes `json` to a file, in place of an older one.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func writeJSON(to path: String) throws(FileError) {
        try writeAtomically(Array(json.utf8), to: path)
    }

    /// A history from the text that `json` gives. What is null is not a number.
    ///
    /// - Throws: `HistoryError.json` where it is no such text.
    public init(json: String) throws(HistoryError) {
        let history: JSON
        do { history = try JSON(parsing: Array(json.utf8)) } catch {
            throw .json("byte \(error.offset): expected \(error.expected)")
        }
        guard case .string(let name) = history["model"] else { throw .json("expected a model's name") }
        guard case .array(let objects) = history["epochs"] else { throw .json("expected an array of epochs") }
        self.init(modelName: name)
        for object in objects { epochs.append(try Epoch(object)) }
    }
}

extension History.Epoch {
    /// The object that `History.json` has for it, in one line.
    public var json: String {
        let numbers = [
            ("epoch", "\(number)"), ("train_loss", text(training.loss)),
            ("train_accuracy", text(training.accuracy)),
            ("validation_loss", text(validation?.loss)),
            ("validation_accuracy", text(validation?.accuracy)), ("seconds", text(seconds)),
        ].map { "\"\($0)\": \($1)" }
        let validation = validation.map(metrics) ?? "null"
        return "{" + numbers.joined(separator: ", ")
            + ", \"metrics\": {\"train\": \(metrics(training)), \"validation\": \(validation)}}"
    }
}

/// What metrics say, in their order.
private func metrics(_ evaluation: Evaluation) -> String {
    let results = evaluation.results.map { "\(quotedAsJSON($0.name)): \(text($0.value))" }
    return "{\(results.joined(separator: ", "))}"
}

private func text(_ value: Double?) -> String {
    guard let value, value.isFinite else { return "null" }
    return "\(value)"
}

extension History.Epoch {
    fileprivate init(_ object: JSON) throws(HistoryError) {
        guard case .integer(let number) = object["epoch"] else { throw .json("expected an epoch's number") }
        guard let training = try Evaluation(object, of: "train", epoch: number) else {
            throw .json("epoch \(number): expected metrics of train")
        }
        self.init(
            number: number, training: training,
            validation: try Evaluation(object, of: "validation", epoch: number),
            seconds: try object.number("seconds", epoch: number))
    }
}

extension Evaluation {
    /// Nil where nothing was measured.
    fileprivate init?(_ object: JSON, of set: String, epoch: Int) throws(HistoryError) {
        guard let metrics = object["metrics"]?[set], case .object(let members) = metrics else { return nil }
        var results: [MetricResult] = []
        for member in members {
            results.append(
                MetricResult(named: member.key, value: try metrics.number(member.key, epoch: epoch)))
        }
        self.init(loss: try object.number("\(set)_loss", epoch: epoch), results: results)
    }
}

extension JSON {
    fileprivate func number(_ key: String, epoch: Int) throws(HistoryError) -> Double {
        switch self[key] {
        case .integer(let number): Double(number)
        case .otherNumber(let number): number
        case .null: .nan
        case .boolean, .string, .array, .object, nil: throw .json("epoch \(epoch): expected a number \(key)")
        }
    }
}
