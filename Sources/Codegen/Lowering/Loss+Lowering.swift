import GraphIR

/// The buffers of a loss.
struct LossBuffers {
    var logits: Buffer.ID
    var outputs: Int
    /// What is expected: labels for cross-entropy, targets for the mean squared error.
    var expected: Buffer.ID
    var losses: Buffer.ID
    var origin: Origin
}

extension Loss {
    /// The loops that write each sample's loss and, if there is a buffer for it, the gradient of
    /// `Σ losses · scale` by the logits, in one pass over the logits.
    func lower(_ buffers: LossBuffers, gradient: Buffer.ID?) -> Nest {
        switch self {
        case .crossEntropy: crossEntropy(buffers, gradient: gradient)
        case .meanSquaredError: meanSquaredError(buffers, gradient: gradient)
        }
    }

    /// loss = log Σ exp(z − max z) − (z[label] − max z);  dz = (softmax(z) − onehot(label)) · scale
    private func crossEntropy(_ buffers: LossBuffers, gradient: Buffer.ID?) -> Nest {
        let sample = LoopIndex.sample
        let element = LoopIndex("j", buffers.outputs)
        let shifted = Scalar.load(Access(buffers.logits, [sample, element])) - .local("top")
        let isLabel = { (then: Scalar, otherwise: Scalar) in
            Scalar.select(
                .equal, lhs: .leaf(.index(element)), rhs: .load(Access(buffers.expected, [sample])),
                then: then, else: otherwise)
        }
        var body: [LoopNode] = [
            .reduce("top", .maximum, element, .load(Access(buffers.logits, [sample, element])))
        ]
        if let gradient {
            let dz = Access(gradient, [sample, element])
            body.append(.loop(element, [.store(Store(target: dz, value: .unary(.exp, shifted)))]))
            body.append(.reduce("total", .sum, element, .load(dz)))
            let value = (.load(dz) / .local("total") - isLabel(1, 0)) * .leaf(.scale)
            body.append(.loop(element, [.store(Store(target: dz, value: value))]))
        } else {
            body.append(.reduce("total", .sum, element, .unary(.exp, shifted)))
        }
        body.append(.reduce("hit", .sum, element, isLabel(shifted, 0)))
        let loss = Access(buffers.losses, [sample])
        body.append(.store(Store(target: loss, value: .unary(.log, .local("total")) - .local("hit"))))
        let name = gradient == nil ? "crossEntropy" : "crossEntropyGradient"
        return Nest(name: name, body: [.loop(sample, body)], origins: [buffers.origin])
    }

    /// loss = Σ (z − t)² / outputs;  dz = (z − t) · (2 / outputs) · scale
    private func meanSquaredError(_ buffers: LossBuffers, gradient: Buffer.ID?) -> Nest {
        let sample = LoopIndex.sample
        let element = LoopIndex("j", buffers.outputs)
        let difference =
            Scalar.load(Access(buffers.logits, [sample, element]))
            - .load(Access(buffers.expected, [sample, element]))
        let count = Scalar.constant(Double(buffers.outputs))
        var body: [LoopNode] = [.reduce("total", .sum, element, difference * difference)]
        if let gradient {
            let value = difference * (2 / count * .leaf(.scale))
            let target = Access(gradient, [sample, element])
            body.append(.loop(element, [.store(Store(target: target, value: value))]))
        }
        let loss = Access(buffers.losses, [sample])
        body.append(.store(Store(target: loss, value: .local("total") / count)))
        let name = gradient == nil ? "meanSquaredError" : "meanSquaredErrorGradient"
        return Nest(name: name, body: [.loop(sample, body)], origins: [buffers.origin])
    }
}
