extension OptimizerRow {
    /// Every optimizer, by PyTorch's definitions.
    public static let table: [OptimizerRow] = [
        OptimizerRow(
            name: "SGD", swiftName: "sgd",
            settings: [.learningRate(), .momentum, .dampening, .nesterov, .weightDecay()],
            parts: [.momentum, .nesterov],
            requirements: [
                Requirement(flag: .nesterov, setting: .momentum, isZero: false),
                Requirement(flag: .nesterov, setting: .dampening, isZero: true),
            ],
            summary:
                "Stochastic gradient descent. With a momentum, a running sum takes the gradient's place.",
            source: nil,
            define: { rule in
                let rate = rule.number(.learningRate())
                let g = rule.decayedGradient()
                guard rule.has(.momentum) else { return rule.replaceWeight(by: rule.weight - rate * g) }
                let momentum = rule.number(.momentum)
                // The first gradient starts the buffer undamped.
                let step = rule.step()
                let share = rule.number(
                    "gradient_share",
                    .select(
                        .greater, lhs: step, rhs: 1, then: 1 - rule.setting(.dampening), else: 1))
                let buffer = rule.state("momentum_buffer")
                let moved = rule.replace(buffer, by: momentum * buffer + share * g)
                let direction = rule.has(.nesterov) ? g + momentum * moved : moved
                rule.replaceWeight(by: rule.weight - rate * direction)
            }),
        OptimizerRow(
            name: "Adam", swiftName: "adam",
            settings: [
                .learningRate(default: 0.001), .beta1, .beta2, .epsilon(1e-8), .weightDecay(), .amsgrad,
            ],
            parts: [.amsgrad], requirements: [],
            summary:
                "Steps of about the same length for every weight, by running means of the gradient and its "
                + "square.",
            source: "Kingma, Ba: Adam, a Method for Stochastic Optimization, 2015",
            define: { rule in
                let g = rule.decayedGradient()
                let step = rule.adamStep(along: g)
                rule.replaceWeight(by: rule.weight - step)
            }),
        OptimizerRow(
            name: "AdamW", swiftName: "adamW",
            settings: [
                .learningRate(default: 0.001), .beta1, .beta2, .epsilon(1e-8),
                .weightDecay(0.01, decoupled: true),
                .amsgrad,
            ],
            parts: [.amsgrad], requirements: [],
            summary: "Adam with a weight decay of its own, which first scales each weight.",
            source: "Loshchilov, Hutter: Decoupled Weight Decay Regularization, 2019",
            define: { rule in
                let keep = rule.number(
                    "keep", 1 - rule.setting(.learningRate()) * rule.setting(.weightDecay()))
                let step = rule.adamStep(along: rule.gradient)
                rule.replaceWeight(by: keep * rule.weight - step)
            }),
        OptimizerRow(
            name: "RMSprop", swiftName: "rmsProp",
            settings: [
                .learningRate(default: 0.01), .alpha, .epsilon(1e-8), .weightDecay(), .momentum, .centered,
            ],
            parts: [.momentum, .centered], requirements: [],
            summary:
                "The gradient divided by the root of a running mean of its square. A momentum sums these "
                + "quotients up.",
            source: "Hinton: Neural Networks for Machine Learning, lecture 6, 2012",
            define: { rule in
                let rate = rule.number(.learningRate())
                let alpha = rule.number(.alpha)
                let complement = rule.number("alpha_complement", 1 - rule.setting(.alpha))
                let epsilon = rule.number(.epsilon())
                let g = rule.decayedGradient()
                let oldSquare = rule.state("square_avg")
                let buffer = rule.has(.momentum) ? rule.state("momentum_buffer") : nil
                let square = rule.replace(oldSquare, by: alpha * oldSquare + complement * g * g)
                var variance = square
                if rule.has(.centered) {
                    let oldMean = rule.state("grad_avg")
                    let mean = rule.replace(oldMean, by: oldMean + complement * (g - oldMean))
                    // Rounding can take it below zero, which PyTorch makes a NaN of.
                    variance = .binary(.maximum, square - mean * mean, 0)
                }
                let denominator = rule.line("denominator", .squareRoot(variance) + epsilon)
                guard let buffer else {
                    return rule.replaceWeight(by: rule.weight - rate * (g / denominator))
                }
                let momentum = rule.number(.momentum)
                let moved = rule.replace(buffer, by: momentum * buffer + g / denominator)
                rule.replaceWeight(by: rule.weight - rate * moved)
            }),
        OptimizerRow(
            name: "Adagrad", swiftName: "adagrad",
            settings: [
                .learningRate(default: 0.01), .learningRateDecay, .weightDecay(), .initialAccumulatorValue,
                .epsilon(1e-10),
            ],
            parts: [], requirements: [],
            summary: "The gradient divided by the root of the sum of its squares so far.",
            source: "Duchi, Hazan, Singer: Adaptive Subgradient Methods, 2011",
            define: { rule in
                let step = rule.step()
                let rate = rule.number(
                    "step_size",
                    rule.setting(.learningRate()) / (1 + (step - 1) * rule.setting(.learningRateDecay)))
                let epsilon = rule.number(.epsilon())
                let g = rule.decayedGradient()
                let oldSum = rule.state("sum", start: rule.setting(.initialAccumulatorValue))
                let sum = rule.replace(oldSum, by: oldSum + g * g)
                let denominator = rule.line("denominator", .squareRoot(sum) + epsilon)
                rule.replaceWeight(by: rule.weight - rate * (g / denominator))
            }),
    ]
}

