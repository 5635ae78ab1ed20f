import GraphIR

/// The loss of a model, and what it is computed from.
struct LossSite {
    var loss: Loss
    /// A vector.
    var logits: Value
    /// What is expected: labels or targets.
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
        case .crossEntropy(let labelSmoothing): crossEntropy(site, labelSmoothing: labelSmoothing)
        case .binaryCrossEntropy: mean(site, of: binaryCrossEntropy)
        case .meanSquaredError: mean(site, of: squaredError)
        case .meanAbsoluteError: mean(site, of: absoluteError)
        case .huber(let delta): mean(site) { huberError($0, $1, delta: delta) }
        }
    }

    /// loss = log Σ exp(z − max z) − Σ (z − max z) · w;  dz = (softmax(z) − w) · scale
    ///
    /// Of the weights w, which sum to 1, the label's is all but what smoothing gives to every class.
    private mutating func crossEntropy(_ site: LossSite, labelSmoothing: Double) -> LossFolds {
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
        let others = labelSmoothing / Double(rows.columns.perSample)
        let weight = isLabel(.constant(1 - labelSmoothing + others), else: .constant(others))
        let difference = Scalar.load(z) - .load(top)
        // An infinite difference has no part in a weight of 0.
        let weighted = labelSmoothing == 0 ? isLabel(difference, else: 0) : difference * weight
        let folds = [
            rows.fold(.maximum(z), Assignment(top, .accumulator)),
            rows.map(Assignment(dz, .unary(.exp, difference)), Assignment(hit, weighted)),
            rows.fold(.sum(.load(dz)), Assignment(total, .accumulator)),
            rows.fold(.sum(.load(hit)), Assignment(loss, .unary(.log, .load(total)) - .accumulator)),
        ]
        let gradient = (.load(dz) / .load(total) - weight) * .leaf(.scale)
        return LossFolds(loss: folds, gradient: folds + [rows.map(Assignment(dz, gradient))])
    }

    /// loss = Σ error(z, t) / outputs;  dz = slope(z, t) · (factor / outputs) · scale
    private mutating func mean(
        _ site: LossSite, of error: (_ z: Scalar, _ target: Scalar) -> ErrorOfOutput
    ) -> LossFolds {
        let rows = Rows(site.logits, in: self, origin: site.origin)
        let error = error(
            .load(rows.element(of: site.logits.buffer)), .load(rows.element(of: site.expected)))
        let term = rows.element(of: addActivation("losses_term", like: site.logits).buffer)
        let terms = error.locals + [Assignment(term, error.value)]
        let mean = rows.fold(
            .sum(.load(term)), Assignment(Access(site.losses, [.sample]), .accumulator / rows.count))
        let gradient = Assignment(
            rows.element(of: site.gradient),
            error.slope * (.constant(error.factor) / rows.count * .leaf(.scale)))
        return LossFolds(
            loss: [rows.map(terms), mean], gradient: [rows.map(terms + [gradient]), mean])
    }
}

/// What one output contributes to a loss.
private struct ErrorOfOutput {
    /// What both of the others are in terms of.
    var locals: [Assignment] = []
    var value: Scalar
    /// The derivative of the value by the output, …
    var slope: Scalar
    /// … but for this.
    var factor = 1.0
}

/// log(1 + exp(z)) − z · t with exponentials of −|z| alone, which do not overflow; the sigmoid of z minus t.
private func binaryCrossEntropy(_ z: Scalar, _ target: Scalar) -> ErrorOfOutput {
    let decay = Scalar.local("decay")
    let value: Scalar = .maximum(z, 0) - z * target + .unary(.log1p, decay)
    let sigmoid = Scalar.select(.greater, lhs: z, rhs: 0, then: 1, else: decay) / (1 + decay)
    return ErrorOfOutput(
        locals: [Assignment(.local("decay"), .unary(.exp, -z.magnitude))], value: value,
        slope: sigmoid - target)
}

private func squaredError(_ z: Scalar, _ target: Scalar) -> ErrorOfOutput {
    let difference = z - target
    return ErrorOfOutput(value: difference * difference, slope: difference, factor: 2)
}

/// As in PyTorch, the slope is 0 where there is no difference. What is not a number remains one.
private func absoluteError(_ z: Scalar, _ target: Scalar) -> ErrorOfOutput {
    let difference = Scalar.local("difference")
    let orBelow = Scalar.select(.greater, lhs: 0, rhs: difference, then: -1, else: difference)
    return ErrorOfOutput(
        locals: [Assignment(.local("difference"), z - target)], value: difference.magnitude,
        slope: .select(.greater, lhs: difference, rhs: 0, then: 1, else: orBelow))
}

/// With c = min(|z − t|, delta), c · (|z − t| − c / 2) is half of the square up to delta, and delta · (|z − t| − delta / 2)
/// from there on.
private func huberError(_ z: Scalar, _ target: Scalar, delta: Double) -> ErrorOfOutput {
    let difference = Scalar.local("difference")
    let magnitude = Scalar.local("magnitude")
    let capped = Scalar.local("capped")
    return ErrorOfOutput(
        locals: [
            Assignment(.local("difference"), z - target),
            Assignment(.local("magnitude"), difference.magnitude),
            Assignment(.local("capped"), .minimum(magnitude, .constant(delta))),
        ],
        value: capped * (magnitude - capped * 0.5),
        slope: .maximum(.minimum(difference, .constant(delta)), .constant(-delta)))
}

extension Expression {
    fileprivate static func maximum(_ lhs: Self, _ rhs: Self) -> Self { .binary(.maximum, lhs, rhs) }
    fileprivate static func minimum(_ lhs: Self, _ rhs: Self) -> Self { .binary(.minimum, lhs, rhs) }
    /// |x|
    fileprivate var magnitude: Self { .maximum(self, -self) }
}
