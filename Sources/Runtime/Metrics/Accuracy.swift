internal import TileKernels

/// The share of samples whose largest output is at their label; with a single output, that of those whose output is above
/// 0 where the label is 1, and not where it is 0.
public struct Accuracy: Metric, Codable {
    private var hits = 0
    private var samples = 0

    public init() {}

    public mutating func add(_ outcomes: Outcomes) {
        samples += outcomes.count
        guard let labels = outcomes.labels else { return }
        if outcomes.columns == 1 {
            let outputs = UnsafeBufferPointer(start: outcomes.outputs, count: outcomes.rows)
            hits += outputs.indices.count { !outputs[$0].isNaN && (outputs[$0] > 0) == (labels[$0] == 1) }
        } else {
            hits += tk_count_hits(outcomes.outputs, labels, outcomes.rows, outcomes.columns)
        }
    }

    public var results: [MetricResult] {
        [MetricResult(name: "accuracy", value: Double(hits) / Double(samples), isShare: true)]
    }
}

/// The share of samples with fewer than k outputs larger than that at their label; of equals, those before it count as
/// larger.
public struct TopKAccuracy: Metric, Codable {
    public let k: Int
    private var hits = 0
    private var samples = 0

    /// - Parameter k: Where it is not positive, there are no hits.
    public init(_ k: Int) { self.k = k }

    public mutating func add(_ outcomes: Outcomes) {
        samples += outcomes.count
        guard let labels = outcomes.labels else { return }
        for row in 0..<outcomes.rows {
            let outputs = UnsafeBufferPointer(
                start: outcomes.outputs + row * outcomes.columns, count: outcomes.columns)
            let label = Int(labels[row])
            guard outputs.indices.contains(label) else { continue }
            let own = outputs[label]
            let larger = outputs.indices.count { outputs[$0] > own || outputs[$0] == own && $0 < label }
            if larger < k, !outputs.contains(where: \.isNaN) { hits += 1 }
        }
    }

    public var results: [MetricResult] {
        [MetricResult(name: "top\(k)", value: Double(hits) / Double(samples), isShare: true)]
    }
}

/// The share of right answers where a sample may have several labels: an output above 0, which is a probability above
/// one half, says that it has one. One result for all labels together, and one for each.
public struct LabelAccuracy: Metric, Codable {
    public let names: [String]
    private var hits: [Int]
    private var samples = 0

    /// - Parameter names: Those of the labels, one for each output.
    public init(names: [String]) {
        self.names = names
        hits = names.map { _ in 0 }
    }

    public mutating func add(_ outcomes: Outcomes) {
        samples += outcomes.count
        guard let targets = outcomes.targets else { return }
        for row in 0..<outcomes.rows {
            for column in 0..<min(outcomes.columns, names.count) {
                let (output, target) = (
                    outcomes.outputs[row * outcomes.columns + column],
                    targets[row * outcomes.columns + column]
                )
                if !output.isNaN, (output > 0) == (target > 0.5) { hits[column] += 1 }
            }
        }
    }

    public var results: [MetricResult] {
        let all = Double(hits.reduce(0, +)) / Double(samples * names.count)
        return [MetricResult(name: "accuracy", value: all, isShare: true)]
            + zip(names, hits).map { name, hits in
                MetricResult(
                    name: "accuracy of \(name)", value: Double(hits) / Double(samples), isShare: true,
                    isDetail: true)
            }
    }
}
