import Foundation
internal import TileKernels

/// The memory in which a model runs one batch. Rows are filled in place, then a pass runs over them.
final class Workspace {
    /// The rows at a time in which data of any length is inferred and evaluated.
    static let plannedRows = 128

    let layout: ModelLayout
    /// The samples that there is room for labels and results of, a multiple of 16 …
    let rows: Int
    /// … and of those the ones that are worked on together.
    let capacity: Int
    /// How many workers there is memory for.
    let workers: Int
    let input: AlignedBuffer<Float>
    let labels: AlignedBuffer<Int32>
    let targets: AlignedBuffer<Float>
    let output: AlignedBuffer<Float>
    let losses: AlignedBuffer<Float>
    private let arena: AlignedBuffer<Float>
    /// Plain SGD and inference never ask for gradients.
    private(set) lazy var gradients = AlignedBuffer<Float>(count: layout.parameterFloats)

    init(for compiled: CompiledModel, rows: Int, workers: Int) {
        layout = compiled.layout
        self.rows = (rows + 15) / 16 * 16
        capacity = (compiled.piece(of: rows) + 15) / 16 * 16
        self.workers = workers
        input = AlignedBuffer(count: capacity * layout.inputs)
        labels = AlignedBuffer(count: self.rows)
        targets = AlignedBuffer(count: layout.loss == .meanSquaredError ? self.rows * layout.outputs : 0)
        output = AlignedBuffer(count: self.rows * layout.outputs)
        losses = AlignedBuffer(count: self.rows)
        arena = AlignedBuffer(
            count: capacity * layout.arenaFloatsPerSample + layout.arenaFloatsOnce
                + workers * layout.arenaFloatsPerWorker)
    }

    /// A pass over the first `rows` samples, without gradients.
    func pass(rows: Int, parameters: UnsafeMutablePointer<Float>) -> Pass {
        Pass(
            rows: rows, first: 0, capacity: capacity, input: input.start, labels: labels.start,
            targets: targets.start, parameters: parameters,
            gradients: output.start,  // Not written to, but a pass has no optional pointers.
            arena: arena.start, output: output.start, losses: losses.start, scale: 1 / Float(rows),
            learningRate: 0, seed: 0)
    }

    /// Copies the input of a sample, which must be of the right length, to row `row` of what is worked on together.
    func setInput(row: Int, to sample: [Float]) {
        (input.start + row * sample.count).update(from: sample, count: sample.count)
    }

    /// Copies the target of sample `row`, which must be of the right length.
    func setTarget(row: Int, to target: [Float]) {
        (targets.start + row * target.count).update(from: target, count: target.count)
    }

    /// The output of sample `row` in the last pass.
    func output(row: Int) -> UnsafeBufferPointer<Float> {
        UnsafeBufferPointer(start: output.start + row * layout.outputs, count: layout.outputs)
    }

    /// Where the loss reads targets, turns the labels of the samples in `rows` into such: one for the
    /// class, zero elsewhere.
    func encodeTargetsFromLabels(rows: Range<Int>) {
        guard layout.loss == .meanSquaredError else { return }
        (targets.start + rows.lowerBound * layout.outputs)
            .update(repeating: 0, count: rows.count * layout.outputs)
        for row in rows {
            targets.start[row * layout.outputs + Int(labels.start[row])] = 1
        }
    }
}

/// The workspaces of a compiled model that are not in use. Concurrent runs each take their own.
final class WorkspacePool: @unchecked Sendable {
    let compiled: CompiledModel
    /// The one that was used last, which is all that a single thread ever needs.
    private let latest = tk_slot_create()
    private let lock = NSLock()
    private var others: [Workspace] = []

    init(for compiled: CompiledModel) { self.compiled = compiled }

    deinit {
        _ = exchangeLatest(nil)
        tk_slot_destroy(latest)
    }

    /// Calls `body` with a workspace that has room for `rows` samples and as many workers.
    func withWorkspace<Result, Failure: Error>(
        rows: Int, workers: Int = 1, _ body: (Workspace) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let taken = exchangeLatest(nil) ?? lock.withLock { others.popLast() }
        let workspace =
            if let taken, taken.rows >= rows, taken.workers >= workers {
                taken
            } else {
                Workspace(for: compiled, rows: rows, workers: workers)
            }
        defer {
            if let other = exchangeLatest(workspace) { lock.withLock { others.append(other) } }
        }
        return try body(workspace)
    }

    private func exchangeLatest(_ workspace: Workspace?) -> Workspace? {
        guard let latest else { return workspace }
        let thing = workspace.map { Unmanaged.passRetained($0).toOpaque() }
        return tk_slot_exchange(latest, thing).map { Unmanaged.fromOpaque($0).takeRetainedValue() }
    }
}
