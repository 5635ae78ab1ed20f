/// One call of `fit`: the settings, what they mean for a model and its data, and the state that moves on.
struct TrainingRun {
    let trainer: Trainer
    let training: any Dataset
    let validation: (any Dataset)?
    let metrics: [any Metric]
    /// The number of the last epoch.
    let lastEpoch: Int
    var state: TrainingState

    private let compiled: CompiledModel
    private let workers: Int
    private var pace = Pace(.alone, isFixed: true)
    private let settings: StepSettings
    private let size: Workspace.Size

    /// - Throws: What is wrong with the settings or the data, before anything has changed.
    init(
        _ trainer: Trainer, of model: ModelStorage, on training: any Dataset,
        validatingOn validation: (any Dataset)?, starting start: Trainer.Start
    ) throws {
        compiled = model.compiled
        (self.trainer, self.training, self.validation) = (trainer, training, validation)
        let rows = try trainer.validatedStep(of: compiled, on: training)
        if let validation { try compiled.validate(validation) }
        metrics = trainer.metrics ?? .fitting(compiled.layout.loss, training.target)
        let known = metrics.flatMap(\.results).map(\.name)
        try trainer.earlyStopping?.validate(known: known)
        for rule in trainer.checkpoints { try rule.validate(known: known) }

        let old = start == .anew ? nil : model.training?.state
        state = TrainingState(trainer, continuing: old, modelName: compiled.layout.name)
        try state.optimizer.validate(for: compiled.layout)
        state.dataMetadata = DataDescription.metadata(of: training)
        lastEpoch = start == .resumed ? trainer.epochs : state.epochs + trainer.epochs

        let trained = try compiled.layout.ranges(withoutFrozen: trainer.frozen)
        settings = StepSettings(
            seed: trainer.seed, piece: trainer.accumulation > 1 ? trainer.batchSize : nil,
            clipping: trainer.clipping, trained: trained,
            firstTrained: trained.map(compiled.layout.firstParameter) ?? 0,
            inputsAreFinite: training.isKnownToBeFinite)
        workers = Team.count(
            for: compiled, rows: min(rows, trainer.batchSize), threads: trainer.threads, cores: trainer.cores)
        var size = model.workspaceSize(rows: rows, workers: workers, for: state.optimizer, settings)
        size.nextSamples = true
        if let validation {
            size = size.union(
                Workspace.Size(rows: min(validation.count, compiled.inferenceRows), workers: workers))
        }
        self.size = size
        let besides = state.optimizer.missingStateBytes(for: compiled.layout)
        model.workspaces.giveBack(try model.workspaces.take(size, besides: besides))
    }

    typealias Callback = (inout TrainingControl) throws -> Void

    /// What comes behind a batch or an epoch.
    private enum Flow { case goesOn, stopped }

    /// - Returns: The epochs of this run.
    mutating func fit(
        _ model: inout ModelStorage, onBatch: Callback?, onEpoch: Callback?
    ) throws -> History {
        let before = state.history.epochs.count
        try TeamPool.shared.withTeam(of: workers) { team in
            pace = Pace(team, isFixed: trainer.threads != nil)
            while state.epochs < lastEpoch {
                if try runEpoch(&model, onBatch, onEpoch) == .stopped { break }
                if let stopping = trainer.earlyStopping, stopsEarly(stopping, &model) { break }
            }
        }
        return History(
            modelName: state.history.modelName, epochs: Array(state.history.epochs[before...]))
    }

    private mutating func runEpoch(
        _ model: inout ModelStorage, _ onBatch: Callback?, _ onEpoch: Callback?
    ) throws -> Flow {
        let batches = self.batches
        var display = ProgressDisplay(
            trainer.progress, epoch: state.epochs + 1, of: lastEpoch, batches: batches.count,
            samplesBefore: epochInProgress.tally.samples, batchesBefore: epochInProgress.steps)
        defer { display.close() }
        let flow = try train(&model, in: batches, &display, onBatch)
        let training = epochInProgress
        guard training.steps == batches.count else { return flow }
        let evaluation = try validation.map { try evaluate(model, on: $0) }
        let epoch = History.Epoch(
            number: state.epochs + 1, training: training.tally.evaluation, validation: evaluation,
            seconds: training.seconds)
        state.epochs += 1
        state.epoch = nil
        state.history.epochs.append(epoch)
        display.finish(epoch)
        if let stopping = trainer.earlyStopping {
            state.note(epoch, model.parameters, stopping)
        }
        var control = control(model, training, of: batches, finished: epoch)
        try onEpoch?(&control)
        state.baseLearningRate.current = control.learningRate
        try writeCheckpoints(of: model, after: epoch)
        return control.isStopped ? .stopped : flow
    }

