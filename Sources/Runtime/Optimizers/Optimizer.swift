/// How parameters follow their gradients. Definitions and defaults are PyTorch's.
///
/// An optimizer carries its state (momentum, moments, the number of steps taken) from one call of
/// `trainStep` to the next. A copy is independent of the original.
public struct Optimizer: Sendable {
    /// The step length. It may be changed between steps.
    public var learningRate: Double
    let rule: Rule
    private var state = OptimizerState()

    enum Rule: Sendable, Equatable {
        case sgd(momentum: Double, nesterov: Bool, weightDecay: Double)
        case adam(beta1: Double, beta2: Double, epsilon: Double, weightDecay: Double, decoupled: Bool)
    }

    private init(learningRate: Double, rule: Rule) {
        self.learningRate = learningRate
        self.rule = rule
    }

    /// Stochastic gradient descent, `torch.optim.SGD`. With a momentum, the velocity
    /// `v ← momentum · v + g` takes the place of the gradient g; `weightDecay · p` is added to g.
    public static func sgd(
        learningRate: Double, momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0
    ) -> Optimizer {
        Optimizer(
            learningRate: learningRate,
            rule: .sgd(momentum: momentum, nesterov: nesterov, weightDecay: weightDecay))
    }

    /// `torch.optim.Adam` (Kingma, Ba: Adam, a Method for Stochastic Optimization, 2015).
    /// `weightDecay · p` is added to the gradient.
    public static func adam(
        learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0
    ) -> Optimizer {
        Optimizer(
            learningRate: learningRate,
            rule: .adam(
                beta1: betas.0, beta2: betas.1, epsilon: epsilon, weightDecay: weightDecay,
                decoupled: false))
    }

    /// `torch.optim.AdamW` (Loshchilov, Hutter: Decoupled Weight Decay Regularization, 2019).
    /// Each step first scales p by `1 − learningRate · weightDecay`.
    public static func adamW(
        learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0.01
    ) -> Optimizer {
        Optimizer(
            learningRate: learningRate,
            rule: .adam(
                beta1: betas.0, beta2: betas.1, epsilon: epsilon, weightDecay: weightDecay,
                decoupled: true))
    }

    /// Whether a step is `p ← p − learningRate · g`, which generated code fuses with the gradient.
    var isPlainSGD: Bool { rule == .sgd(momentum: 0, nesterov: false, weightDecay: 0) }

    /// Moves parameters along gradients of the same layout, those at `range`.
    typealias Update = (
        _ parameters: UnsafeMutablePointer<Float>, _ gradients: UnsafePointer<Float>, _ range: Range<Int>
    ) -> Void

    /// Begins a step over `count` parameters and calls `body` with what makes it, in parts that different
    /// threads may take.
    mutating func withUpdate(count: Int, _ body: (Update) -> Void) {
        switch rule {
        case .sgd(let momentum, let nesterov, let weightDecay):
            let step = tk_sgd_step(
                learning_rate: Float(learningRate), momentum: Float(momentum),
                weight_decay: Float(weightDecay), nesterov: nesterov)
            state.reserve(count)
            state.means.withMutableMemory { velocity in
                body { parameters, gradients, range in
                    let first = range.lowerBound
                    tk_sgd_momentum(
                        parameters + first, gradients + first, velocity + first, range.count, step)
                }
            }
        case .adam(let beta1, let beta2, let epsilon, let weightDecay, let decoupled):
            state.power1 *= beta1
            state.power2 *= beta2
            let step = tk_adam_step(
                beta1_complement: Float(1 - beta1), beta2: Float(beta2),
                beta2_complement: Float(1 - beta2),
                step_size: Float(learningRate / (1 - state.power1)),
                root_scale: Float(1 / (1 - state.power2).squareRoot()),
                epsilon: Float(epsilon), l2: decoupled ? 0 : Float(weightDecay),
                keep: decoupled ? Float(1 - learningRate * weightDecay) : 1)
            state.reserve(2 * count)
            state.means.withMutableMemory { means in
                body { parameters, gradients, range in
                    let first = range.lowerBound
                    tk_adam(
                        parameters + first, gradients + first, means + first, means + count + first,
                        range.count, step)
                }
            }
        }
    }

    /// Throws what is wrong with the hyper-parameters, or that the optimizer has been used for a
    /// model of another size.
    func validate(for layout: ModelLayout) throws(OptimizerError) {
        let nonNegative = 0.0...Double(Float.greatestFiniteMagnitude)
        let fraction = 0.0...(1.0).nextDown
        try require(learningRate, in: nonNegative, "learningRate")
        let means: Int
        switch rule {
        case .sgd(let momentum, let nesterov, let weightDecay):
            try require(momentum, in: nonNegative, "momentum")
            try require(weightDecay, in: nonNegative, "weightDecay")
            if nesterov, momentum == 0 { throw .nesterovWithoutMomentum }
            means = 1
        case .adam(let beta1, let beta2, let epsilon, let weightDecay, _):
            try require(beta1, in: fraction, "betas.0")
            try require(beta2, in: fraction, "betas.1")
            try require(epsilon, in: nonNegative, "epsilon")
            try require(weightDecay, in: nonNegative, "weightDecay")
            means = 2
        }
        let floats = state.means.count / means
        guard floats == 0 || floats == layout.parameterFloats else {
            throw .usedForAnotherModel(expected: floats, found: layout.parameterFloats)
        }
    }

    private func require(
        _ value: Double, in range: ClosedRange<Double>, _ name: String
    ) throws(OptimizerError) {
        guard range.contains(value) else { throw .outOfRange(name: name, value: value, range: range) }
    }
}

/// What an optimizer remembers of the steps before.
private struct OptimizerState: Sendable {
    /// The velocity; or the running mean of the gradient, then that of its square.
    var means = FloatArena(count: 0)
    /// The betas to the power of the number of steps, which correct the means for starting at zero.
    var power1 = 1.0
    var power2 = 1.0

    /// Makes the means, all zero, at the first step.
    mutating func reserve(_ count: Int) {
        if means.count != count { means = FloatArena(count: count) }
    }
}
