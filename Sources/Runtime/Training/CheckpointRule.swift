/// When a trainer writes a checkpoint, and where.
public struct CheckpointRule: Sendable, Equatable {
    /// The file, which is replaced each time.
    public let path: String
    let condition: Condition

    enum Condition: Sendable, Equatable {
        case every(Int)
        case best(Monitor)
    }

    /// After every so many epochs, and after the last.
    public static func every(_ epochs: Int = 1, to path: String) -> CheckpointRule {
        CheckpointRule(path: path, condition: .every(epochs))
    }

    /// After every epoch that is better than all before it.
    public static func best(_ monitoring: Monitor = .loss, to path: String) -> CheckpointRule {
        CheckpointRule(path: path, condition: .best(monitoring))
    }

    /// - Parameter known: The names of the metrics.
    func validate(known: [String]) throws(TrainingError) {
        switch condition {
        case .every(let epochs): if epochs < 1 { throw .checkpoints(epochs) }
        case .best(let monitor): try monitor.validate(known: known)
        }
    }
}
