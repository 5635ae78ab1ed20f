/// A sample that a model takes for one of another class.
public struct Mistake: Sendable, Hashable {
    /// Where the sample is in the data set.
    public let index: Int
    /// The class of the sample.
    public let label: Int
    public let className: String
    /// What the model takes it for.
    public let predicted: Int
    public let predictedName: String
    /// That of the class that was predicted, as `Prediction.probability` is.
    public let probability: Float
}

extension NeuralNetwork {
    /// The mistakes of the model, those that it was surest of first.
    ///
    /// - Parameter limit: The most that are given.
    /// - Throws: `DatasetError.noLabels` where samples have no classes; `ModelError.notANumber` if an output
    ///   is not a number; what `evaluate` throws.
    public func mistakes(on data: some Dataset, limit: Int = .max) throws -> [Mistake] {
        guard case .label(let classNames) = data.target else { throw DatasetError.noLabels }
        let search = MistakeSearch(loss: layout.loss, classNames: classNames)
        return try evaluate(on: data, metrics: [search])[MistakeSearch.self]?.mistakes(limit: limit) ?? []
    }

    /// The mistakes of the model that it was surest of, as images: what it takes them for, what they are, how
    /// sure it was and where the sample is in the data set.
    ///
    ///     try model.mistakeGrid(on: data.test).write(to: "mistakes.svg")
    ///
    /// - Parameter count: The most that are shown.
    /// - Throws: `DatasetError` if samples have not the shape of images of one channel or three, or no
    ///   classes; what `mistakes` throws.
    public func mistakeGrid(
        on data: some Dataset, count: Int = 40, columns: Int = 10, title: String = ""
    ) throws -> ImageGrid {
        try data.requireImages()
        let pictures = try data.pictures(of: mistakes(on: data, limit: count))
        return ImageGrid(pictures, columns: columns, title: title)
    }

    /// The first samples as images, with what the model takes them for and what they are, and whether that is
    /// right.
    ///
    ///     try model.predictionGrid(on: data.test.shuffled(seed: 1)).write(to: "predictions.svg")
    ///
    /// - Parameter count: How many samples there are, or all if there are fewer.
    /// - Throws: `DatasetError` if samples have not the shape of images of one channel or three, or no
    ///   classes; what `predict` throws.
    public func predictionGrid(
        on data: some Dataset, count: Int = 40, columns: Int = 10, title: String = ""
    ) throws -> ImageGrid {
        guard data.target.hasLabels else { throw DatasetError.noLabels }
        try data.requireImages()
        let shown = data.prefix(count)
        var pictures = try shown.pictures()
        let (labels, predictions) = (try shown.labelsOfAllSamples(), try predict(shown))
        for (place, prediction) in predictions.enumerated() {
            let label = Int(labels[place])
            pictures[place].caption = verdict(prediction.label, data.target.classNames[label])
            pictures[place].mark = prediction.index == label ? .right : .wrong
        }
        return ImageGrid(pictures, columns: columns, title: title)
    }
}

extension Dataset {
    /// The images of mistakes on this data set, each with what the model takes it for, what it is, how sure
    /// the model was and where the sample is.
    ///
    /// - Throws: `DatasetError` if there is no such sample, or if samples have not the shape of images of one
    ///   channel or three; what the data set throws.
    public func pictures(of mistakes: [Mistake]) throws -> [Picture] {
        try mistakes.map { mistake in
            var picture = try picture(at: mistake.index)
            let sureness =
                (0...1).contains(mistake.probability)
                ? percent(Double(mistake.probability)) : text(loss: Double(mistake.probability))
            picture.caption =
                verdict(mistake.predictedName, mistake.className) + "\n\(sureness), sample \(mistake.index)"
            picture.mark = .wrong
            return picture
        }
    }
}

extension Dataset {
    /// Throws unless samples have the shape of images of one channel or three.
    func requireImages() throws(DatasetError) {
        _ = try ImageChannels(count: ImageShape(sampleShape).channels)
    }
}

/// In one line if there is room for it beside a mark.
private func verdict(_ predicted: String, _ label: String) -> String {
    let line = "Pred: \(predicted), True: \(label)"
    return columns(of: line) <= ImageGrid.captionColumns - 2 ? line : "Pred: \(predicted)\nTrue: \(label)"
}

/// Collects the mistakes of an evaluation.
struct MistakeSearch: Metric {
    private let loss: ModelLayout.Loss
    private let classNames: [String]
    private var samples = 0
    private var found: [Mistake] = []
    private var firstUndecided: Int?

    init(loss: ModelLayout.Loss, classNames: [String]) {
        (self.loss, self.classNames) = (loss, classNames)
    }

    var results: [MetricResult] { [] }

    mutating func add(_ outcomes: Outcomes) {
        guard let labels = outcomes.labels else { return }
        for row in 0..<outcomes.rows where outcomes.prediction(row: row) != Int(labels[row]) {
            let label = Int(labels[row])
            let output = UnsafeBufferPointer(
                start: outcomes.outputs + row * outcomes.columns, count: outcomes.columns)
            guard let prediction = Prediction(output: output, loss: loss) else {
                firstUndecided = firstUndecided ?? samples + row
                continue
            }
            guard prediction.index != label else { continue }
            found.append(
                Mistake(
                    index: samples + row, label: label, className: classNames[label],
                    predicted: prediction.index, predictedName: classNames[prediction.index],
                    probability: prediction.probability))
        }
        samples += outcomes.rows
    }

    /// Those that the model was surest of, the first of equals first.
    func mistakes(limit: Int) throws(ModelError) -> [Mistake] {
        if let firstUndecided { throw .notANumber(sample: firstUndecided) }
        let sorted = found.sorted { ($1.probability, $0.index) < ($0.probability, $1.index) }
        return Array(sorted.prefix(max(0, limit)))
    }
}
