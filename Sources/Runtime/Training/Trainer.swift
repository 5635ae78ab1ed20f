/// Trains models: epochs of shuffled mini-batches, each followed by an evaluation.
///
/// A trainer is a value that says how; what training goes on from stays with the model.
public struct Trainer: Sendable {
    /// A model that has not been trained yet begins with this optimizer's state.
    public var optimizer: Optimizer
    /// How the learning rate changes, from that of the optimizer on.
    public var schedule: Schedule
    /// The samples of a batch. The last one of an epoch holds what is left …
    public var batchSize: Int
    /// … or is left out, as with `drop_last` of PyTorch's `DataLoader`, if it has fewer. A model with BatchNorm needs
    /// that where the last batch would have too few samples for a variance. Each epoch leaves out others.
    public var dropLast: Bool
    /// The batches of a step: their gradients add up to the mean over all of their samples before the parameters move,
    /// while only one batch needs memory at a time. What is left of an epoch is a smaller step.
    public var accumulation: Int
    /// What becomes of a gradient before it reaches the optimizer.
    public var clipping: GradientClipping?
    /// How images change from epoch to epoch, in this order; those that a model is evaluated on do not. What is drawn
    /// depends on the seed, the epoch and the place in the data set alone.
    public var augmentation: [Augmentation]
    /// The names of parameters that stay as they are, such as `"1.bias"`, or `"0.*"` for all of the first layer.
    public var frozen: [String]
    /// How often `fit` goes through the training set.
    public var epochs: Int
    /// When it ends before that.
    public var earlyStopping: EarlyStopping?
    /// Which checkpoints are written, with everything that `loadCheckpoint` needs for `fit` to go on.
    public var checkpoints: [CheckpointRule]
    /// What is measured besides the loss; nil for what fits the loss and the data.
    public var metrics: [any Metric]?
    /// Determines the order of the samples in every epoch, and what layers such as Dropout draw.
    public var seed: UInt64
    /// The threads that work on each batch together, one a core at most; nil for as many, or one alone if the model is
    /// too small to share. It does not change the result.
    public var threads: Int?
    /// The processor's.
    var cores = Team.cores
    public var progress: Progress

    public init(
        optimizer: Optimizer, schedule: Schedule = .constant, batchSize: Int = 64, dropLast: Bool = false,
        accumulation: Int = 1, clipping: GradientClipping? = nil, augmentation: [Augmentation] = [],
        frozen: [String] = [], epochs: Int,
        earlyStopping: EarlyStopping? = nil, checkpoints: [CheckpointRule] = [],
        metrics: [any Metric]? = nil, seed: UInt64 = 0,
        threads: Int? = nil, progress: Progress = .automatic
    ) {
        self.optimizer = optimizer
        self.schedule = schedule
        self.batchSize = batchSize
        self.dropLast = dropLast
        self.accumulation = accumulation
        self.clipping = clipping
        self.augmentation = augmentation
        self.frozen = frozen
        self.epochs = epochs
        self.earlyStopping = earlyStopping
        self.checkpoints = checkpoints
        self.metrics = metrics
        self.seed = seed
        self.threads = threads
        self.progress = progress
    }

    /// What a call of `fit` starts from.
    public enum Start: Sendable {
        /// Where the last one ended, for as many epochs more.
        case continued
        /// Where the last one ended, until there have been as many epochs in all: what is left of a training that was
        /// interrupted.
        case resumed
        /// The parameters as they are, and nothing else of what was before.
        case anew
    }

    /// Trains the model on one data set and evaluates it after every epoch on another, if given.
    ///
    /// The loss and the metrics of training are those over the samples seen during the epoch, of each batch before its
    /// step. The same seed, data and model give the same result to the bit, and two calls the same as one with as many
    /// epochs. If the surrounding task is cancelled, it ends after the batch that it is in.
    ///
    /// - Parameters:
    ///   - start: A model that has been trained goes on, unless told otherwise.
    ///   - onBatch: Is called after every step.
    ///   - onEpoch: Is called after every epoch and its evaluation.
    /// - Returns: The epochs of this call. `history` of the model has all.
    /// - Throws: `TrainingError`, `ModelError` or `OptimizerError` before the first step if the settings, the data or the
    ///   optimizer do not fit; `TrainingError.diverged` when a loss is not finite, that on the validation set included;
    ///   `CancellationError`; `FileError` where a checkpoint cannot be written; what the data sets and the functions
    ///   throw. The model is then as it was before the batch in question, and the next call goes on from there.
    @discardableResult
    public func fit<Network: NeuralNetwork>(
        _ model: inout Network, on training: some Dataset, validatingOn validation: (any Dataset)? = nil,
        starting start: Start = .continued,
        onBatch: ((inout TrainingControl) throws -> Void)? = nil,
        onEpoch: ((inout TrainingControl) throws -> Void)? = nil
    ) throws -> History {
        var run = try TrainingRun(
            self, of: model.storage, on: training, validatingOn: validation, starting: start)
        // The model gives up its state, so that there is but one.
        model.storage.training = nil
        defer { model.storage.training = SharedTrainingState(run.state) }
        return try run.fit(&model.storage, onBatch: onBatch, onEpoch: onEpoch)
    }
}
