/// How workers gather the batches of an epoch: each its share of one, and then of the next while others still train.
struct BatchGathering {
    private let data: any Dataset
    private let batches: Batches
    private let settings: StepSettings
    private let compiled: CompiledModel

    init(_ batches: Batches, of data: any Dataset, _ settings: StepSettings, _ compiled: CompiledModel) {
        (self.data, self.batches, self.settings, self.compiled) = (data, batches, settings, compiled)
    }

    /// Gathers some samples of a batch, and asks for those behind them.
    func gather(
        _ samples: Range<Int>, ofBatch number: Int, into workspace: Workspace, _ worker: Worker
    ) throws {
        let rest = batches[number].dropFirst(samples.lowerBound)
        try workspace.samples.gather(
            rest.prefix(samples.count), from: data, first: samples.lowerBound, worker)
        let behind = rest.dropFirst(samples.count).prefix(samples.count)
        data.prefetch(worker.share(of: behind.isEmpty ? firstSamples(ofBatch: number + 1) : behind))
    }

    /// Gathers what a batch begins with beside the step before, and asks for the beginning of the batch behind it.
    func gatherAhead(ofBatch number: Int, into workspace: Workspace, _ worker: Worker) throws {
        let samples = firstSamples(ofBatch: number)
        guard !samples.isEmpty, let next = workspace.nextSamples else { return }
        try next.gather(samples, from: data, worker)
        try next.checkInputs(of: samples.count, worker, settings)
        data.prefetch(worker.share(of: firstSamples(ofBatch: number + 1)))
    }

    /// Those that are worked on together; none behind the last batch.
    private func firstSamples(ofBatch number: Int) -> ArraySlice<Int32> {
        guard number < batches.count else { return [] }
        let batch = batches[number]
        return batch.prefix(compiled.piece(of: batch.count, limit: settings.piece))
    }
}
