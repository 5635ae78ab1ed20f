/// What is wrong with data given to a model.
public enum ModelError: Error, Sendable, Equatable {
    /// `sample` is the index in the batch.
    case inputLength(sample: Int, expected: Int, found: Int)
    case emptyBatch
    case emptyDataSet
    /// Fewer samples in a batch than a layer's statistics need.
    case smallBatch(minimum: Int, found: Int)
    /// A run takes more memory than the machine has left, in bytes. Nothing has been allocated: fewer samples at a
    /// time take less.
    case memory(needed: Int, available: Int)
    /// A sample has no class, since an output is not a number: its input or the model's parameters are not, or too large.
    case notANumber(sample: Int)
    /// There must be one label or target for each input.
    case labelCount(expected: Int, found: Int)
    case targetCount(expected: Int, found: Int)
    case label(sample: Int, found: Int, classes: Int)
    case targetLength(sample: Int, expected: Int, found: Int)
    /// The loss of this model is cross-entropy, which compares with labels.
    case targetsForCrossEntropy
    /// The shapes of a sample of the data set and of the model.
    case inputShape(expected: [Int], found: [Int])
    /// The number of classes of the data set and of outputs of the model.
    case classes(expected: Int, found: Int)
    /// The number of targets that a sample of the data set has, and of outputs of the model.
    case targets(expected: Int, found: Int)
    /// More samples than can be numbered.
    case dataSetSize(Int)
    /// The loss of a batch is infinite or not a number. The model is what it was before. A sample is the index in the
    /// batch.
    case notFinite(loss: Double, cause: NotFinite)
}
