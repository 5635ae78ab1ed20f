/// How well a model does on a set of samples.
public struct Evaluation: Sendable, Equatable {
    /// The mean of the samples' losses.
    public let loss: Double
    /// What the metrics say, in their order.
    public let results: [MetricResult]

    public init(loss: Double, results: [MetricResult]) {
        self.loss = loss
        self.results = results
    }

    /// That of a model which tells classes.
    public init(loss: Double, accuracy: Double) {
        self.init(loss: loss, results: [MetricResult(name: "accuracy", value: accuracy, isShare: true)])
    }

    /// What a metric says, if it was asked.
    public subscript(name: String) -> Double? { results.first { $0.name == name }?.value }

    /// The share of samples whose largest output is at their label, or of labels that are right where a sample may have
    /// several, `0 ... 1`; NaN where it was not asked for.
    public var accuracy: Double { self["accuracy"] ?? .nan }
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
