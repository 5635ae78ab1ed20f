internal import TileKernels

/// How often a model takes samples of each class for each class.
///
///     let evaluation = try model.evaluate(
///         on: data.test, metrics: [Accuracy(), ConfusionMatrix(classNames: data.test.classNames)])
///     print(evaluation[ConfusionMatrix.self]?.text() ?? "")
///
/// What a model says of a sample is the class with the largest output, the first of equals; with a single
/// output, class 1 if that is above 0, otherwise class 0. Samples without labels are not counted.
public struct ConfusionMatrix: Metric, Codable, Hashable {
    /// A class that was given no name has its number.
    public private(set) var classNames: [String]
    /// The samples by class and by what the model says: `counts[true][predicted]`.
    public private(set) var counts: [[Int]]
    /// The samples of each class that the model says nothing of, since an output is not a number.
    public private(set) var undecided: [Int]

    /// - Parameter classNames: In the order of the labels. If a model has more classes, the others are there,
    ///   too.
    public init(classNames: [String] = []) {
        self.classNames = []
        (counts, undecided) = ([], [])
        grow(to: classNames)
    }

    public mutating func add(_ outcomes: Outcomes) {
        guard let labels = outcomes.labels else { return }
        let classes = outcomes.columns == 1 ? 2 : outcomes.columns
        if classes > classNames.count { grow(to: (classNames.count..<classes).map(String.init)) }
        for row in 0..<outcomes.rows where counts.indices.contains(Int(labels[row])) {
            let label = Int(labels[row])
            if let predicted = outcomes.prediction(row: row) {
                counts[label][predicted] += 1
            } else {
                undecided[label] += 1
            }
        }
    }

    /// The macro averages: `precision`, `recall` and `f1`, each the mean over the classes that occur or are
    /// predicted, with zero where it is nil. scikit-learn's are the same.
    public var results: [MetricResult] {
        let isThere = zip(support, predictions).map { $0 + $1 > 0 }
        func mean(_ name: String, _ values: [Double?]) -> MetricResult {
            let sum = values.reduce(0) { $0 + ($1 ?? 0) }
            return MetricResult(
                name: name, value: sum / Double(isThere.count { $0 }), isShare: true, isDetail: true)
        }
        return [mean("precision", precision), mean("recall", recall), mean("f1", f1)]
    }

    private mutating func grow(to more: [String]) {
        classNames += more
        undecided += more.map { _ in 0 }
        for row in counts.indices { counts[row] += more.map { _ in 0 } }
        counts += more.map { _ in Array(repeating: 0, count: classNames.count) }
    }
}

extension ConfusionMatrix {
    /// The number of samples.
    public var samples: Int { support.reduce(0, +) }

    /// The samples that were recognized.
    public var hits: Int { counts.indices.reduce(0) { $0 + counts[$1][$1] } }

    /// The share of them; NaN without samples.
    public var accuracy: Double { Double(hits) / Double(samples) }

    /// How many samples each class has.
    public var support: [Int] { zip(counts, undecided).map { $0.reduce($1, +) } }

    /// How many samples were taken for each class.
    public var predictions: [Int] {
        counts.indices.map { predicted in counts.reduce(0) { $0 + $1[predicted] } }
    }

    /// Of the samples that were taken for each class, the share that belongs to it; nil for a class that was
    /// never predicted.
    public var precision: [Double?] { shares(of: predictions) }

    /// Of the samples of each class, the share that was recognized; nil for a class without samples.
    public var recall: [Double?] { shares(of: support) }

    /// The harmonic mean of precision and recall, `2 hits / (samples + predictions)`; nil for a class without
    /// samples that was never predicted.
    public var f1: [Double?] {
        shares(of: zip(support, predictions).map(+)).map { $0.map { 2 * $0 } }
    }

    /// The mistakes of one kind.
    public struct Confusion: Sendable, Hashable {
        /// The class of the samples, …
        public let label: Int
        /// … and what they were taken for.
        public let predicted: Int
        public let count: Int
    }

    /// All kinds of mistakes that occur, the most frequent first.
    public var confusions: [Confusion] {
        counts.enumerated().flatMap { label, row in
            row.enumerated().filter { $0.offset != label && $0.element > 0 }
                .map { Confusion(label: label, predicted: $0.offset, count: $0.element) }
        }.sorted { ($1.count, $0.label, $0.predicted) < ($0.count, $1.label, $1.predicted) }
    }

    private func shares(of wholes: [Int]) -> [Double?] {
        wholes.enumerated().map { $1 == 0 ? nil : Double(counts[$0][$0]) / Double($1) }
    }
}

extension ConfusionMatrix {
    private enum CodingKeys: CodingKey { case classNames, counts, undecided }

    /// - Throws: `DecodingError` where the numbers are not those of a matrix.
    public init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        classNames = try values.decode([String].self, forKey: .classNames)
        counts = try values.decode([[Int]].self, forKey: .counts)
        undecided = try values.decode([Int].self, forKey: .undecided)
        let size = classNames.count
        guard counts.count == size, (counts + [undecided]).allSatisfy({ $0.count == size }),
            (counts.joined() + undecided).allSatisfy({ 0...Int(Int32.max) ~= $0 })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .counts, in: values, debugDescription: "expected counts for each pair of classes")
        }
    }
}

extension Outcomes {
    /// The class that a model has said of a sample; nil if an output is not a number.
    func prediction(row: Int) -> Int? {
        let output = outputs + row * columns
        if columns == 1 { return output[0].isNaN ? nil : output[0] > 0 ? 1 : 0 }
        let largest = tk_argmax(output, columns)
        return largest < 0 ? nil : largest
    }
}

extension NeuralNetwork {
    /// How often the model takes the samples of each class for each class.
    ///
    /// - Throws: `DatasetError.noLabels` where samples have no classes; what `evaluate` throws.
    public func confusionMatrix(on data: some Dataset) throws -> ConfusionMatrix {
        guard case .label(let classNames) = data.target else { throw DatasetError.noLabels }
        let matrix = ConfusionMatrix(classNames: classNames)
        return try evaluate(on: data, metrics: [matrix])[ConfusionMatrix.self] ?? matrix
    }
}
