internal import TileKernels

extension NeuralNetwork {
    /// Moves the parameters one step along the gradient of the batch's mean loss. If the loss is the
    /// mean squared error, the targets are one for the label and zero for the other classes.
    ///
    /// - Parameters:
    ///   - inputs: The samples, at least one, each of the length of `layout.inputShape`.
    ///   - labels: For each sample its class, `0 ..< layout.outputs`.
    ///   - optimizer: Its state moves on, too.
    ///   - seed: Determines, with the number of steps that the optimizer has taken, what layers such as Dropout draw.
    /// - Returns: The mean loss before the step.
    /// - Throws: `ModelError` or `OptimizerError`; then nothing has changed.
    @discardableResult
    public mutating func trainStep(
        inputs: [[Float]], labels: [Int], optimizer: inout Optimizer, seed: UInt64 = 0
    ) throws -> Float {
        guard labels.count == inputs.count else {
            throw ModelError.labelCount(expected: inputs.count, found: labels.count)
        }
        let outputs = storage.compiled.layout.outputs
        for (sample, label) in labels.enumerated() where !(0..<outputs).contains(label) {
            throw ModelError.label(sample: sample, found: label, classes: outputs)
        }
        return try storage.trainStep(inputs: inputs, optimizer: &optimizer, seed: seed) { workspace in
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
    ///   - seed: Determines, with the number of steps that the optimizer has taken, what layers such as Dropout draw.
    /// - Returns: The mean loss before the step.
    /// - Throws: `ModelError` or `OptimizerError`; then nothing has changed.
    @discardableResult
    public mutating func trainStep(
        inputs: [[Float]], targets: [[Float]], optimizer: inout Optimizer, seed: UInt64 = 0
    ) throws -> Float {
        let compiled = storage.compiled
        guard compiled.layout.loss == .meanSquaredError else { throw ModelError.targetsForCrossEntropy }
        guard targets.count == inputs.count else {
            throw ModelError.targetCount(expected: inputs.count, found: targets.count)
        }
        let outputs = compiled.layout.outputs
        for (sample, target) in targets.enumerated() where target.count != outputs {
            throw ModelError.targetLength(sample: sample, expected: outputs, found: target.count)
        }
        return try storage.trainStep(inputs: inputs, optimizer: &optimizer, seed: seed) { workspace in
            for (row, target) in targets.enumerated() { workspace.setTarget(row: row, to: target) }
        }
    }
}

extension ModelStorage {
    fileprivate mutating func trainStep(
        inputs: [[Float]], optimizer: inout Optimizer, seed: UInt64, fillExpected: (Workspace) -> Void
    ) throws -> Float {
        if inputs.isEmpty { throw ModelError.emptyBatch }
        try compiled.validate(batch: inputs.count)
        try compiled.validate(inputs: inputs)
        try optimizer.validate(for: compiled.layout)
        let settings = StepSettings(seed: seed)
        let workspace = try workspaces.take(
            workspaceSize(rows: inputs.count, workers: 1, for: optimizer, settings),
            besides: optimizer.missingStateBytes(for: compiled.layout))
        defer { workspaces.giveBack(workspace) }
        fillExpected(workspace)
        try step(
            rows: inputs.count, in: workspace, by: .alone, optimizer: &optimizer, settings: settings
        ) { samples, _ in
            for (row, input) in inputs[samples].enumerated() { workspace.setInput(row: row, to: input) }
        }
        return Float(tk_sum(workspace.losses.start, inputs.count) / Double(inputs.count))
    }

    /// What steps over batches of so many samples need.
    func workspaceSize(
        rows: Int, workers: Int, for optimizer: Optimizer, _ settings: StepSettings
    ) -> Workspace.Size {
        Workspace.Size(
            rows: rows, piece: settings.piece, workers: workers,
            gradients: compiled.storesGradient(of: rows, for: optimizer, settings))
    }
}
