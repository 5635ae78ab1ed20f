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

    /// Σ over some indices for each channel, or for each channel of each sample.
    private func fold(
        over: [LoopIndex], perSample: Bool = false, _ reduction: Reduction, _ epilogue: [Assignment]
    ) -> Fold {
        Fold(
            outer: (perSample ? [.sample] : []) + own.dropLast(), lane: own[own.count - 1], over: over,
            reduction, epilogue: epilogue, origins: [layer.origin])
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

    /// A number for each channel of each sample.
    private func addPart(_ name: String, _ lowering: inout Lowering) -> Access {
        let value = lowering.addActivation("\(layer.name)_\(name)", own.map { $0.extent.constant ?? 1 })
        return lowering.element(of: value, own)
    }

    /// What the batch is normalized by: its mean, 1 / √(variance + eps), and that times the weight.
    private struct Statistics {
        let mean: Access
        let inverse: Access
        let scale: Access
    }

    func addTraining(to result: Value, _ lowering: inout Lowering) {
        let statistics = addStatistics(&lowering)
        let y = lowering.element(of: result, indices)
        let normalized = addTensor("normalized", &lowering)
        let scaled = (.load(x) - .load(statistics.mean)) * .load(statistics.scale)
        let value = bias.map { scaled + .load($0) } ?? scaled
        lowering.add(
            map(y, value), adjoint(of: y, statistics, normalized: normalized, &lowering), in: .training)
    }

    /// Mean and variance of the batch from those of each sample, so that an image is read while it is in the cache, and
    /// nothing is cancelled where means are large (Chan, Golub, LeVeque: Updating formulae, 1979):
    ///
    ///     Σ (x − mean)² = Σ over samples of (Σ (x − mean of the sample)² + pixels · (mean of the sample − mean)²)
    private func addStatistics(_ lowering: inout Lowering) -> Statistics {
        let statistics = Statistics(
            mean: addStatistic("mean", &lowering), inverse: addStatistic("inverse", &lowering),
            scale: addStatistic("scale", &lowering))
        let pixels = Scalar.constant(Double(others.perSample))
        var sampleMean = x
        var squares: Access?
        if !others.isEmpty {
            sampleMean = addPart("sample_mean", &lowering)
            let mean = Assignment(sampleMean, .accumulator / pixels)
            add(fold(over: others, perSample: true, .sum(.load(x)), [mean]), &lowering)
            let sum = addPart("squares", &lowering)
            squares = sum
            addSquares(
                around: sampleMean, over: others, perSample: true, [Assignment(sum, .accumulator)], &lowering)
        }
        let samples = Scalar.leaf(.count(.sample))
        let means = running(runningMean, .local("mean"))
        let mean = [Assignment(.local("mean"), .accumulator / samples)]
        add(
            fold(
                over: [.sample], .sum(.load(sampleMean)),
                mean + [Assignment(statistics.mean, .local("mean")), means]), &lowering)
        add(
            Fold(
                outer: [], lane: LoopIndex("n", 1),
                epilogue: [Assignment(batchesTracked, .load(batchesTracked) + 1)], origins: [layer.origin]),
            &lowering)
        guard let squares else {
            addSquares(
                around: statistics.mean, over: [.sample], assignments(to: statistics, .accumulator), &lowering
            )
            return statistics
        }
        let distance = .load(sampleMean) - .load(statistics.mean)
        let between = addStatistic("between", &lowering)
        let distances = Reduction.sum(distance * distance)
        add(fold(over: [.sample], distances, [Assignment(between, .accumulator * pixels)]), &lowering)
        let all = Scalar.accumulator + .load(between)
        add(fold(over: [.sample], .sum(.load(squares)), assignments(to: statistics, all)), &lowering)
        return statistics
    }

    /// Σ (x − mean)² over some indices.
    private func addSquares(
        around mean: Access, over: [LoopIndex], perSample: Bool = false, _ epilogue: [Assignment],
        _ lowering: inout Lowering
    ) {
        let centered = addTensor("centered", &lowering)
        add(map(centered, .load(x) - .load(mean)), &lowering)
        add(fold(over: over, perSample: perSample, .products(centered, centered), epilogue), &lowering)
    }

    private func add(_ fold: Fold, _ lowering: inout Lowering) { lowering.add(fold, .none, in: .training) }

    /// The batch is normalized by the biased variance, the running one takes the unbiased.
    private func assignments(to statistics: Statistics, _ squares: Scalar) -> [Assignment] {
        let variance = Scalar.local("squares") / count + .constant(batchNorm.epsilon)
        return [
            Assignment(.local("squares"), squares),
            Assignment(.local("inverse"), 1 / .unary(.sqrt, variance)),
            Assignment(statistics.inverse, .local("inverse")),
            Assignment(statistics.scale, weight.map { .local("inverse") * .load($0) } ?? .local("inverse")),
            running(runningVariance, .local("squares") / (count - 1)),
        ]
    }

    private func running(_ element: Access, _ value: Scalar) -> Assignment {
        let rest = Scalar.constant(1 - batchNorm.momentum)
        return Assignment(element, .load(element) * rest + value * .constant(batchNorm.momentum))
    }

    /// Of y = n · weight + bias with n = (x − mean) · inverse, whose derivative goes through mean and variance, too:
    ///
    ///     dx = (dy − Σ dy / count − n · Σ dy · n / count) · inverse · weight
    ///
    /// The sums are the gradients of weight and bias. What is normalized need not be kept: it is made of the input once
    /// more.
    private func adjoint(
        of y: Access, _ statistics: Statistics, normalized: Access, _ lowering: inout Lowering
    ) -> ForwardStep.Adjoint {
        let gradientMean = addStatistic("grad_mean", &lowering)
        let gradientSlope = addStatistic("grad_slope", &lowering)
        let centered = Scalar.load(x) - .load(statistics.mean)
        let normalizing = Statement.fold(map(normalized, centered * .load(statistics.inverse)))
        func sums(_ reduction: Reduction, to element: Access, _ value: Scalar) -> Statement {
            .fold(fold(over: [.sample] + others, reduction, [Assignment(element, value)]))
        }
        func upstream(_ gradients: ForwardStep.Gradients) -> Access { Access(gradients.output, y.subscripts) }
        var adjoints = [
            ForwardStep.Adjoint.given(input: x.buffer) { gradients in
                let dy = upstream(gradients)
                let change = Scalar.load(dy) - .load(gradientMean) - centered * .load(gradientSlope)
                return [
                    sums(.sum(.load(dy)), to: gradientMean, .accumulator / count), normalizing,
                    sums(
                        .products(dy, normalized), to: gradientSlope,
                        .accumulator / count * .load(statistics.inverse)),
                    .fold(map(Access(gradients.input, x.subscripts), change * .load(statistics.scale))),
                ]
            }
        ]
        if let weight, let bias {
            adjoints.append(
                .given(input: bias.buffer) { gradients in
                    [sums(.sum(.load(upstream(gradients))), to: Access(gradients.input, own), .accumulator)]
                })
            adjoints.append(
                .given(input: weight.buffer) { gradients in
                    let dy = upstream(gradients)
                    let element = Access(gradients.input, own)
                    return [normalizing, sums(.products(dy, normalized), to: element, .accumulator)]
                })
        }
        return .all(adjoints)
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
            .map(
                own,
                [
                    Assignment(.local("factor"), factor / .unary(.sqrt, variance)),
                    Assignment(scale, .local("factor")),
                    Assignment(shift, bias.map { .load($0) - along } ?? .unary(.negate, along)),
                ], [layer.origin]))
        let y = lowering.element(of: result, indices)
        lowering.add(map(y, .load(x) * .load(scale) + .load(shift)), .none, in: .inference)
    }
}
