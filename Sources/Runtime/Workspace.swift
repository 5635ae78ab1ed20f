import Foundation
internal import TileKernels

/// The memory in which a model runs one batch. Rows are filled in place, then a pass runs over them.
final class Workspace {
    let layout: ModelLayout
    /// What there is room for: labels and results of a multiple of 16 samples …
    let size: Size
    /// … and of those the ones that are worked on together.
    let capacity: Int
    let bytes: Int
    /// The samples of the run, …
    private(set) var samples: SampleBuffers
    /// … and those of the one behind it, where they are gathered while this one goes on.
    private(set) var nextSamples: SampleBuffers?
    let output: AlignedBuffer<Float>
    let losses: AlignedBuffer<Float>
    let gradients: AlignedBuffer<Float>
    private let arena: AlignedBuffer<Float>
    /// How many runs in a row have needed far less.
    private var smallRuns = 0

    /// What a run needs room for.
    struct Size {
        var rows: Int
        /// Those of them that are worked on together, if they are to be fewer than the model takes.
        var piece: Int?
        var workers = 1
        /// Plain SGD and inference never ask for gradients.
        var gradients = false
        /// Whether there is room for the samples of the next run.
        var nextSamples = false

        private var together: Int { min(piece ?? rows, rows) }

        func contains(_ other: Size) -> Bool {
            rows >= other.rows && together >= other.together && workers >= other.workers
                && (gradients || !other.gradients) && (nextSamples || !other.nextSamples)
        }

        func union(_ other: Size) -> Size {
            Size(
                rows: max(rows, other.rows), piece: max(together, other.together),
                workers: max(workers, other.workers), gradients: gradients || other.gradients,
                nextSamples: nextSamples || other.nextSamples)
        }
    }

    /// - Precondition: The machine has as much memory as the plan says.
    init(for compiled: CompiledModel, size: Size) {
        let plan = WorkspacePlan(for: compiled, size: size)
        layout = compiled.layout
        self.size = plan.size
        capacity = plan.capacity
        bytes = plan.bytes
        samples = SampleBuffers(plan, compiled.layout)
        nextSamples = plan.size.nextSamples ? SampleBuffers(plan, compiled.layout) : nil
        output = AlignedBuffer(count: plan.output)
        losses = AlignedBuffer(count: plan.size.rows)
        gradients = AlignedBuffer(count: plan.gradients)
        arena = AlignedBuffer(count: plan.arena)
    }

    /// Whether it is the memory for a run: there is room for it, and not far more than all of the last few needed. A batch
    /// that was large once should not cost memory for the life of the model.
    func suits(_ run: Size, of compiled: CompiledModel) -> Bool {
        guard size.contains(run) else { return false }
        guard bytes > 1 << 24 else { return true }
        smallRuns = WorkspacePlan(for: compiled, size: run).bytes < bytes / 4 ? smallRuns + 1 : 0
        return smallRuns < 16
    }

    /// A pass over the first `rows` samples, without gradients.
    func pass(rows: Int, parameters: UnsafeMutablePointer<Float>) -> Pass {
        Pass(
            rows: rows, first: 0, capacity: capacity, input: samples.input.start,
            labels: samples.labels.start, targets: samples.targets.start, parameters: parameters,
            gradients: output.start,  // Not written to, but a pass has no optional pointers.
            arena: arena.start, output: output.start, losses: losses.start, scale: 1 / Float(rows),
            learningRate: 0, seed: 0)
    }

    /// Copies the input of a sample, which must be of the right length, to row `row` of what is worked on together.
    func setInput(row: Int, to sample: [Float]) {
        (samples.input.start + row * sample.count).update(from: sample, count: sample.count)
    }

    /// What has been gathered ahead is what the next run is over.
    func goOnToNextSamples() {
        guard let next = nextSamples else { return }
        (samples, nextSamples) = (next, samples)
    }

    /// The output of sample `row` in the last pass.
    func output(row: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: output.start + row * layout.outputs, count: layout.outputs)
    }
}

