/// How well a model does on a set of samples.
public struct Evaluation: Sendable {
    /// The mean of the samples' losses.
    public let loss: Double
    /// What the metrics say, in their order.
    public let results: [MetricResult]
    /// The metrics themselves, with all that they have taken. An evaluation that was read from a file has none.
    public let metrics: [any Metric]

    /// - Parameter results: What the metrics say, where they are not there themselves.
    public init(loss: Double, results: [MetricResult]) {
        (self.loss, self.results, metrics) = (loss, results, [])
    }

    /// What metrics say that have taken all samples.
    public init(loss: Double, metrics: [any Metric]) {
        (self.loss, results, self.metrics) = (loss, metrics.flatMap(\.results), metrics)
    }

    /// That of a model which tells classes.
    public init(loss: Double, accuracy: Double) {
        self.init(loss: loss, results: [MetricResult(name: "accuracy", value: accuracy, isShare: true)])
    }

    /// What a metric says, if it was asked.
    public subscript(name: String) -> Double? { results.first { $0.name == name }?.value }

    /// The metric of this type, with all that it has taken, if it was asked.
    ///
    ///     let matrix = evaluation[ConfusionMatrix.self]
    public subscript<Kind: Metric>(kind: Kind.Type) -> Kind? { metrics.lazy.compactMap { $0 as? Kind }.first }

    /// The share of samples whose largest output is at their label, or of labels that are right where a sample may have
    /// several, `0 ... 1`; NaN where it was not asked for.
    public var accuracy: Double { self["accuracy"] ?? .nan }
}

extension Evaluation: Equatable {
    /// Whether they say the same, whatever metrics have said it.
    public static func == (first: Evaluation, second: Evaluation) -> Bool {
        first.loss == second.loss && first.results == second.results
    }
}

extension Evaluation: CustomStringConvertible {
    /// `loss 0.5817  acc 79.18 %`
    public var description: String {
        (["loss \(text(loss: loss))"] + shown.map(\.description)).joined(separator: "  ")
    }

    /// What is worth a place in a line.
    var shown: ArraySlice<MetricResult> { results.filter { !$0.isDetail }.prefix(2) }
}

/// A number that a metric has come to.
public struct MetricResult: Sendable, Equatable, CustomStringConvertible {
    public let name: String
    public let value: Double
    /// Whether it is a part of a whole, which is shown as a percentage.
    public let isShare: Bool
    /// Whether it is one of many, and left out where there is little room.
    public let isDetail: Bool

    public init(name: String, value: Double, isShare: Bool = false, isDetail: Bool = false) {
        self.name = name
        self.value = value
        self.isShare = isShare
        self.isDetail = isDetail
    }

    /// `acc 79.18 %`, `mae 0.1250`
    public var description: String {
        "\(name == "accuracy" ? "acc" : name) \(isShare ? percent(value) : text(loss: value))"
    }
}
