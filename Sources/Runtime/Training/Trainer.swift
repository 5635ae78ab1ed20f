/// Trains models: epochs of shuffled mini-batches, each followed by an evaluation.
public struct Trainer: Sendable {
    /// Every call of `fit` begins with this optimizer's state.
    public var optimizer: Optimizer
    /// The samples per step. The last batch of an epoch holds what is left …
    public var batchSize: Int
    /// … or is left out, as with `drop_last` of PyTorch's `DataLoader`, if it has fewer. A model with BatchNorm needs
    /// that where the last batch would have too few samples for a variance. Each epoch leaves out others.
    public var dropLast: Bool
    /// How often `fit` goes through the training set.
    public var epochs: Int
    /// Determines the order of the samples in every epoch, and what layers such as Dropout draw.
    public var seed: UInt64
    /// The threads that work on each batch together, one a core at most; nil for as many, or one alone if the model is
    /// too small to share. It does not change the result.
    public var threads: Int?
    /// The processor's.
    var cores = Team.cores
    public var progress: Progress

    public init(
        optimizer: Optimizer, batchSize: Int = 64, dropLast: Bool = false, epochs: Int, seed: UInt64 = 0,
        threads: Int? = nil, progress: Progress = .automatic
    ) {
        self.optimizer = optimizer
        self.batchSize = batchSize
        self.dropLast = dropLast
        self.epochs = epochs
        self.seed = seed
        self.threads = threads
        self.progress = progress
    }

    /// Trains the model on one data set and evaluates it after every epoch on another, if given.
    ///
    /// The loss and accuracy of training are the means over the samples seen during the epoch, of each batch before its
    /// step. The same seed, data and model give the same result to the bit.
    ///
    /// - Throws: `TrainingError`, `ModelError` or `OptimizerError` before the first step if the
    ///   settings, the data or the optimizer do not fit; `TrainingError.diverged` when a loss is not
    ///   finite, that on the validation set included, and `TrainingError.notFinite` when the very first is not: the
    ///   model then has the parameters of that moment.
    @discardableResult
    public func fit<Network: NeuralNetwork>(
        _ model: inout Network, on training: ImageDataset, validatingOn validation: ImageDataset? = nil
    ) throws -> History {
        try fit(&model.storage, on: training, validatingOn: validation)
    }

    private func fit(
        _ model: inout ModelStorage, on training: ImageDataset, validatingOn validation: ImageDataset?
    ) throws -> History {
        guard batchSize > 0 else { throw TrainingError.batchSize(batchSize) }
        guard epochs > 0 else { throw TrainingError.epochs(epochs) }
        if let threads, threads < 1 { throw TrainingError.threads(threads) }
        let compiled = model.compiled
        let rows = min(batchSize, training.count)
        try compiled.validate(training)
        if dropLast, rows < batchSize {
            throw TrainingError.noFullBatch(batchSize: batchSize, samples: training.count)
        }
        if let validation { try compiled.validate(validation) }
        try compiled.validate(batch: rows)
        let last = training.count % rows
        if last > 0, !dropLast { try compiled.validate(batch: last) }
        try optimizer.validate(for: compiled.layout)

        let team = Team(for: compiled, rows: rows, threads: threads, cores: cores)
        var size = model.workspaceSize(rows: rows, workers: team.count, for: optimizer)
        if let validation { size.rows = max(size.rows, min(validation.count, compiled.inferenceRows)) }
        let besides = optimizer.missingStateBytes(for: compiled.layout)
        model.workspaces.giveBack(try model.workspaces.take(size, besides: besides))

        var optimizer = optimizer
        var history = History(modelName: compiled.layout.name)
        for number in 1...epochs {
            var display = ProgressDisplay(
                progress, epoch: number, of: epochs, samples: training.count - (dropLast ? last : 0),
                batchSize: rows)
            defer { display.close() }
            let clock = ContinuousClock()
            let start = clock.now
            let evaluation = try train(
                &model, &optimizer, on: training, by: team, size, epoch: number, &display)
            let seconds = (clock.now - start) / .seconds(1)
            let tested = try validation.map { try model.evaluate(on: $0, by: team) }
            if let tested, !tested.loss.isFinite {
                throw TrainingError.diverged(
                    epoch: number, batch: nil, loss: tested.loss, learningRate: optimizer.learningRate)
            }
            let epoch = History.Epoch(
                number: number, training: evaluation, validation: tested, seconds: seconds)
            history.epochs.append(epoch)
            display.finish(epoch)
        }
        return history
    }

    private func train(
        _ model: inout ModelStorage, _ optimizer: inout Optimizer, on data: ImageDataset, by team: Team,
        _ size: Workspace.Size, epoch: Int, _ display: inout ProgressDisplay
    ) throws -> Evaluation {
        let batches = Batches(
            sampleCount: data.count, batchSize: min(batchSize, data.count), dropLast: dropLast, seed: seed,
            epoch: epoch)
        let workspaces = model.workspaces
        let workspace = try workspaces.take(size)
        defer { workspaces.giveBack(workspace) }
        var tally = Tally()
        for (index, batch) in batches.enumerated() {
            let next = index + 1 < batches.endIndex ? batches[index + 1] : []
            model.step(
                rows: batch.count, in: workspace, by: team, optimizer: &optimizer, seed: seed
            ) { samples, worker in
                let rest = batch.dropFirst(samples.lowerBound)
                workspace.gather(
                    rest.prefix(samples.count), from: data, first: samples.lowerBound, worker)
                let behind = rest.dropFirst(samples.count)
                data.prefetch(
                    worker.share(of: (behind.isEmpty ? next : behind).prefix(samples.count)))
            }
            let loss = tally.add(rows: batch.count, of: workspace)
            guard loss.isFinite else {
                if epoch == 1, index == 0 {
                    throw TrainingError.notFinite(loss: loss / Double(batch.count))
                }
                throw TrainingError.diverged(
                    epoch: epoch, batch: index + 1, loss: loss / Double(batch.count),
                    learningRate: optimizer.learningRate)
            }
            display.update(batch: index + 1, tally)
        }
        return tally.evaluation
    }
}

/// Why a model is not trained, or not to the end.
public enum TrainingError: Error, Sendable, Equatable {
    case batchSize(Int)
    case epochs(Int)
    /// With `dropLast`, fewer samples than a batch has are none.
    case noFullBatch(batchSize: Int, samples: Int)
    case threads(Int)
    /// The loss of the first batch is infinite or not a number before any step has been taken.
    case notFinite(loss: Double)
    /// The loss became infinite or not a number; epoch and batch count from 1. The batch is nil where it is the loss on
    /// the validation set.
    case diverged(epoch: Int, batch: Int?, loss: Double, learningRate: Double)
}
