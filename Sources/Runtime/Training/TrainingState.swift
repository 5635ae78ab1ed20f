/// What training goes on from: it stays with the model from one `fit` to the next, and in a checkpoint.
///
/// A model has none until it is trained. A copy of the model has the same, and goes on by itself.
struct TrainingState: Sendable {
    /// With what it remembers of its steps, and the learning rate of the last one.
    var optimizer: Optimizer
    /// The epochs that are finished, over all calls of `fit`.
    var epochs = 0
    /// The epoch that has begun since.
    var epoch: EpochInProgress?
    /// The learning rate that a trainer has given, and what a callback has put in its place.
    var baseLearningRate: (given: Double, current: Double)
    var best: Best?
    /// How bad the best model was that each file of checkpoints has, by its path.
    var bestFiles: [String: Double] = [:]
    var history: History
    /// What a checkpoint says of the data.
    var dataMetadata: [String: String] = [:]

    /// The part of an epoch that is done.
    struct EpochInProgress: Sendable {
        /// Decides which samples are in which step.
        let order: Order
        var steps = 0
        var tally: Tally
        var seconds = 0.0

        struct Order: Sendable, Equatable, Codable {
            var samples: Int
            var batchSize: Int
            var accumulation: Int
            var dropLast: Bool
            var seed: UInt64
        }
    }

    /// The best epoch so far, and how long ago that was.
    struct Best: Sendable {
        var badness: Double
        var epochsSince = 0
        /// Those after it, if they are to come back.
        var parameters: FloatArena?
    }
}

extension TrainingState {
    /// The state in which a trainer begins: that of before, with what the trainer has that is new.
    init(_ trainer: Trainer, continuing old: TrainingState?, modelName: String) {
        let given = trainer.optimizer.learningRate
        guard let old else {
            self.init(
                optimizer: trainer.optimizer, baseLearningRate: (given, given),
                history: History(modelName: modelName))
            return
        }
        self = old
        optimizer = trainer.optimizer.continuing(old.optimizer)
        if old.baseLearningRate.given != given { baseLearningRate = (given, given) }
        if trainer.earlyStopping == nil { best = nil }
    }
}

/// A state that copies of a model share.
final class SharedTrainingState: Sendable {
    let state: TrainingState
    init(_ state: TrainingState) { self.state = state }
}

extension NeuralNetwork {
    /// Every epoch that this model has been trained for since it was made or loaded, or since a training began anew.
    public var history: History {
        storage.training?.state.history ?? History(modelName: layout.name)
    }

    /// Gives up what the next `fit` would go on from: the state of the optimizer, the number of the epoch, the
    /// history. The model needs less memory then, and its parameters stay as they are.
    public mutating func forgetTraining() { storage.training = nil }
}
