internal import TileKernels

extension ModelStorage {
    /// Takes one step over `rows` samples, of which `workspace` has labels or targets. The losses and outputs left
    /// there are those before the step.
    ///
    /// A batch that is larger than what is worked on together is walked in pieces, whose gradients add up. Their sum
    /// depends on the batch alone, and not on the number of workers.
    ///
    /// - Parameters:
    ///   - ready: What has come of putting the first piece there beside the step before, if it was.
    ///   - next: What each worker does beside the others when its share is done: the same for the step behind.
    ///   - fill: Puts a worker's share of these samples there, inputs in the first rows.
    /// - Throws: `ModelError.notFinite` if a loss is not finite, and what `fill` throws: parameters, state and optimizer
    ///   are then what they were.
    mutating func step(
        rows: Int, in workspace: Workspace, by team: Team, optimizer: inout Optimizer,
        settings: StepSettings, ready: FirstFailure? = nil, next: (Worker) -> Void = { _ in },
        fill: (_ samples: Range<Int>, Worker) throws -> Void
    ) throws {
        let compiled = compiled
        let pieces = compiled.pieces(of: rows, limit: settings.piece)
        let storesGradient = compiled.storesGradient(of: rows, for: optimizer, settings)
        let seed = optimizer.stepSeed(ofRun: settings.seed)
        let state = parameters.copy(compiled.layout.stateRange)
        let failure = ready ?? FirstFailure()
        func withPass<Result>(_ body: (Pass) -> Result) -> Result {
            parameters.withMutableMemory { parameters in
                var pass = workspace.pass(rows: rows, parameters: parameters)
                pass.seed = seed
                pass.learningRate = Float(optimizer.learningRate)
                if storesGradient {
                    pass.gradients = workspace.gradients.start
                    // To add a gradient is to go along it at this rate.
                    pass.learningRate = -1
                    pass.firstTrained = settings.firstTrained
                }
                return body(pass)
            }
        }
        func run(_ pass: Pass, by team: Team, isReady: Bool, next: (Worker) -> Void) {
            team.run { worker in
                for samples in pieces {
                    if samples.lowerBound > 0 || !isReady {
                        failure.catching {
                            try fill(samples, worker)
                            try workspace.samples.checkInputs(of: samples.count, worker, settings)
                        }
                        worker.synchronize()
                    }
                    if failure.isThere { return }
                    let piece = pass.piece(samples, of: compiled.layout)
                    if !storesGradient {
                        compiled.step(piece, worker)
                    } else if samples.lowerBound == 0 {
                        compiled.gradient(piece, worker)
                    } else {
                        compiled.accumulate?(piece, worker)
                    }
                    if samples.upperBound < rows { worker.synchronize() }
                }
                next(worker)
            }
        }
        do {
            withPass { run($0, by: team, isReady: ready != nil, next: next) }
            try failure.rethrow()
            let loss = tk_sum(workspace.losses.start, rows) / Double(rows)
            guard loss.isFinite, parameters.isFinite(in: compiled.layout.stateRange) else {
                throw NotFiniteLoss(loss: loss)
            }
        } catch {
            parameters.put(state, to: compiled.layout.stateRange)
            guard let error = error as? NotFiniteLoss else { throw error }
            let cause =
                try causeOfNotFinite(in: workspace, pieces, fill)
                ?? .activation(
                    layer: withPass { pass in
                        pass.layerOfNotFinite(of: compiled.layout) {
                            run($0, by: .alone, isReady: false) { _ in }
                        }
                    })
            parameters.put(state, to: compiled.layout.stateRange)
            throw ModelError.notFinite(loss: error.loss, cause: cause)
        }
        if storesGradient { update(along: workspace, by: team, &optimizer, settings) }
        optimizer.endStep()
    }

    private mutating func update(
        along workspace: Workspace, by team: Team, _ optimizer: inout Optimizer, _ settings: StepSettings
    ) {
        let compiled = compiled
        let count = compiled.layout.parameterFloats
        let trained = settings.trained ?? [0..<count]
        let gradient = workspace.gradients.start
        parameters.withMutableMemory { parameters in
            optimizer.withUpdate(count: count, parameters: compiled.parameterCount) { update in
                let clip = settings.clipping.map { GradientClip($0, of: gradient, trained) }
                team.run { worker in
                    clip?.callAsFunction(worker)
                    let share = worker.share(of: count, by: 16)
                    for range in trained {
                        let part = range.clamped(to: share)
                        if !part.isEmpty { update(parameters, gradient, part) }
                    }
                }
            }
        }
    }
}

/// Numbers are not finite, whatever the cause.
private struct NotFiniteLoss: Error {
    var loss: Double
}

extension SampleBuffers {
    /// Looks at a worker's share of the first rows. An infinity may become zero in ReLU, so that no loss shows it, but
    /// not in the gradient.
    func checkInputs(of rows: Int, _ worker: Worker, _ settings: StepSettings) throws {
        if settings.inputsAreFinite { return }
        let share = worker.share(of: rows, by: 1)
        let (first, count) = (share.lowerBound * layout.inputs, share.count * layout.inputs)
        guard tk_all_finite(input.start + first, count) != 0 else { throw NotFiniteLoss(loss: .nan) }
    }
}

extension ModelLayout {
    /// What layers keep, behind the parameters that are trained.
    fileprivate var stateRange: Range<Int> { parameterFloats..<parameterFloats + stateFloats }
}

extension FloatArena {
    fileprivate func isFinite(in range: Range<Int>) -> Bool {
        withMemory { tk_all_finite($0 + range.lowerBound, range.count) != 0 }
    }

    fileprivate func copy(_ range: Range<Int>) -> [Float] {
        withMemory { Array(UnsafeBufferPointer(start: $0 + range.lowerBound, count: range.count)) }
    }

    fileprivate mutating func put(_ numbers: [Float], to range: Range<Int>) {
        guard !range.isEmpty else { return }
        withMutableMemory { ($0 + range.lowerBound).update(from: numbers, count: numbers.count) }
    }
}