extension OptimizerRuleBuilder {
    /// The gradient with the weight decay.
    fileprivate mutating func decayedGradient() -> Value {
        let decay = number(.weightDecay())
        return line("g", gradient + decay * weight)
    }

    /// What Adam subtracts from the weight.
    fileprivate mutating func adamStep(along g: Value) -> Value {
        let beta1 = setting(.beta1)
        let beta2 = setting(.beta2)
        let power1 = running("beta1_power", from: 1) { $0 * beta1 }
        let power2 = running("beta2_power", from: 1) { $0 * beta2 }
        let complement1 = number("beta1_complement", 1 - beta1)
        let decay2 = number(.beta2)
        let complement2 = number("beta2_complement", 1 - beta2)
        let stepSize = number("step_size", setting(.learningRate()) / (1 - power1))
        let rootScale = number("root_scale", 1 / .squareRoot(1 - power2))
        let epsilon = number(.epsilon())
        let oldMean = state("exp_avg")
        let oldSquare = state("exp_avg_sq")
        let mean = replace(oldMean, by: oldMean + complement1 * (g - oldMean))
        var square = replace(oldSquare, by: decay2 * oldSquare + complement2 * g * g)
        if has(.amsgrad) {
            let greatest = state("max_exp_avg_sq")
            square = replace(greatest, by: .binary(.maximum, greatest, square))
        }
        let denominator = line("denominator", .squareRoot(square) * rootScale + epsilon)
        return stepSize * (mean / denominator)
    }
}

extension OptimizerSetting {
    fileprivate static func learningRate(default defaultValue: Double? = nil) -> Self {
        number("learningRate", "learning_rate", "lr", defaultValue, "the step length")
    }
    fileprivate static let momentum = number(
        "momentum", "momentum", "momentum", 0, "how much of the last step's sum goes on")
    fileprivate static let dampening = number(
        "dampening", "dampening", "dampening", 0,
        "how much of the gradient the sum leaves out, from the second step on")
    fileprivate static let nesterov = flag(
        "nesterov", "whether the momentum looks one step ahead; it needs a momentum and no dampening")
    fileprivate static let amsgrad = flag(
        "amsgrad", "whether the greatest mean square so far is divided by")
    fileprivate static let centered = flag(
        "centered", "whether the variance takes the place of the mean square")
    fileprivate static let beta1 = number(
        "betas.0", "beta1", "betas", 0.9, "how much of the gradient's mean is kept", .fraction)
    fileprivate static let beta2 = number(
        "betas.1", "beta2", "betas", 0.999, "how much of its square's mean is kept", .fraction)
    fileprivate static let alpha = number(
        "alpha", "alpha", "alpha", 0.99, "how much of the mean square is kept", .fraction)
    fileprivate static let learningRateDecay = number(
        "learningRateDecay", "learning_rate_decay", "lr_decay", 0,
        "step t is divided by 1 + (t - 1) · this")
    fileprivate static let initialAccumulatorValue = number(
        "initialAccumulatorValue", "initial_accumulator_value", "initial_accumulator_value", 0,
        "where the sums of squares start")
    fileprivate static func epsilon(_ defaultValue: Double? = nil) -> Self {
        number("epsilon", "epsilon", "eps", defaultValue, "added to the root that is divided by")
    }
    fileprivate static func weightDecay(_ defaultValue: Double = 0, decoupled: Bool = false) -> Self {
        let summary =
            decoupled
            ? "each step first scales the weight by 1 - learningRate · this"
            : "how much of the weight is added to its gradient"
        return number("weightDecay", "weight_decay", "weight_decay", defaultValue, summary)
    }

    private static func number(
        _ name: String, _ cName: String, _ pyTorchName: String, _ defaultValue: Double?,
        _ summary: String, _ range: Range = .nonNegative
    ) -> Self {
        Self(
            name: name, cName: cName, pyTorchName: pyTorchName,
            kind: .number(defaultValue: defaultValue, range: range), summary: summary)
    }

    private static func flag(_ name: String, _ summary: String) -> Self {
        Self(name: name, cName: name, pyTorchName: name, kind: .flag, summary: summary)
    }
}
