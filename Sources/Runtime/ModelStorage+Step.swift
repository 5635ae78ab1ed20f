internal import TileKernels

extension ModelStorage {
    /// Takes one step over `rows` samples, of which `workspace` has labels or targets. The losses and outputs left
    /// there are those before the step.
    ///
    /// A batch that is larger than what is worked on together is walked in pieces, whose gradients add up. Their sum
    /// depends on the batch alone, and not on the number of workers.
    ///
    /// - Parameter fill: Puts a worker's share of these samples there, inputs in the first rows.
    /// - Throws: `ModelError.notFinite` if a loss is not finite, and what `fill` throws: parameters, state and optimizer
    ///   are then what they were.
    mutating func step(
        rows: Int, in workspace: Workspace, by team: Team, optimizer: inout Optimizer,
        settings: StepSettings, fill: (_ samples: Range<Int>, Worker) throws -> Void
    ) throws {
        let compiled = compiled
        let piece = compiled.piece(of: rows, limit: settings.piece)
        let pieces = stride(from: 0, to: rows, by: piece).map { $0..<min($0 + piece, rows) }
        let failure = FirstFailure()
        let seed = optimizer.stepSeed(ofRun: settings.seed)
        let state = parameters.copy(compiled.layout.stateRange)
        let storesGradient = compiled.storesGradient(of: rows, for: optimizer, settings)
        parameters.withMutableMemory { parameters in
            var pass = workspace.pass(rows: rows, parameters: parameters)
            pass.seed = seed
            guard storesGradient else {
                pass.learningRate = Float(optimizer.learningRate)
                return team.run { [pass] worker in
                    failure.catching { try fill(0..<rows, worker) }
                    worker.synchronize()
                    if !failure.isThere { compiled.step(pass, worker) }
                }
            }
            pass.gradients = workspace.gradients.start
            // To add a gradient is to go along it at this rate.
            pass.learningRate = -1
            pass.firstTrained = settings.firstTrained
            team.run { [pass] worker in
                for samples in pieces {
                    failure.catching { try fill(samples, worker) }
                    worker.synchronize()
                    if failure.isThere { return }
                    let run = samples.lowerBound == 0 ? compiled.gradient : compiled.accumulate
                    run?(pass.piece(samples, of: compiled.layout), worker)
                    worker.synchronize()
                }
            }
        }
        do {
            try failure.rethrow()
            let loss = tk_sum(workspace.losses.start, rows) / Double(rows)
            guard loss.isFinite, parameters.isFinite(in: compiled.layout.stateRange) else {
                let cause = try causeOfNotFinite(in: workspace, pieces, state, fill)
                throw ModelError.notFinite(loss: loss, cause: cause)
            }
        } catch {
            parameters.put(state, to: compiled.layout.stateRange)
            throw error
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
