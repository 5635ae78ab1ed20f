/// When training ends before its last epoch: it does no good any more.
public struct EarlyStopping: Sendable, Equatable {
    /// After how many epochs in a row without an improvement it ends, at least 1.
    public var patience: Int
    /// What is to improve.
    public var monitoring: Monitor
    /// What counts as an improvement: more than this.
    public var minimumChange: Double
    /// Whether the model gets the parameters back that it had after the best epoch.
    public var restoresBest: Bool

    public init(
        patience: Int, monitoring: Monitor = .loss, minimumChange: Double = 0, restoresBest: Bool = true
    ) {
        self.patience = patience
        self.monitoring = monitoring
        self.minimumChange = minimumChange
        self.restoresBest = restoresBest
    }

    /// - Parameter known: The names of the metrics.
    func validate(known: [String]) throws(TrainingError) {
        guard patience > 0 else { throw .patience(patience) }
        if case .metric(let name, _) = monitoring, !known.contains(name) {
            throw .monitor(name, known: known)
        }
    }
}

/// A number that says how good an epoch was: of the validation set if there is one, or else of the training set.
public enum Monitor: Sendable, Equatable {
    /// The smaller, the better.
    case loss
    /// What a metric says, such as `"accuracy"`: the larger, the better, unless said otherwise.
    case metric(String, isBetterWhenSmaller: Bool = false)

    /// - Parameter known: The names of the metrics.
    func validate(known: [String]) throws(TrainingError) {
        if case .metric(let name, _) = self, !known.contains(name) { throw .monitor(name, known: known) }
    }

    /// The smaller, the better; nil if the epoch has no such metric.
    func badness(of epoch: History.Epoch) -> Double? {
        let evaluation = epoch.validation ?? epoch.training
        return switch self {
        case .loss: evaluation.loss
        case .metric(let name, let isBetterWhenSmaller):
            evaluation[name].map { isBetterWhenSmaller ? $0 : -$0 }
        }
    }
}
