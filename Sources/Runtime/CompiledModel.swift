/// What a compiler makes of a neural network, as a value: a layout, and functions over raw memory.
/// With parameters it is a `DynamicModel`.
///
/// It never changes, and a copy is a reference: the layout is too large to be copied in every run.
public final class CompiledModel: Sendable {
    /// Does a worker's share of one run. All workers of a run call it, with the same pass.
    public typealias Function = @Sendable (Pass, Worker) -> Void

    public let layout: ModelLayout
    /// The most workers that run a function together; nil for any number.
    public let workerLimit: Int?

    let forward: Function
    let loss: Function
    let gradient: Function
    let step: Function
    let accumulate: Function?
    /// The number of floats in one sample.
    let inputs: Int
    /// The number of parameters that are trained.
    let parameterCount: Int

    /// - Parameters:
    ///   - workerLimit: One for functions that do not divide their work among workers.
    ///   - forward: Writes the logits of `pass.rows` samples, at most 128, to `pass.output`.
    ///   - loss: As `forward`, and writes each sample's loss to `pass.losses`.
    ///   - gradient: As `loss`, and writes the gradient of `Σ losses · pass.scale` to `pass.gradients`. Layers behave
    ///     as in training, and their state moves on.
    ///   - step: As `gradient`, but subtracts `pass.learningRate` times the gradient from the parameters
    ///     instead of storing it. It leaves them as they are unless `pass.isFinite()`.
    ///   - accumulate: As `step`, but moves `pass.gradients` in place of the parameters: with a learning rate of −1
    ///     it adds the gradient to what they hold. Nil if `gradient` and `step` take batches of any size as they are;
    ///     else those of more than `layout.piece` samples are walked in pieces.
    public init(
        layout: ModelLayout, workerLimit: Int? = nil, forward: @escaping Function,
        loss: @escaping Function, gradient: @escaping Function, step: @escaping Function,
        accumulate: Function? = nil
    ) {
        self.layout = layout
        self.workerLimit = workerLimit
        self.forward = forward
        self.loss = loss
        self.gradient = gradient
        self.step = step
        self.accumulate = accumulate
        inputs = layout.inputs
        parameterCount = layout.parameterCount
    }
}

extension CompiledModel {
    /// The samples of a batch of so many that training works on together.
    ///
    /// - Parameter limit: The most that it may be.
    func piece(of samples: Int, limit: Int? = nil) -> Int {
        guard accumulate != nil else { return samples }
        return min(layout.piece ?? samples, limit ?? samples, samples)
    }

    /// A batch of so many samples, in pieces that training works on together.
    func pieces(of samples: Int, limit: Int?) -> [Range<Int>] {
        let piece = piece(of: samples, limit: limit)
        return stride(from: 0, to: samples, by: piece).map { $0..<min($0 + piece, samples) }
    }

    /// The samples at a time in which data of any length is inferred and evaluated: 128, or fewer if those would take
    /// more than a gibibyte.
    var inferenceRows: Int {
        let room = (1 << 28) / max(1, layout.arenaFloatsPerSample)
        return min(128, max(16, room / 16 * 16))
    }

    /// Whether a step over so many samples writes their gradient to memory.
    func storesGradient(of samples: Int, for optimizer: Optimizer, _ settings: StepSettings) -> Bool {
        piece(of: samples, limit: settings.piece) < samples || !optimizer.isPlainSGD
            || settings.clipping != nil || settings.trained != nil
    }

    /// Throws if the model cannot be trained with batches of so many samples.
    func validate(batch samples: Int) throws(ModelError) {
        if samples < layout.smallestBatch {
            throw .smallBatch(minimum: layout.smallestBatch, found: samples)
        }
    }

    /// Throws if the model cannot be trained with this data set or evaluated on it.
    func validate(_ data: any Dataset) throws(ModelError) {
        if data.count < 1 { throw .emptyDataSet }
        if data.count > Int(Int32.max) { throw .dataSetSize(data.count) }
        try validate(sampleShape: data.sampleShape)
        switch data.target {
        case .label(let classNames):
            guard classNames.count == layout.classes else {
                throw .classes(expected: layout.classes, found: classNames.count)
            }
        case .values(let names):
            if layout.loss.readsLabels { throw .targetsForCrossEntropy }
            guard names.count == layout.outputs else {
                throw .targets(expected: layout.outputs, found: names.count)
            }
        }
    }

    /// A model that reads a vector takes samples of any shape with as many numbers.
    func validate(sampleShape shape: [Int]) throws(ModelError) {
        guard shape == layout.inputShape || layout.inputShape == [shape.reduce(1, *)] else {
            throw .inputShape(expected: layout.inputShape, found: shape)
        }
    }
}
