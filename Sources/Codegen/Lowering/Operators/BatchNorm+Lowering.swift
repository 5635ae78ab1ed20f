import GraphIR

extension BatchNorm: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let channels = Channels(layer, of: self, in: &lowering)
        let result = lowering.addActivation(layer.name, like: layer.input)
        channels.addTraining(to: result, &lowering)
        channels.addInference(to: result, &lowering)
        return result
    }
}

/// The channels of a tensor, which may be several dimensions in memory: behind Flatten, every pixel of every channel
/// of an image is one.
private struct Channels {
    private let layer: LayerSite
    private let batchNorm: BatchNorm
    /// Of a sample's elements, in the order of memory.
    private let indices: [LoopIndex]
    /// Those that tell the channel …
    private let own: [LoopIndex]
    /// … and the others.
    private let others: [LoopIndex]
    private let x: Access
    private var weight: Access?
    private var bias: Access?
    private let runningMean: Access
    private let runningVariance: Access
    private let batchesTracked: Access

    init(_ layer: LayerSite, of batchNorm: BatchNorm, in lowering: inout Lowering) {
        self.layer = layer
        self.batchNorm = batchNorm
        let indices = lowering.indices(of: layer.input, "o")
        let dimensions = layer.input.axes[0]
        let stored = dimensions.sorted()
        let own = stored.map { indices[$0 - 1] }
        func add(_ position: Int) -> Access {
            let places = dimensions.map { stored.firstIndex(of: $0) ?? 0 }
            let extents = own.map { $0.extent.constant ?? 1 }
            return Access(
                lowering.addParameter(position, of: layer, stored: extents, axes: [places]), own)
        }
        self.indices = indices
        self.own = own
        others = indices.filter { !own.contains($0) }
        x = lowering.element(of: layer.input, indices)
        if batchNorm.affine { (weight, bias) = (add(0), add(1)) }
        let first = batchNorm.affine ? 2 : 0
        (runningMean, runningVariance) = (add(first), add(first + 1))
        batchesTracked = Access(
            lowering.addParameter(first + 2, of: layer, stored: [1], axes: []), [Affine(0)])
    }

    /// Σ over all elements of a channel.
    private func fold(_ reduction: Reduction, _ epilogue: [Assignment]) -> Fold {
        Fold(
            outer: own.dropLast(), lane: own[own.count - 1], over: [.sample] + others, reduction,
            epilogue: epilogue, origins: [layer.origin])
    }

    private func mapChannels(_ epilogue: [Assignment]) -> Fold {
        Fold(
            outer: own.dropLast(), lane: own[own.count - 1], epilogue: epilogue, origins: [layer.origin])
    }

    private func map(_ element: Access, _ value: Scalar) -> Fold {
        .map([.sample] + indices, element, value, layer.origin)
    }

    /// A number for each channel.
    private func addStatistic(_ name: String, _ lowering: inout Lowering) -> Access {
        Access(lowering.addBuffer("\(layer.name)_\(name)", .activation, own.map(\.extent)), own)
    }

    private func addTensor(_ name: String, _ lowering: inout Lowering) -> Access {
        lowering.element(of: lowering.addActivation("\(layer.name)_\(name)", like: layer.input), indices)
    }

    // MARK: Training

    /// The elements of a channel in the batch.
    private var count: Scalar {
        let samples = Scalar.leaf(.count(.sample))
        return others.perSample == 1 ? samples : samples * .constant(Double(others.perSample))
    }

    func addTraining(to result: Value, _ lowering: inout Lowering) {
        let y = lowering.element(of: result, indices)
        let mean = addStatistic("mean", &lowering)
        let centered = addTensor("centered", &lowering)
        let inverse = addStatistic("inverse", &lowering)
        let normalized = weight == nil ? y : addTensor("normalized", &lowering)
        let momentum = Scalar.constant(batchNorm.momentum)
        let rest = Scalar.constant(1 - batchNorm.momentum)

        lowering.add(
            fold(
                .sum(.load(x)),
                [
                    Assignment(.local("mean"), .accumulator / count),
                    Assignment(mean, .local("mean")),
                    Assignment(runningMean, .load(runningMean) * rest + .local("mean") * momentum),
                ]), .none, in: .training)
        lowering.add(map(centered, .load(x) - .load(mean)), .none, in: .training)
        // The batch is normalized by the biased variance, the running one takes the unbiased.
        let variance = Scalar.accumulator / count + .constant(batchNorm.epsilon)
        let unbiased = Scalar.accumulator / (count - 1)
        lowering.add(
            fold(
                .products(centered, centered),
                [
                    Assignment(inverse, 1 / .unary(.sqrt, variance)),
                    Assignment(runningVariance, .load(runningVariance) * rest + unbiased * momentum),
                ]), .none, in: .training)
        lowering.add(
            Fold(
                outer: [], lane: LoopIndex("n", 1),
                epilogue: [Assignment(batchesTracked, .load(batchesTracked) + 1)], origins: [layer.origin]),
            .none, in: .training)
        addNormalization(to: normalized, of: centered, inverse, &lowering)
        guard let weight, let bias else { return }
        lowering.add(
            map(y, .load(normalized) * .load(weight) + .load(bias)),
            .partials([
                Partial(element: normalized, value: .load(weight)),
                Partial(element: weight, value: .load(normalized)), Partial(element: bias, value: 1),
            ]), in: .training)
    }

    /// n = (x − mean) / √(variance + eps), whose derivative goes through mean and variance, too:
    ///
    ///     dx = (dn − Σ dn / count − n · Σ dn · n / count) / √(variance + eps)
    private func addNormalization(
        to normalized: Access, of centered: Access, _ inverse: Access, _ lowering: inout Lowering
    ) {
        let gradientMean = addStatistic("grad_mean", &lowering)
        let gradientSlope = addStatistic("grad_slope", &lowering)
        lowering.add(
            map(normalized, .load(centered) * .load(inverse)),
            .given(input: x.buffer) { gradients in
                let gradient = Access(gradients.output, normalized.subscripts)
                let along = Scalar.load(normalized) * .load(gradientSlope)
                let value = (.load(gradient) - .load(gradientMean) - along) * .load(inverse)
                let mean = Assignment(gradientMean, .accumulator / count)
                let slope = Assignment(gradientSlope, .accumulator / count)
                return [
                    .fold(fold(.sum(.load(gradient)), [mean])),
                    .fold(fold(.products(gradient, normalized), [slope])),
                    .fold(map(Access(gradients.input, x.subscripts), value)),
                ]
            }, in: .training)
    }

    // MARK: Inference

    /// y = x · scale + shift, which joins the layer in front.
    func addInference(to result: Value, _ lowering: inout Lowering) {
        let scale = addStatistic("scale", &lowering)
        let shift = addStatistic("shift", &lowering)
        let variance = Scalar.load(runningVariance) + .constant(batchNorm.epsilon)
        let factor = weight.map(Scalar.load) ?? 1
        let along = Scalar.load(runningMean) * .local("factor")
        lowering.prepare(
            mapChannels([
                Assignment(.local("factor"), factor / .unary(.sqrt, variance)),
                Assignment(scale, .local("factor")),
                Assignment(shift, bias.map { .load($0) - along } ?? .unary(.negate, along)),
            ]))
        let y = lowering.element(of: result, indices)
        lowering.add(map(y, .load(x) * .load(scale) + .load(shift)), .none, in: .inference)
    }
}
