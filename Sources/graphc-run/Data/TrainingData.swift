import GraphRuntime

/// What a model is trained, validated and tested on.
struct TrainingData {
    let train: any Dataset
    let validation: (any Dataset)?
    let test: (any Dataset)?

    init(train: any Dataset, validation: (any Dataset)?, test: (any Dataset)?) {
        (self.train, self.validation, self.test) = (train, validation, test)
    }

    /// - Parameter validation: The share of the training set that becomes the validation set.
    init(_ parts: DataParts, validation: Double, seed: UInt64) throws {
        test = parts.test
        if validation > 0 {
            (train, self.validation) = try split(parts.train, 1 - validation, seed: seed)
        } else {
            (train, self.validation) = (parts.train, nil)
        }
    }

    /// How a model has done in an epoch, and does after it, by what it is evaluated on.
    func evaluations(
        of model: DynamicModel, after epoch: History.Epoch
    ) throws -> [(name: String, evaluation: Evaluation?)] {
        let testing = validation == nil ? epoch.validation : try test.map { try model.evaluate(on: $0) }
        return [
            ("train", epoch.training), ("validation", validation == nil ? nil : epoch.validation),
            ("test", testing),
        ]
    }

    /// `54000 images of 1 × 28 × 28 for training, 6000 for validation, 10000 for testing; 10 classes`
    var summary: String {
        let shape = train.sampleShape
        let what =
            shape.count == 1
            ? "rows of \(shape[0]) inputs" : "images of \(shape.map(String.init).joined(separator: " × "))"
        let others =
            (validation.map { ", \($0.count) for validation" } ?? "")
            + (test.map { ", \($0.count) for testing" } ?? "")
        let target =
            train.hasLabels
            ? "; \(train.target.count) classes"
            : "; \(train.target.count == 1 ? "1 target" : "\(train.target.count) targets")"
        return "\(train.count) \(what) for training\(others)\(target)"
    }
}

/// Deals samples out, each class by itself where there are classes.
func split(_ data: some Dataset, _ fraction: Double, seed: UInt64) throws -> (any Dataset, any Dataset) {
    try data.split(fraction, seed: seed, stratified: data.hasLabels)
}

extension Dataset {
    var hasLabels: Bool { if case .label = target { true } else { false } }
}
