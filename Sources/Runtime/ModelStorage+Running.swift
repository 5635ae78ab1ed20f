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
        of samples: SampleRows, _ body: (UnsafeBufferPointer<Float>) -> Void
    ) throws(ModelError) {
        try TeamPool.shared.withTeam(for: compiled, rows: samples.count) { team throws(ModelError) in
            try inChunks(of: samples.count, by: team, run: compiled.forward) { workspace, rows, worker in
                samples.copy(rows, to: workspace, worker)
            } read: { workspace, rows in
                for row in 0..<rows { body(workspace.output(row: row)) }
            }
        }
    }

    /// The same for all samples of a data set of the right shape.
    func forEachOutput(
        of data: any Dataset, _ body: (UnsafeBufferPointer<Float>) -> Void
    ) throws {
        // What is expected of a model has no place in it if it is not of the model's kind.
        let numbers = data.target.hasLabels ? 0 : data.target.count
        let unread = AlignedBuffer<Float>(count: compiled.inferenceRows * numbers)
        try TeamPool.shared.withTeam(for: compiled, rows: data.count) { team in
            try inBatches(of: data, by: team, run: compiled.forward) { workspace, indices, worker in
                try workspace.samples.gatherInputs(indices, from: data, targets: unread, worker)
            } read: { workspace, rows in
                for row in 0..<rows { body(workspace.output(row: row)) }
            }
        }
    }

    /// The mean loss and what metrics say over a data set that is valid.
    func evaluate(on data: any Dataset, by team: Team, _ metrics: [any Metric]) throws -> Evaluation {
        var tally = Tally(metrics)
        try inBatches(of: data, by: team, run: compiled.loss) { workspace, indices, worker in
            try workspace.samples.gather(indices, from: data, worker)
        } read: { workspace, rows in
            tally.add(rows: rows, of: workspace, target: data.target)
        }
        return tally.evaluation
    }

    /// Where the loss on a data set that is valid and finite first is not.
    func layerOfNotFinite(in data: any Dataset) throws -> String? {
        var layer: String?
        try inBatches(of: data, by: .alone) { [compiled] pass, worker in
            guard layer == nil else { return }
            layer = pass.layerOfNotFinite(of: compiled.layout) { compiled.loss($0, worker) }
        } gather: { workspace, indices, worker in
            try workspace.samples.gather(indices, from: data, worker)
        } read: { _, _ in
        }
        return layer
    }

    private func inBatches(
        of data: any Dataset, by team: Team, run: (Pass, Worker) -> Void,
        gather: (Workspace, ArraySlice<Int32>, Worker) throws -> Void,
        read: (Workspace, _ rows: Int) -> Void
    ) throws {
        let order = Batches(sampleCount: data.count, batchSize: compiled.inferenceRows).order
        let failure = FirstFailure()
        try inChunks(of: data.count, by: team, run: run, unless: failure) { workspace, rows, worker in
            failure.catching {
                if Task.isCancelled { throw CancellationError() }
                try gather(workspace, order[rows], worker)
            }
        } read: { workspace, rows in
            read(workspace, rows)
        }
        try failure.rethrow()
    }

    /// Runs a function of the model over `count` samples, as many at a time as memory is planned for.
    ///
    /// - Parameters:
    ///   - failure: What keeps it from going on.
    ///   - fill: Puts a worker's share of the samples with these indices into the first rows of the
    ///     workspace.
    ///   - read: Takes the results of the same samples.
    private func inChunks(
        of count: Int, by team: Team, run: (Pass, Worker) -> Void, unless failure: FirstFailure? = nil,
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
                    if failure?.isThere != true { run(pass, worker) }
                }
                if failure?.isThere == true { break }
                read(workspace, rows.count)
            }
        }
    }
}