/// How much of everything a workspace takes: numbers of elements, the largest number if there are more.
struct WorkspacePlan {
    let size: Workspace.Size
    let capacity: Int
    let input: Int
    let targets: Int
    let output: Int
    let gradients: Int
    let arena: Int

    init(for compiled: CompiledModel, size: Workspace.Size) {
        let layout = compiled.layout
        var whole = size
        whole.rows = (size.rows + 15) / 16 * 16
        self.size = whole
        capacity = (compiled.piece(of: size.rows, limit: size.piece) + 15) / 16 * 16
        input = clampedProduct(capacity, layout.inputs)
        output = clampedProduct(self.size.rows, layout.outputs)
        targets = layout.loss.readsLabels ? 0 : output
        gradients = size.gradients ? layout.parameterFloats : 0
        arena = clampedSum(
            clampedProduct(capacity, layout.arenaFloatsPerSample),
            clampedSum(
                layout.arenaFloatsOnce, clampedProduct(size.workers, layout.arenaFloatsPerWorker)))
    }

    var bytes: Int {
        // Labels and losses have an element a sample; all ten end with 16 more.
        let samples = [input, targets, size.rows]
        let elements =
            samples + (size.nextSamples ? samples : []) + [output, gradients, arena, size.rows, 10 * 16]
        return clampedProduct(elements.reduce(0, clampedSum), MemoryLayout<Float>.stride)
    }
}

/// The workspaces of a compiled model that are not in use. Concurrent runs each take their own.
final class WorkspacePool: @unchecked Sendable {
    let compiled: CompiledModel
    private let availableMemory: @Sendable () -> Int?
    /// The one that was used last, which is all that a single thread ever needs.
    private let latest = tk_slot_create()
    private let lock = NSLock()
    private var others: [Workspace] = []

    /// - Parameter availableMemory: In bytes; nil where nobody knows.
    init(for compiled: CompiledModel, availableMemory: @escaping @Sendable () -> Int?) {
        self.compiled = compiled
        self.availableMemory = availableMemory
    }

    deinit {
        _ = exchangeLatest(nil)
        tk_slot_destroy(latest)
    }

    /// A workspace with that much room, for the caller alone until it is given back.
    ///
    /// - Parameter otherBytes: What the run is going to allocate besides.
    /// - Throws: `ModelError.memory` if the machine does not have what a larger workspace and the rest take.
    func take(_ size: Workspace.Size, besides otherBytes: Int = 0) throws(ModelError) -> Workspace {
        let taken = exchangeLatest(nil) ?? lock.withLock { others.popLast() }
        guard let taken, taken.suits(size, of: compiled) else {
            return try replace(taken, by: size, besides: otherBytes)
        }
        if otherBytes > 0 { try check(otherBytes) }
        return taken
    }

    /// One that is larger than the old one, or has only what is needed where that is too large.
    @inline(never)
    private func replace(
        _ taken: consuming Workspace?, by size: Workspace.Size, besides otherBytes: Int
    ) throws(ModelError) -> Workspace {
        var old = taken
        let size = old.map { $0.size.contains(size) ? size : $0.size.union(size) } ?? size
        // The memory of both is never needed at once.
        old = nil
        try check(clampedSum(WorkspacePlan(for: compiled, size: size).bytes, otherBytes))
        return Workspace(for: compiled, size: size)
    }

    func giveBack(_ workspace: Workspace) {
        if let other = exchangeLatest(workspace) { lock.withLock { others.append(other) } }
    }

    /// Throws if the machine does not have so many bytes.
    private func check(_ needed: Int) throws(ModelError) {
        // There are no addresses for more, whatever the system says.
        let available = min(availableMemory() ?? .max, .max / 2)
        guard needed <= available else { throw .memory(needed: needed, available: available) }
    }

    private func exchangeLatest(_ workspace: Workspace?) -> Workspace? {
        guard let latest else { return workspace }
        let thing = workspace.map { Unmanaged.passRetained($0).toOpaque() }
        return tk_slot_exchange(latest, thing).map { Unmanaged.fromOpaque($0).takeRetainedValue() }
    }
}
