import Foundation

/// Why a model is not trained, or not to the end.
public enum TrainingError: Error, Sendable, Equatable {
    case batchSize(Int)
    case epochs(Int)
    /// With `dropLast`, fewer samples than a batch has are none.
    case noFullBatch(batchSize: Int, samples: Int)
    case threads(Int)
    /// Steps over several batches need at least one, and a model that can be run over a part of a batch.
    case accumulation(Int)
    /// A limit for gradients must be positive.
    case clipping(Double)
    /// A number of the schedule is out of its range.
    case schedule(name: String, value: Double)
    /// The schedule changes a momentum, and the optimizer has none.
    case noMomentum
    case patience(Int)
    /// Checkpoints after every so many epochs need at least one between them.
    case checkpoints(Int)
    /// What is to be monitored is none of the metrics.
    case monitor(String, known: [String])
    /// No parameter has a name like this, …
    case frozen(String, known: [String])
    /// … or all have one.
    case everythingFrozen
    /// The loss is infinite or not a number; epoch and batch count from 1. The model is what it was before that
    /// batch. It is nil where it is the loss on the validation set.
    case diverged(epoch: Int, batch: Int?, loss: Double, cause: NotFinite, learningRate: Double)
}

/// Where numbers first were not finite.
public enum NotFinite: Sendable, Equatable {
    /// In a sample of the data set.
    case input(sample: Int)
    /// In what was expected of the model for a sample.
    case target(sample: Int)
    /// In a parameter, or a state of a layer, with this name.
    case parameter(String)
    /// In what a layer, or several that are computed together, makes of numbers that all were finite: where it is in
    /// the text of the model, and what the text says. Nil of a model whose functions are one's own.
    case activation(layer: String?)
}

extension TrainingError: CustomStringConvertible, LocalizedError {
    public var errorDescription: String? { description }

    public var description: String {
        switch self {
        case .batchSize(let found):
            "expected a batch size of at least 1, found \(found)"
        case .epochs(let found):
            "expected at least 1 epoch, found \(found)"
        case .noFullBatch(let batchSize, let samples):
            "with dropLast a training set needs at least \(batchSize) samples, the batch size; found \(samples)"
        case .threads(let found):
            "expected at least 1 thread, found \(found)"
        case .accumulation(let found) where found < 1:
            "expected an accumulation of at least 1 batch, found \(found)"
        case .accumulation(let found):
            "expected a model that can add gradients up, for an accumulation of \(found) batches"
        case .clipping(let found):
            "expected a positive limit for gradients, found \(found)"
        case .schedule(let name, let value):
            "expected a schedule whose \(name) is in its range, found \(value)"
        case .noMomentum:
            "expected an optimizer with a momentum or betas, which the schedule changes"
        case .patience(let found):
            "expected a patience of at least 1 epoch, found \(found)"
        case .checkpoints(let found):
            "expected a checkpoint after every 1 or more epochs, found \(found)"
        case .monitor(let name, let known):
            "expected the name of a metric, one of \(known.joined(separator: ", ")), found \(name)"
        case .frozen(let pattern, let known):
            "no parameter is called \(pattern); the parameters are \(known.joined(separator: ", "))"
        case .everythingFrozen:
            "expected a parameter to train, but all are frozen"
        case .diverged(let epoch, let batch?, let loss, let cause, let learningRate):
            "epoch \(epoch), batch \(batch): the loss is \(text(loss: loss)): \(cause)\(cause.advice(learningRate))"
        case .diverged(let epoch, nil, let loss, let cause, let learningRate):
            "epoch \(epoch): the loss on the validation set is \(text(loss: loss)): \(cause)\(cause.advice(learningRate))"
        }
    }
}

extension NotFinite: CustomStringConvertible {
    public var description: String {
        switch self {
        case .input(let sample): "sample \(sample) of the data has a number that is not finite"
        case .target(let sample): "sample \(sample) of the data has a target that is not finite"
        case .parameter(let name): "\(name) has a number that is not finite"
        case .activation(let layer?):
            "data and parameters are finite, but what \(layer) makes of them is not"
        case .activation(nil):
            "data and parameters are finite, but what the model makes of them is not"
        }
    }

    /// The same with a sample counted in another way.
    func mappingSample(_ map: (Int) -> Int) -> NotFinite {
        switch self {
        case .input(let sample): .input(sample: map(sample))
        case .target(let sample): .target(sample: map(sample))
        case .parameter, .activation: self
        }
    }

    /// What helps if the parameters have been led astray.
    func advice(_ learningRate: Double) -> String {
        switch self {
        case .input, .target: ""
        case .parameter, .activation: "; try a learning rate smaller than \(learningRate)"
        }
    }
}