    /// What is left of the epoch that has begun, or of the next one.
    private mutating func train(
        _ model: inout ModelStorage, in batches: Batches, _ display: inout ProgressDisplay,
        _ onBatch: Callback?
    ) throws -> Flow {
        let clock = ContinuousClock()
        let start = clock.now
        var current = epochInProgress
        let secondsBefore = current.seconds
        state.epoch = nil
        defer {
            current.seconds = secondsBefore + (clock.now - start) / .seconds(1)
            state.epoch = current
        }
        let workspaces = model.workspaces
        let workspace = try workspaces.take(size)
        defer { workspaces.giveBack(workspace) }
        let epochs = state.epochs
        let gathering = BatchGathering(batches, of: try samplesOfEpoch(), settings, compiled)
        var ready: FirstFailure?
        while current.steps < batches.count {
            try Task.checkCancellation()
            let batch = batches[current.steps]
            let step = current.steps
            // One worker alone would only need more memory for it.
            let nextIsReady = pace.team.count > 1 ? FirstFailure() : nil
            state.optimizer.learningRate = learningRate
            if let momentum = trainer.schedule.momentum(at: scheduleIndex) {
                state.optimizer.setMomentum(momentum)
            }
            let stepStart = clock.now
            do {
                try model.step(
                    rows: batch.count, in: workspace, by: pace.team, optimizer: &state.optimizer,
                    settings: settings, ready: ready
                ) { worker in
                    nextIsReady?.catching {
                        try gathering.gatherAhead(ofBatch: step + 1, into: workspace, worker)
                    }
                } fill: { samples, worker in
                    try gathering.gather(samples, ofBatch: step, into: workspace, worker)
                }
            } catch ModelError.notFinite(let loss, let cause) {
                throw TrainingError.diverged(
                    epoch: epochs + 1, batch: current.steps + 1, loss: loss,
                    cause: cause.mappingSample { Int(batch[batch.startIndex + $0]) },
                    learningRate: state.optimizer.learningRate)
            }
            pace.note(samples: batch.count, seconds: (clock.now - stepStart) / .seconds(1))
            current.steps += 1
            current.tally.add(rows: batch.count, of: workspace, target: training.target)
            if nextIsReady != nil { workspace.goOnToNextSamples() }
            ready = nextIsReady
            display.update(batch: current.steps, current.tally)
            guard let onBatch else { continue }
            var control = control(model, current, of: batches)
            try onBatch(&control)
            state.baseLearningRate.current = control.learningRate
            if control.isStopped { return .stopped }
        }
        return .goesOn
    }

    private mutating func writeCheckpoints(of model: ModelStorage, after epoch: History.Epoch) throws {
        for rule in trainer.checkpoints {
            switch rule.condition {
            case .every(let count):
                guard state.epochs.isMultiple(of: count) || state.epochs == lastEpoch else { continue }
            case .best(let monitor):
                guard let badness = monitor.badness(of: epoch),
                    badness < state.bestFiles[rule.path] ?? .infinity
                else { continue }
                state.bestFiles[rule.path] = badness
            }
            try DynamicModel(storage: snapshot(of: model, state)).saveCheckpoint(to: rule.path)
        }
    }

    private func evaluate(_ model: ModelStorage, on data: any Dataset) throws -> Evaluation {
        let evaluation = try model.evaluate(on: data, by: pace.team, metrics)
        guard !evaluation.loss.isFinite else { return evaluation }
        let cause = try model.causeOfNotFinite(in: data)
        throw TrainingError.diverged(
            epoch: state.epochs + 1, batch: nil, loss: evaluation.loss, cause: cause,
            learningRate: state.optimizer.learningRate)
    }

    /// - Returns: Whether the model has become no better for too long; it then has the best parameters, if asked for.
    private mutating func stopsEarly(_ stopping: EarlyStopping, _ model: inout ModelStorage) -> Bool {
        guard let best = state.best, best.epochsSince >= stopping.patience else { return false }
        if let parameters = best.parameters { model.parameters = parameters }
        state.best?.epochsSince = 0
        return true
    }
}

