internal import TileKernels

/// How well a model does on a set of samples.
public struct Evaluation: Sendable, Equatable {
    /// The mean of the samples' losses.
    public let loss: Double
    /// The share of samples whose largest output is at their label, `0 ... 1`.
    public let accuracy: Double
}

/// Sums up losses and hits, batch by batch.
struct Tally {
    private(set) var samples = 0
    private var losses = 0.0
    private var hits = 0

    /// Adds the first `rows` samples of the last pass in `workspace`.
    ///
    /// - Returns: The sum of their losses.
    @discardableResult
    mutating func add(rows: Int, of workspace: Workspace) -> Double {
        let sum = tk_sum(workspace.losses.start, rows)
        losses += sum
        hits += tk_count_hits(
            workspace.output.start, workspace.labels.start, rows, workspace.layout.outputs)
        samples += rows
        return sum
    }

    var evaluation: Evaluation {
        Evaluation(loss: losses / Double(samples), accuracy: Double(hits) / Double(samples))
    }
}
