/// The mean absolute difference between outputs and targets, over all samples and outputs.
public struct MeanAbsoluteError: Metric, Codable {
    private var sum = 0.0
    private var count = 0

    public init() {}

    public mutating func add(_ outcomes: Outcomes) {
        guard let targets = outcomes.targets else { return }
        let numbers = outcomes.rows * outcomes.columns
        for place in 0..<numbers { sum += abs(Double(outcomes.outputs[place]) - Double(targets[place])) }
        count += numbers
    }

    public var results: [MetricResult] { [MetricResult(name: "mae", value: sum / Double(count))] }
}

/// The coefficient of determination, `1 − Σ (target − output)² / Σ (target − mean target)²`: 1 for outputs that are
/// right, 0 for those of a model that always gives the mean. With several outputs it is the mean of theirs. As
/// scikit-learn's `r2_score` has it; an output whose targets are all equal counts 1 if it is right and 0 if not.
public struct RSquared: Metric, Codable {
    private var samples = 0.0
    private var columns: [Column] = []

    /// Sums of one output, the targets' by updates that cancel nothing (Welford, 1962).
    private struct Column: Codable {
        var errors = 0.0
        var mean = 0.0
        var squares = 0.0

        var determination: Double { squares > 0 ? 1 - errors / squares : errors == 0 ? 1 : 0 }
    }

    public init() {}

    public mutating func add(_ outcomes: Outcomes) {
        guard let targets = outcomes.targets else { return }
        if columns.isEmpty { columns = Array(repeating: Column(), count: outcomes.columns) }
        for row in 0..<outcomes.rows {
            samples += 1
            for column in 0..<min(outcomes.columns, columns.count) {
                let place = row * outcomes.columns + column
                let target = Double(targets[place])
                let error = target - Double(outcomes.outputs[place])
                let distance = target - columns[column].mean
                columns[column].errors += error * error
                columns[column].mean += distance / samples
                columns[column].squares += distance * (target - columns[column].mean)
            }
        }
    }

    public var results: [MetricResult] {
        let sum = columns.reduce(0) { $0 + $1.determination }
        return [MetricResult(name: "r2", value: sum / Double(columns.count))]
    }
}