extension TrainingRun {
    private var order: TrainingState.EpochInProgress.Order {
        .init(
            samples: training.count, batchSize: trainer.batchSize, accumulation: trainer.accumulation,
            dropLast: trainer.dropLast, seed: trainer.seed)
    }

    /// One that was begun with other samples or batches begins again.
    private var epochInProgress: TrainingState.EpochInProgress {
        guard var epoch = state.epoch, epoch.order == order else {
            return .init(order: order, tally: Tally(metrics))
        }
        epoch.tally.restore(metrics)
        return epoch
    }

    /// The samples of each step of the epoch.
    private var batches: Batches {
        Batches(
            sampleCount: training.count, batchSize: trainer.batchSize, dropLast: trainer.dropLast,
            seed: trainer.seed, epoch: state.epochs + 1
        ).joined(by: trainer.accumulation)
    }

    /// What the epoch is trained on: other images in each, with augmentation.
    private func samplesOfEpoch() throws -> any Dataset {
        if trainer.augmentation.isEmpty { return training }
        return try training.augmented(
            by: trainer.augmentation, seed: trainer.seed, epoch: state.epochs + 1)
    }

    private var learningRate: Double {
        trainer.schedule.learningRate(state.baseLearningRate.current, at: scheduleIndex)
    }

    private var scheduleIndex: Int {
        trainer.schedule.unit == .epochs ? state.epochs : Int(state.optimizer.steps)
    }

    private func control(
        _ model: ModelStorage, _ current: TrainingState.EpochInProgress, of batches: Batches,
        finished: History.Epoch? = nil
    ) -> TrainingControl {
        var state = state
        state.epoch = finished == nil ? current : nil
        return TrainingControl(
            epoch: finished?.number ?? state.epochs + 1, batch: current.steps, batches: batches.count,
            finishedEpoch: finished, learningRate: state.baseLearningRate.current, tally: current.tally,
            storage: snapshot(of: model, state))
    }

    private func snapshot(of model: ModelStorage, _ state: TrainingState) -> ModelStorage {
        var snapshot = model
        snapshot.training = SharedTrainingState(state)
        return snapshot
    }
}

extension TrainingState {
    /// Compares an epoch with the best so far.
    fileprivate mutating func note(
        _ epoch: History.Epoch, _ parameters: FloatArena, _ stopping: EarlyStopping
    ) {
        guard let badness = stopping.monitoring.badness(of: epoch) else { return }
        if let best, !(badness < best.badness - stopping.minimumChange) {
            self.best?.epochsSince += 1
        } else {
            best = Best(badness: badness, parameters: stopping.restoresBest ? parameters : nil)
        }
    }
}

extension Trainer {
    /// - Returns: The samples of a step, if the settings make sense for a model and its data.
    fileprivate func validatedStep(of compiled: CompiledModel, on training: any Dataset) throws -> Int {
        guard batchSize > 0 else { throw TrainingError.batchSize(batchSize) }
        guard epochs > 0 else { throw TrainingError.epochs(epochs) }
        guard accumulation > 0 else { throw TrainingError.accumulation(accumulation) }
        if let threads, threads < 1 { throw TrainingError.threads(threads) }
        if let clipping, !(clipping.limit > 0) { throw TrainingError.clipping(clipping.limit) }
        if let (name, value) = schedule.problem { throw TrainingError.schedule(name: name, value: value) }
        if schedule.momentum(at: 0) != nil, !optimizer.hasMomentum { throw TrainingError.noMomentum }
        try compiled.validate(training)
        if !augmentation.isEmpty { _ = try training.augmented(by: augmentation) }
        let batch = min(batchSize, training.count)
        if dropLast, batch < batchSize {
            throw TrainingError.noFullBatch(batchSize: batchSize, samples: training.count)
        }
        try compiled.validate(batch: batch)
        let last = training.count % batch
        if last > 0, !dropLast { try compiled.validate(batch: last) }
        if accumulation > 1, compiled.accumulate == nil { throw TrainingError.accumulation(accumulation) }
        let used = dropLast ? training.count - last : training.count
        return min(clampedProduct(batch, accumulation), used)
    }
}
