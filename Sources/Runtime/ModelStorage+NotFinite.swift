internal import TileKernels

extension ModelStorage {
    /// What of the data or the parameters is to blame for a batch whose loss is not finite; nil if they all are.
    ///
    /// - Parameter fill: Puts a worker's share of samples there once more.
    func causeOfNotFinite(
        in workspace: Workspace, _ pieces: [Range<Int>],
        _ fill: (_ samples: Range<Int>, Worker) throws -> Void
    ) throws -> NotFinite? {
        let size = compiled.inputs
        for samples in pieces {
            try fill(samples, .alone)
            for (row, sample) in zip(0..., samples)
            where !isFinite(workspace.samples.input.start + row * size, size) {
                return .input(sample: sample)
            }
        }
        let targets = compiled.layout.loss.readsLabels ? 0 : compiled.layout.outputs
        for sample in 0..<(pieces.last?.upperBound ?? 0)
        where !isFinite(workspace.samples.targets.start + sample * targets, targets) {
            return .target(sample: sample)
        }
        return parameterNotFinite
    }

    /// Why the loss on a data set is not finite.
    func causeOfNotFinite(in data: any Dataset) throws -> NotFinite {
        var cause: NotFinite?
        try data.forEachExample { index, example in
            if cause == nil, !example.values.allSatisfy(\.isFinite) { cause = .input(sample: index) }
            if cause == nil, !example.targets.allSatisfy(\.isFinite) { cause = .target(sample: index) }
        }
        return try cause ?? parameterNotFinite ?? .activation(layer: layerOfNotFinite(in: data))
    }

    private var parameterNotFinite: NotFinite? {
        let culprit = parameters.withMemory { memory in
            compiled.layout.parameters.first { parameter in
                var isFinite = true
                parameter.forEachOffset { if !memory[$0].isFinite { isFinite = false } }
                return !isFinite
            }
        }
        return culprit.map { .parameter($0.name) }
    }
}

private func isFinite(_ numbers: UnsafePointer<Float>, _ count: Int) -> Bool {
    tk_all_finite(numbers, count) != 0
}
