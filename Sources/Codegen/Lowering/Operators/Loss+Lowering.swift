import GraphIR

/// The loss of a model, and what it is computed from.
struct LossSite {
    var loss: Loss
    /// A vector.
    var logits: Value
    /// What is expected: labels for cross-entropy, targets for the mean squared error.
    var expected: Buffer.ID
    var losses: Buffer.ID
    /// That of `Σ losses · scale` by the logits.
    var gradient: Buffer.ID
    var origin: Origin
}

/// The folds that write each sample's loss, and those that write the gradient, too.
struct LossFolds {
    var loss: [Fold]
    var gradient: [Fold]
}

extension Lowering {
    mutating func lower(_ site: LossSite) -> LossFolds {
        switch site.loss {
        case .crossEntropy: crossEntropy(site)
        case .meanSquaredError: meanSquaredError(site)
        }
    }

    /// loss = log Σ exp(z − max z) − (z[label] − max z);  dz = (softmax(z) − onehot(label)) · scale
    private mutating func crossEntropy(_ site: LossSite) -> LossFolds {
        let rows = Rows(site.logits, in: self, origin: site.origin)
        let z = rows.element(of: site.logits.buffer)
        // The exponentials stand where the gradient will.
        let dz = rows.element(of: site.gradient)
        let top = rows.addStatistic("losses_top", to: &self)
        let total = rows.addStatistic("losses_total", to: &self)
        let hit = rows.element(of: addActivation("losses_hit", like: site.logits).buffer)
        let loss = Access(site.losses, [.sample])
        func isLabel(_ then: Scalar, else otherwise: Scalar) -> Scalar {
            let label = Scalar.load(Access(site.expected, [.sample]))
            return .select(.equal, lhs: .index(rows.column), rhs: label, then: then, else: otherwise)
        }
        let difference = Scalar.load(z) - .load(top)
        let folds = [
            rows.fold(.maximum(z), Assignment(top, .accumulator)),
            rows.map(Assignment(dz, .unary(.exp, difference)), Assignment(hit, isLabel(difference, else: 0))),
            rows.fold(.sum(.load(dz)), Assignment(total, .accumulator)),
            rows.fold(.sum(.load(hit)), Assignment(loss, .unary(.log, .load(total)) - .accumulator)),
        ]
        let gradient = (.load(dz) / .load(total) - isLabel(1, else: 0)) * .leaf(.scale)
        return LossFolds(loss: folds, gradient: folds + [rows.map(Assignment(dz, gradient))])
    }

    /// loss = Σ (z − t)² / outputs;  dz = (z − t) · (2 / outputs) · scale
    private mutating func meanSquaredError(_ site: LossSite) -> LossFolds {
        let rows = Rows(site.logits, in: self, origin: site.origin)
        let z = rows.element(of: site.logits.buffer)
        let square = rows.element(of: addActivation("losses_square", like: site.logits).buffer)
        let difference = Scalar.load(z) - .load(rows.element(of: site.expected))
        let squares = Assignment(square, difference * difference)
        let mean = rows.fold(
            .sum(.load(square)), Assignment(Access(site.losses, [.sample]), .accumulator / rows.count))
        let gradient = Assignment(
            rows.element(of: site.gradient), difference * (2 / rows.count * .leaf(.scale)))
        return LossFolds(loss: [rows.map(squares), mean], gradient: [rows.map(squares, gradient), mean])
    }
}
