// Printed by graphc. Do not edit.

internal import TileKernels

extension Optimizer {
    /// `torch.optim.SGD`. Stochastic gradient descent. With a momentum, a running sum takes the gradient's
    /// place.
    ///
    /// - Parameters:
    ///   - learningRate: the step length.
    ///   - momentum: how much of the last step's sum goes on.
    ///   - dampening: how much of the gradient the sum leaves out, from the second step on.
    ///   - nesterov: whether the momentum looks one step ahead; it needs a momentum and no dampening.
    ///   - weightDecay: how much of the weight is added to its gradient.
    public static func sgd(
        learningRate: Double, momentum: Double = 0, dampening: Double = 0, nesterov: Bool = false,
        weightDecay: Double = 0
    ) -> Optimizer {
        var rule = TK_SGD
        if momentum != 0 { rule = TK_SGD_MOMENTUM }
        if momentum != 0, nesterov { rule = TK_SGD_MOMENTUM_NESTEROV }
        var optimizer = Optimizer(
            rule,
            settings: [
                Setting(name: "learningRate", value: learningRate, range: nonNegative),
                Setting(name: "momentum", value: momentum, range: nonNegative),
                Setting(name: "dampening", value: dampening, range: nonNegative),
                Setting(name: "nesterov", isOn: nesterov),
                Setting(name: "weightDecay", value: weightDecay, range: nonNegative),
            ])
        if nesterov, momentum == 0 {
            optimizer.conflicts.append(.nesterovWithoutMomentum)
        }
        if nesterov, dampening != 0 {
            optimizer.conflicts.append(.nesterovWithDampening(dampening))
        }
        return optimizer
    }

    /// `torch.optim.Adam` (Kingma, Ba: Adam, a Method for Stochastic Optimization, 2015). Steps of about
    /// the same length for every weight, by running means of the gradient and its square.
    ///
    /// - Parameters:
    ///   - learningRate: the step length.
    ///   - betas: how much of the gradient's mean is kept; how much of its square's mean is kept.
    ///   - epsilon: added to the root that is divided by.
    ///   - weightDecay: how much of the weight is added to its gradient.
    ///   - amsgrad: whether the greatest mean square so far is divided by.
    public static func adam(
        learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0, amsgrad: Bool = false
    ) -> Optimizer {
        var rule = TK_ADAM
        if amsgrad { rule = TK_ADAM_AMSGRAD }
        return Optimizer(
            rule,
            settings: [
                Setting(name: "learningRate", value: learningRate, range: nonNegative),
                Setting(name: "betas.0", value: betas.0, range: fraction),
                Setting(name: "betas.1", value: betas.1, range: fraction),
                Setting(name: "epsilon", value: epsilon, range: nonNegative),
                Setting(name: "weightDecay", value: weightDecay, range: nonNegative),
                Setting(name: "amsgrad", isOn: amsgrad),
            ])
    }

    /// `torch.optim.AdamW` (Loshchilov, Hutter: Decoupled Weight Decay Regularization, 2019). Adam with a
    /// weight decay of its own, which first scales each weight.
    ///
    /// - Parameters:
    ///   - learningRate: the step length.
    ///   - betas: how much of the gradient's mean is kept; how much of its square's mean is kept.
    ///   - epsilon: added to the root that is divided by.
    ///   - weightDecay: each step first scales the weight by 1 - learningRate · this.
    ///   - amsgrad: whether the greatest mean square so far is divided by.
    public static func adamW(
        learningRate: Double = 0.001, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
        weightDecay: Double = 0.01, amsgrad: Bool = false
    ) -> Optimizer {
        var rule = TK_ADAMW
        if amsgrad { rule = TK_ADAMW_AMSGRAD }
        return Optimizer(
            rule,
            settings: [
                Setting(name: "learningRate", value: learningRate, range: nonNegative),
                Setting(name: "betas.0", value: betas.0, range: fraction),
                Setting(name: "betas.1", value: betas.1, range: fraction),
                Setting(name: "epsilon", value: epsilon, range: nonNegative),
                Setting(name: "weightDecay", value: weightDecay, range: nonNegative),
                Setting(name: "amsgrad", isOn: amsgrad),
            ])
    }

    /// `torch.optim.RMSprop` (Hinton: Neural Networks for Machine Learning, lecture 6, 2012). The gradient
    /// divided by the root of a running mean of its square. A momentum sums these quotients up.
    ///
    /// - Parameters:
    ///   - learningRate: the step length.
    ///   - alpha: how much of the mean square is kept.
    ///   - epsilon: added to the root that is divided by.
    ///   - weightDecay: how much of the weight is added to its gradient.
    ///   - momentum: how much of the last step's sum goes on.
    ///   - centered: whether the variance takes the place of the mean square.
    public static func rmsProp(
        learningRate: Double = 0.01, alpha: Double = 0.99, epsilon: Double = 1e-8, weightDecay: Double = 0,
        momentum: Double = 0, centered: Bool = false
    ) -> Optimizer {
        var rule = TK_RMSPROP
        if momentum != 0 { rule = TK_RMSPROP_MOMENTUM }
        if centered { rule = TK_RMSPROP_CENTERED }
        if momentum != 0, centered { rule = TK_RMSPROP_MOMENTUM_CENTERED }
        return Optimizer(
            rule,
            settings: [
                Setting(name: "learningRate", value: learningRate, range: nonNegative),
                Setting(name: "alpha", value: alpha, range: fraction),
                Setting(name: "epsilon", value: epsilon, range: nonNegative),
                Setting(name: "weightDecay", value: weightDecay, range: nonNegative),
                Setting(name: "momentum", value: momentum, range: nonNegative),
                Setting(name: "centered", isOn: centered),
            ])
    }

    /// `torch.optim.Adagrad` (Duchi, Hazan, Singer: Adaptive Subgradient Methods, 2011). The gradient
    /// divided by the root of the sum of its squares so far.
    ///
    /// - Parameters:
    ///   - learningRate: the step length.
    ///   - learningRateDecay: step t is divided by 1 + (t - 1) · this.
    ///   - weightDecay: how much of the weight is added to its gradient.
    ///   - initialAccumulatorValue: where the sums of squares start.
    ///   - epsilon: added to the root that is divided by.
    public static func adagrad(
        learningRate: Double = 0.01, learningRateDecay: Double = 0, weightDecay: Double = 0,
        initialAccumulatorValue: Double = 0, epsilon: Double = 1e-10
    ) -> Optimizer {
        return Optimizer(
            TK_ADAGRAD,
            settings: [
                Setting(name: "learningRate", value: learningRate, range: nonNegative),
                Setting(name: "learningRateDecay", value: learningRateDecay, range: nonNegative),
                Setting(name: "weightDecay", value: weightDecay, range: nonNegative),
                Setting(name: "initialAccumulatorValue", value: initialAccumulatorValue, range: nonNegative),
                Setting(name: "epsilon", value: epsilon, range: nonNegative),
            ])
    }
}

private let nonNegative = 0.0...3.4028234663852886e+38
private let fraction = 0.0...0.9999999999999999
