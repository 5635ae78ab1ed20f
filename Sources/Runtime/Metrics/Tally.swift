internal import TileKernels
import Foundation

/// Sums up losses and metrics, batch by batch.
struct Tally {
    private(set) var samples = 0
    private var losses = 0.0
    private var metrics: [any Metric]
    /// What was read of the metrics, each as JSON, until there are such to take it.
    private var unread: [String?] = []

    init(_ metrics: [any Metric]) { self.metrics = metrics }

    /// Adds the first `rows` samples of the last pass in `workspace`.
    ///
    /// - Parameter target: What the data set expects.
    mutating func add(rows: Int, of workspace: Workspace, target: Target) {
        losses += tk_sum(workspace.losses.start, rows)
        samples += rows
        let outcomes = Outcomes(
            rows: rows, columns: workspace.layout.outputs, outputs: workspace.output.start,
            labels: target.hasLabels ? UnsafePointer(workspace.samples.labels.start) : nil,
            targets: target.hasLabels ? nil : UnsafePointer(workspace.samples.targets.start))
        for index in metrics.indices { metrics[index].add(outcomes) }
    }

    var evaluation: Evaluation {
        Evaluation(loss: losses / Double(samples), metrics: metrics)
    }
}

/// A tally in a file. Metrics of one's own are in it if they are `Codable`.
struct StoredTally: Codable {
    var samples: Int
    var losses: Double
    var metrics: [String?]
}

extension Tally {
    var stored: StoredTally {
        let encoded = metrics.map { metric in
            (metric as? any Encodable).flatMap { try? JSONEncoder().encode($0) }
                .map { String(decoding: $0, as: UTF8.self) }
        }
        return StoredTally(samples: samples, losses: losses, metrics: encoded)
    }

    init(_ stored: StoredTally) {
        self.init([])
        (samples, losses, unread) = (stored.samples, stored.losses, stored.metrics)
    }

    /// Takes what was read of metrics into the trainer's, which have to be of the same kinds; others count from here on.
    mutating func restore(_ metrics: [any Metric]) {
        guard !unread.isEmpty else { return }
        self.metrics = metrics.enumerated().map { place, metric in
            guard place < unread.count, let text = unread[place],
                let type = type(of: metric) as? any (Metric & Decodable).Type
            else { return metric }
            return (try? JSONDecoder().decode(type, from: Data(text.utf8))) ?? metric
        }
        unread = []
    }
}

extension [any Metric] {
    /// Those that fit a model's loss and a data set's target.
    static func fitting(_ loss: ModelLayout.Loss, _ target: Target) -> [any Metric] {
        switch (loss, target) {
        case (_, .label): [Accuracy()]
        case (.binaryCrossEntropy, .values(let names)): [LabelAccuracy(names: names)]
        case (_, .values): [MeanAbsoluteError(), RSquared()]
        }
    }
}
