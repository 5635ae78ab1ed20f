extension Model {
    /// A model whose parameters are drawn from the seed, as PyTorch initializes them.
    public init(seed: UInt64 = 0) {
        self.init(storage: ModelStorage(layout: Self.layout, seed: seed))
    }

    /// The logits of one sample, `[outputs]`.
    ///
    /// - Parameter sample: As many floats as `layout.inputShape` has, the last dimension fastest.
    /// - Throws: `ModelError` if the length is wrong.
    public func logits(_ sample: [Float]) throws(ModelError) -> [Float] {
        try withOutput(of: sample) { Array($0) }
    }

    /// The logits of any number of samples, `[outputs]` each.
    ///
    /// - Throws: `ModelError` if the length of a sample is wrong.
    public func logits(batch samples: [[Float]]) throws(ModelError) -> [[Float]] {
        var logits: [[Float]] = []
        logits.reserveCapacity(samples.count)
        try forEachOutput(of: samples) { logits.append(Array($0)) }
        return logits
    }

    /// The class of one sample.
    ///
    /// - Throws: `ModelError` if the length is wrong.
    public func predict(_ sample: [Float]) throws(ModelError) -> Prediction {
        try withOutput(of: sample) { Prediction(output: $0, loss: Self.layout.loss) }
    }

    /// The classes of any number of samples.
    ///
    /// - Throws: `ModelError` if the length of a sample is wrong.
    public func predict(batch samples: [[Float]]) throws(ModelError) -> [Prediction] {
        var predictions: [Prediction] = []
        predictions.reserveCapacity(samples.count)
        try forEachOutput(of: samples) {
            predictions.append(Prediction(output: $0, loss: Self.layout.loss))
        }
        return predictions
    }

    /// Runs the model over one sample with as little around it as can be: a small model takes less time
    /// than a few allocations.
    private func withOutput<Result>(
        of sample: [Float], _ read: (UnsafeBufferPointer<Float>) -> Result
    ) throws(ModelError) -> Result {
        let storage = storage
        guard sample.count == storage.inputs else {
            throw .inputLength(sample: 0, expected: storage.inputs, found: sample.count)
        }
        return storage.workspaces.withWorkspace(for: Self.layout, rows: 1) { workspace in
            workspace.setInput(row: 0, to: sample)
            storage.parameters.withMemory { parameters in
                Self.forward(workspace.pass(rows: 1, parameters: parameters), .alone)
            }
            return read(workspace.output(row: 0))
        }
    }

    private func forEachOutput(
        of samples: [[Float]], _ body: (UnsafeBufferPointer<Float>) -> Void
    ) throws(ModelError) {
        try Self.validate(inputs: samples)
        inChunks(of: samples.count, by: .alone) { workspace, rows, _ in
            for (row, index) in rows.enumerated() { workspace.setInput(row: row, to: samples[index]) }
        } run: { pass, worker in
            Self.forward(pass, worker)
        } read: { workspace, rows in
            for row in 0..<rows.count { body(workspace.output(row: row)) }
        }
    }

    /// Runs a function of the model over `count` samples, as many at a time as memory is planned for.
    ///
    /// - Parameters:
    ///   - fill: Puts a worker's share of the samples with these indices into the first rows of the
    ///     workspace.
    ///   - run: The generated function.
    ///   - read: Takes the results of the same samples.
    func inChunks(
        of count: Int, by team: Team, fill: (Workspace, Range<Int>, Worker) -> Void,
        run: (Pass, Worker) -> Void, read: (Workspace, Range<Int>) -> Void
    ) {
        let planned = min(count, Workspace.plannedRows)
        storage.workspaces.withWorkspace(
            for: Self.layout, rows: planned, workers: team.count
        ) { workspace in
            storage.parameters.withMemory { parameters in
                for first in stride(from: 0, to: count, by: Workspace.plannedRows) {
                    let rows = first..<min(first + Workspace.plannedRows, count)
                    let pass = workspace.pass(rows: rows.count, parameters: parameters)
                    team.run { worker in
                        fill(workspace, rows, worker)
                        worker.synchronize()
                        run(pass, worker)
                    }
                    read(workspace, rows)
                }
            }
        }
    }

    static func validate(inputs: [[Float]]) throws(ModelError) {
        for (sample, input) in inputs.enumerated() where input.count != layout.inputs {
            throw .inputLength(sample: sample, expected: layout.inputs, found: input.count)
        }
    }
}
