internal import TileKernels

extension NeuralNetwork {
    /// Moves the parameters one step along the gradient of the batch's mean loss. If the loss compares with targets, they
    /// are one for the label and zero for the other classes.
    ///
    /// - Parameters:
    ///   - inputs: The samples, at least one, each of the length of `layout.inputShape`.
    ///   - labels: For each sample its class: `0 ..< layout.outputs`, or 0 and 1 where a single output tells two apart.
    ///   - optimizer: Its state moves on, too.
    ///   - seed: Determines, with the number of steps that the optimizer has taken, what layers such as Dropout draw.
    /// - Returns: The mean loss before the step.
    /// - Throws: `ModelError` or `OptimizerError`; then nothing has changed.
    @discardableResult
    public mutating func trainStep(
        inputs: [[Float]], labels: [Int], optimizer: inout Optimizer, seed: UInt64 = 0
    ) throws -> Float {
        try storage.trainStep(SampleRows(inputs, for: storage.compiled), .labels(labels), &optimizer, seed)
    }

    /// The same with samples that follow each other in one array.
    @discardableResult
    public mutating func trainStep(
        flat inputs: [Float], labels: [Int], optimizer: inout Optimizer, seed: UInt64 = 0
    ) throws -> Float {
        try storage.trainStep(
            SampleRows(flat: inputs, for: storage.compiled), .labels(labels), &optimizer, seed)
    }

    /// Moves the parameters one step along the gradient of a loss that compares with targets.
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
        let outputs = storage.compiled.layout.outputs
        for (sample, target) in targets.enumerated() where target.count != outputs {
            throw ModelError.targetLength(sample: sample, expected: outputs, found: target.count)
        }
        return try storage.trainStep(
            SampleRows(inputs, for: storage.compiled), .targets(Array(targets.joined())), &optimizer, seed)
    }

    /// The same with samples, and their targets, that follow each other in one array.
    @discardableResult
    public mutating func trainStep(
        flat inputs: [Float], targets: [Float], optimizer: inout Optimizer, seed: UInt64 = 0
    ) throws -> Float {
        try storage.trainStep(
            SampleRows(flat: inputs, for: storage.compiled), .targets(targets), &optimizer, seed)
    }
}

/// What a caller expects of a model for each sample of a batch.
private enum Expected {
    case labels([Int])
    /// `[samples, outputs]`
    case targets([Float])

    /// - Throws: `ModelError` if it is not what the model's loss takes, or not that of so many samples.
    func validate(for layout: ModelLayout, samples: Int) throws(ModelError) {
        switch self {
        case .labels(let labels):
            guard labels.count == samples else { throw .labelCount(expected: samples, found: labels.count) }
            for (sample, label) in labels.enumerated() where !(0..<layout.classes).contains(label) {
                throw .label(sample: sample, found: label, classes: layout.classes)
            }
        case .targets(let targets):
            if layout.loss.readsLabels { throw .targetsForCrossEntropy }
            let (found, rest) = targets.count.quotientAndRemainder(dividingBy: layout.outputs)
            guard rest == 0 else {
                throw .targetLength(sample: found, expected: layout.outputs, found: rest)
            }
            guard found == samples else { throw .targetCount(expected: samples, found: found) }
        }
    }

    func fill(_ workspace: Workspace) {
        switch self {
        case .labels(let labels):
            for (row, label) in labels.enumerated() { workspace.samples.labels.start[row] = Int32(label) }
            workspace.samples.encodeTargetsFromLabels(rows: labels.indices)
        case .targets(let targets):
            workspace.samples.targets.start.update(from: targets, count: targets.count)
        }
    }
}

extension ModelStorage {
    fileprivate mutating func trainStep(
        _ samples: SampleRows, _ expected: Expected, _ optimizer: inout Optimizer, _ seed: UInt64
    ) throws -> Float {
        let compiled = compiled
        if samples.count == 0 { throw ModelError.emptyBatch }
        try expected.validate(for: compiled.layout, samples: samples.count)
        try compiled.validate(batch: samples.count)
        try optimizer.validate(for: compiled.layout)
        return try TeamPool.shared.withTeam(for: compiled, rows: samples.count) { team in
            try trainStep(samples, expected, &optimizer, StepSettings(seed: seed), by: team)
        }
    }

    private mutating func trainStep(
        _ samples: SampleRows, _ expected: Expected, _ optimizer: inout Optimizer, _ settings: StepSettings,
        by team: Team
    ) throws -> Float {
        let workspace = try workspaces.take(
            workspaceSize(rows: samples.count, workers: team.count, for: optimizer, settings),
            besides: optimizer.missingStateBytes(for: compiled.layout))
        defer { workspaces.giveBack(workspace) }
        expected.fill(workspace)
        try step(
            rows: samples.count, in: workspace, by: team, optimizer: &optimizer, settings: settings
        ) { range, worker in samples.copy(range, to: workspace, worker) }
        return Float(tk_sum(workspace.losses.start, samples.count) / Double(samples.count))
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
