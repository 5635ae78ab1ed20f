internal import TileKernels

extension ModelStorage {
    /// Why the loss of a batch is not finite.
    ///
    /// - Parameters:
    ///   - state: That of the layers before the batch.
    ///   - fill: Puts a worker's share of samples there once more.
    func causeOfNotFinite(
        in workspace: Workspace, _ pieces: [Range<Int>], _ state: [Float],
        _ fill: (_ samples: Range<Int>, Worker) throws -> Void
    ) throws -> NotFinite {
        let size = compiled.inputs
        for samples in pieces {
            try fill(samples, .alone)
            for (row, sample) in zip(0..., samples) where !isFinite(workspace.input.start + row * size, size)
            {
                return .input(sample: sample)
            }
        }
        let targets = compiled.layout.loss.readsLabels ? 0 : compiled.layout.outputs
        for sample in 0..<(pieces.last?.upperBound ?? 0)
        where !isFinite(workspace.targets.start + sample * targets, targets) {
            return .target(sample: sample)
        }
        return parameterNotFinite(state) ?? .activation
    }

    /// Why the loss on a data set is not finite.
    func causeOfNotFinite(in data: any Dataset) throws -> NotFinite {
        var cause: NotFinite?
        try data.forEachExample { index, example in
            if cause == nil, !example.values.allSatisfy(\.isFinite) { cause = .input(sample: index) }
            if cause == nil, !example.targets.allSatisfy(\.isFinite) { cause = .target(sample: index) }
        }
        return cause ?? parameterNotFinite(nil) ?? .activation
    }

    /// - Parameter state: In place of what layers keep by now.
    private func parameterNotFinite(_ state: [Float]?) -> NotFinite? {
        let first = compiled.layout.parameterFloats
        let culprit = parameters.withMemory { memory in
            compiled.layout.parameters.first { parameter in
                var isFinite = true
                parameter.forEachOffset { offset in
                    let value = offset < first ? memory[offset] : state?[offset - first] ?? memory[offset]
                    if !value.isFinite { isFinite = false }
                }
                return !isFinite
            }
        }
        return culprit.map { .parameter($0.name) }
    }
}

private func isFinite(_ numbers: UnsafePointer<Float>, _ count: Int) -> Bool {
    tk_all_finite(numbers, count) != 0
}
