/// A number, or several, that say how well a model does.
///
/// Metrics are values: each evaluation, and each epoch of training, starts with copies of those that it was given.
///
///     struct Confidence: Metric {
///         private var (sum, count) = (0.0, 0)
///
///         mutating func add(_ outcomes: Outcomes) {
///             for outcome in outcomes { sum += Double(outcome.output.max() ?? 0) }
///             count += outcomes.count
///         }
///
///         var results: [MetricResult] { [MetricResult(name: "confidence", value: sum / Double(count))] }
///     }
public protocol Metric: Sendable {
    /// Takes what the model has said about some samples. In training, that is before the step on them.
    mutating func add(_ outcomes: Outcomes)

    /// What all samples so far come to.
    var results: [MetricResult] { get }
}

/// What a model has said about some samples, and what was expected of it.
public struct Outcomes: RandomAccessCollection {
    let rows: Int
    let columns: Int
    /// `[rows, columns]`
    let outputs: UnsafePointer<Float>
    /// `[rows]`; nil where samples have no classes.
    let labels: UnsafePointer<Int32>?
    /// `[rows, columns]`; nil where samples have labels alone.
    let targets: UnsafePointer<Float>?

    public var startIndex: Int { 0 }
    public var endIndex: Int { rows }

    public subscript(row: Int) -> Outcome {
        let range = row * columns..<(row + 1) * columns
        return Outcome(
            output: range.map { outputs[$0] }, label: labels.map { Int($0[row]) },
            targets: targets.map { targets in range.map { targets[$0] } } ?? [])
    }
}

/// What a model has said about one sample, and what was expected of it.
public struct Outcome: Sendable {
    /// The logits, or what the last layer gives.
    public let output: [Float]
    /// The class of the sample, where it has one.
    public let label: Int?
    /// The numbers that were expected, where the data set has such.
    public let targets: [Float]
}
