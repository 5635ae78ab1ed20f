/// What a function is told, and may change, that a trainer calls after every batch or every epoch.
public struct TrainingControl {
    /// The number of the epoch, from 1 on, over all calls of `fit`.
    public let epoch: Int
    /// How many steps of this epoch have been taken, …
    public let batch: Int
    /// … and how many it has.
    public let batches: Int
    /// The epoch as it is in the history; nil where it is not finished.
    public let finishedEpoch: History.Epoch?
    /// The learning rate that a schedule begins with; without a schedule, that of every step from here on.
    public var learningRate: Double
    /// Whether training is to end here, as if there were no epochs left. What is left of an epoch comes first in the
    /// next `fit`.
    public private(set) var isStopped = false

    private let tally: Tally
    private let storage: ModelStorage

    init(
        epoch: Int, batch: Int, batches: Int, finishedEpoch: History.Epoch? = nil, learningRate: Double,
        tally: Tally, storage: ModelStorage
    ) {
        self.epoch = epoch
        self.batch = batch
        self.batches = batches
        self.finishedEpoch = finishedEpoch
        self.learningRate = learningRate
        self.tally = tally
        self.storage = storage
    }

    /// How the model has done in this epoch so far, each batch before its step.
    public var training: Evaluation { tally.evaluation }

    /// A copy of the model as it is now, which can be evaluated and saved, and trained by itself.
    public var model: DynamicModel { DynamicModel(storage: storage) }

    /// Ends the training.
    public mutating func stop() { isStopped = true }
}
