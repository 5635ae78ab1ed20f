extension ModelStorage {
    /// Runs the model over one sample with as little around it as can be: a small model takes less time
    /// than a few allocations.
    func withOutput<Result>(
        of sample: [Float], _ read: (UnsafeBufferPointer<Float>) -> Result
    ) throws(ModelError) -> Result {
        let compiled = compiled
        guard sample.count == compiled.inputs else {
            throw .inputLength(sample: 0, expected: compiled.inputs, found: sample.count)
        }
        let workspace = try workspaces.take(Workspace.Size(rows: 1))
        defer { workspaces.giveBack(workspace) }
        workspace.setInput(row: 0, to: sample)
        parameters.withMemory { parameters in
            compiled.forward(workspace.pass(rows: 1, parameters: parameters), .alone)
        }
        return read(workspace.output(row: 0))
    }

    func forEachOutput(
        of samples: [[Float]], _ body: (UnsafeBufferPointer<Float>) -> Void
    ) throws(ModelError) {
        try compiled.validate(inputs: samples)
        try inChunks(of: samples.count, by: .alone, run: compiled.forward) { workspace, rows, _ in
            for (row, index) in rows.enumerated() { workspace.setInput(row: row, to: samples[index]) }
        } read: { workspace, rows in
            for row in 0..<rows { body(workspace.output(row: row)) }
        }
    }

    /// The same for all samples of a data set that is valid.
    func forEachOutput(
        of data: ImageDataset, _ body: (UnsafeBufferPointer<Float>) -> Void
    ) throws(ModelError) {
        let team = Team(for: compiled, rows: data.count)
        try inBatches(of: data, by: team, run: compiled.forward) { workspace, rows in
            for row in 0..<rows { body(workspace.output(row: row)) }
        }
    }

    /// The mean loss and the accuracy over a data set that is valid.
    func evaluate(on data: ImageDataset, by team: Team) throws(ModelError) -> Evaluation {
        var tally = Tally()
        try inBatches(of: data, by: team, run: compiled.loss) { workspace, rows in
            tally.add(rows: rows, of: workspace)
        }
        return tally.evaluation
    }

    /// Takes one step over `rows` samples, of which `workspace` has labels or targets. The losses and outputs left
    /// there are those before the step.
    ///
    /// A batch that is larger than what is worked on together is walked in pieces, whose gradients add up. Their sum
    /// depends on the batch alone, and not on the number of workers.
    ///
    /// - Parameters:
    ///   - seed: The run's; what layers draw depends on it and on the optimizer's count of steps.
    ///   - fill: Puts a worker's share of the inputs of these samples there, in the first rows.
    mutating func step(
        rows: Int, in workspace: Workspace, by team: Team, optimizer: inout Optimizer, seed: UInt64,
        fill: (_ samples: Range<Int>, Worker) -> Void
    ) {
        let compiled = compiled
        let piece = compiled.piece(of: rows)
        parameters.withMutableMemory { parameters in
            var pass = workspace.pass(rows: rows, parameters: parameters)
            pass.seed = optimizer.beginStep(ofRun: seed)
            guard compiled.storesGradient(of: rows, for: optimizer) else {
                pass.learningRate = Float(optimizer.learningRate)
                return team.run { [pass] worker in
                    fill(0..<rows, worker)
                    worker.synchronize()
                    compiled.step(pass, worker)
                }
            }
            pass.gradients = workspace.gradients.start
            // To add a gradient is to go along it at this rate.
            pass.learningRate = -1
            let count = compiled.layout.parameterFloats
            optimizer.withUpdate(count: count, parameters: compiled.parameterCount) { update in
                team.run { [pass] worker in
                    for first in stride(from: 0, to: rows, by: piece) {
                        let samples = first..<min(first + piece, rows)
                        fill(samples, worker)
                        worker.synchronize()
                        let run = first == 0 ? compiled.gradient : compiled.accumulate
                        run?(pass.piece(samples, of: compiled.layout), worker)
                        worker.synchronize()
                    }
                    update(parameters, pass.gradients, worker.share(of: count, by: 16))
                }
            }
        }
    }

    private func inBatches(
        of data: ImageDataset, by team: Team, run: CompiledModel.Function,
        read: (Workspace, _ rows: Int) -> Void
    ) throws(ModelError) {
        let order = Batches(sampleCount: data.count, batchSize: compiled.inferenceRows).order
        try inChunks(of: data.count, by: team, run: run) { workspace, rows, worker in
            workspace.gather(order[rows], from: data, worker)
        } read: { workspace, rows in
            read(workspace, rows)
        }
    }

    /// Runs a function of the model over `count` samples, as many at a time as memory is planned for.
    ///
    /// - Parameters:
    ///   - fill: Puts a worker's share of the samples with these indices into the first rows of the
    ///     workspace.
    ///   - read: Takes the results of the same samples.
    private func inChunks(
        of count: Int, by team: Team, run: CompiledModel.Function,
        fill: (Workspace, Range<Int>, Worker) -> Void,
        read: (Workspace, _ rows: Int) -> Void
    ) throws(ModelError) {
        let length = compiled.inferenceRows
        let workspace = try workspaces.take(
            Workspace.Size(rows: min(count, length), workers: team.count))
        defer { workspaces.giveBack(workspace) }
        parameters.withMemory { parameters in
            for first in stride(from: 0, to: count, by: length) {
                let rows = first..<min(first + length, count)
                let pass = workspace.pass(rows: rows.count, parameters: parameters)
                team.run { worker in
                    fill(workspace, rows, worker)
                    worker.synchronize()
                    run(pass, worker)
                }
                read(workspace, rows.count)
            }
        }
    }
}

extension Workspace {
    /// Puts a worker's share of the samples at `indices` into the first rows, ready for a loss.
    ///
    /// - Parameter first: The place of the first of them in the batch, which has all labels and targets.
    func gather(
        _ indices: ArraySlice<Int32>, from data: ImageDataset, first: Int = 0, _ worker: Worker
    ) {
        let share = worker.share(of: indices)
        let row = share.startIndex - indices.startIndex
        data.gather(share, into: input.start + row * data.sampleSize, labels: labels.start + first + row)
        encodeTargetsFromLabels(rows: first + row..<first + row + share.count)
    }
}

extension Worker {
    /// The worker's share of samples.
    func share(of indices: ArraySlice<Int32>) -> ArraySlice<Int32> {
        let rows = share(of: indices.count, by: 1)
        return indices[(indices.startIndex + rows.lowerBound)..<(indices.startIndex + rows.upperBound)]
    }
}
