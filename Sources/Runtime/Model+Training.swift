extension Model {
    /// Moves the parameters one step along the gradient of the batch's mean loss. If the loss is the
    /// mean squared error, the targets are one for the label and zero for the other classes.
    ///
    /// - Parameters:
    ///   - inputs: The samples, at least one, each of the length of `layout.inputShape`.
    ///   - labels: For each sample its class, `0 ..< layout.outputs`.
    ///   - optimizer: Its state moves on, too.
    /// - Returns: The mean loss before the step.
    /// - Throws: `ModelError` or `OptimizerError`; then nothing has changed.
    @discardableResult
    public mutating func trainStep(
        inputs: [[Float]], labels: [Int], optimizer: inout Optimizer
    ) throws -> Float {
        guard labels.count == inputs.count else {
            throw ModelError.labelCount(expected: inputs.count, found: labels.count)
        }
        for (sample, label) in labels.enumerated() where !(0..<Self.layout.outputs).contains(label) {
            throw ModelError.label(sample: sample, found: label, classes: Self.layout.outputs)
        }
        return try trainStep(inputs: inputs, optimizer: &optimizer) { workspace in
            for (row, label) in labels.enumerated() { workspace.labels.start[row] = Int32(label) }
            workspace.encodeTargetsFromLabels(rows: labels.indices)
        }
    }

    /// Moves the parameters one step along the gradient of the mean squared error.
    ///
    /// - Parameters:
    ///   - inputs: The samples, at least one, each of the length of `layout.inputShape`.
    ///   - targets: For each sample the outputs it should have, `[outputs]`.
    ///   - optimizer: Its state moves on, too.
    /// - Returns: The mean loss before the step.
    /// - Throws: `ModelError` or `OptimizerError`; then nothing has changed.
    @discardableResult
    public mutating func trainStep(
        inputs: [[Float]], targets: [[Float]], optimizer: inout Optimizer
    ) throws -> Float {
        guard Self.layout.loss == .meanSquaredError else { throw ModelError.targetsForCrossEntropy }
        guard targets.count == inputs.count else {
            throw ModelError.targetCount(expected: inputs.count, found: targets.count)
        }
        for (sample, target) in targets.enumerated() where target.count != Self.layout.outputs {
            throw ModelError.targetLength(
                sample: sample, expected: Self.layout.outputs, found: target.count)
        }
        return try trainStep(inputs: inputs, optimizer: &optimizer) { workspace in
            for (row, target) in targets.enumerated() { workspace.setTarget(row: row, to: target) }
        }
    }

    private mutating func trainStep(
        inputs: [[Float]], optimizer: inout Optimizer, fillExpected: (Workspace) -> Void
    ) throws -> Float {
        if inputs.isEmpty { throw ModelError.emptyBatch }
        try Self.validate(inputs: inputs)
        try optimizer.validate(for: Self.layout)
        return storage.workspaces.withWorkspace(for: Self.layout, rows: inputs.count) { workspace in
            for (row, input) in inputs.enumerated() { workspace.setInput(row: row, to: input) }
            fillExpected(workspace)
            step(rows: inputs.count, in: workspace, by: .alone, optimizer: &optimizer) { _ in }
            return Float(tk_sum(workspace.losses.start, inputs.count) / Double(inputs.count))
        }
    }

    /// Takes one step over the first `rows` samples in `workspace`. The losses and outputs left there
    /// are those before the step.
    ///
    /// - Parameter fill: Puts a worker's share of the samples there.
    mutating func step(
        rows: Int, in workspace: Workspace, by team: Team, optimizer: inout Optimizer,
        fill: (Worker) -> Void
    ) {
        storage.parameters.withMutableMemory { parameters in
            var pass = workspace.pass(rows: rows, parameters: parameters)
            guard !optimizer.isPlainSGD else {
                pass.learningRate = Float(optimizer.learningRate)
                return team.run { [pass] worker in
                    fill(worker)
                    worker.synchronize()
                    Self.step(pass, worker)
                }
            }
            pass.gradients = workspace.gradients.start
            let count = Self.layout.parameterFloats
            optimizer.withUpdate(count: count) { update in
                team.run { [pass] worker in
                    fill(worker)
                    worker.synchronize()
                    Self.gradient(pass, worker)
                    worker.synchronize()
                    update(parameters, pass.gradients, worker.share(of: count, by: 16))
                }
            }
        }
    }
}
