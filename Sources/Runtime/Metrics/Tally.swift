internal import TileKernels

/// Sums up losses and metrics, batch by batch.
struct Tally {
    private(set) var samples = 0
    private var losses = 0.0
    private var metrics: [any Metric]

    init(_ metrics: [any Metric]) { self.metrics = metrics }

    /// Adds the first `rows` samples of the last pass in `workspace`.
    ///
    /// - Parameter target: What the data set expects.
    mutating func add(rows: Int, of workspace: Workspace, target: Target) {
        losses += tk_sum(workspace.losses.start, rows)
        samples += rows
        let outcomes = Outcomes(
            rows: rows, columns: workspace.layout.outputs, outputs: workspace.output.start,
            labels: target.classNames.isEmpty ? nil : UnsafePointer(workspace.labels.start),
            targets: target.classNames.isEmpty ? UnsafePointer(workspace.targets.start) : nil)
        for index in metrics.indices { metrics[index].add(outcomes) }
    }

    var evaluation: Evaluation {
        Evaluation(loss: losses / Double(samples), results: metrics.flatMap(\.results))
    }
}

extension [any Metric] {
    /// Those that fit a model's loss and a data set's target.
    static func fitting(_ loss: ModelLayout.Loss, _ target: Target) -> [any Metric] {
        switch (loss, target) {
        case (_, .label): [Accuracy()]
        case (_, .values): [MeanAbsoluteError(), RSquared()]
        }
    }
}
