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
        let lane = LoopIndex("j", buffers.outputs)
        let logit = Scalar.load(Access(buffers.logits, [sample, lane]))
        let isLabel = { (then: Scalar, otherwise: Scalar) in
            Scalar.select(
                .equal, lhs: .index(lane), rhs: .load(Access(buffers.expected, [sample])), then: then,
                else: otherwise)
        }
        let dz = gradient.map { Access($0, [sample, lane]) }
        var body = sumOfExponentials(of: logit, along: lane, keptIn: dz)
        if let dz {
            let value = (.load(dz) / .local("total") - isLabel(1, 0)) * .leaf(.scale)
            body.append(.loop(lane, [.assign(Assignment(dz, value))]))
        }
        body.append(.reduce("hit", .sum, lane, isLabel(logit - .local("top"), 0)))
        let loss = Access(buffers.losses, [sample])
        body.append(.assign(Assignment(loss, .unary(.log, .local("total")) - .local("hit"))))
        let name = gradient == nil ? "crossEntropy" : "crossEntropyGradient"
        return Nest(name: name, body: [.loop(sample, body)], origins: [buffers.origin])
    }

    /// loss = Σ (z − t)² / outputs;  dz = (z − t) · (2 / outputs) · scale
    private func meanSquaredError(_ buffers: LossBuffers, gradient: Buffer.ID?) -> Nest {
        let sample = LoopIndex.sample
        let lane = LoopIndex("j", buffers.outputs)
        let difference =
            Scalar.load(Access(buffers.logits, [sample, lane]))
            - .load(Access(buffers.expected, [sample, lane]))
        let count = Scalar.leaf(.count(lane))
        var body: [LoopNode] = [.reduce("total", .sum, lane, difference * difference)]
        if let gradient {
            let value = difference * (2 / count * .leaf(.scale))
            body.append(.loop(lane, [.assign(Assignment(Access(gradient, [sample, lane]), value))]))
        }
        let loss = Access(buffers.losses, [sample])
        body.append(.assign(Assignment(loss, .local("total") / count)))
        let name = gradient == nil ? "meanSquaredError" : "meanSquaredErrorGradient"
        return Nest(name: name, body: [.loop(sample, body)], origins: [buffers.origin])
    }
}
