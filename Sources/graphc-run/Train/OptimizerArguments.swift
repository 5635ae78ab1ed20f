import ArgumentParser
import GraphRuntime

/// How parameters move.
struct OptimizerArguments: ParsableArguments {
    @Option(help: "sgd, adam, adamw, rmsprop or adagrad.")
    var optimizer: Name = .sgd

    @Option(help: "The length of steps. (default: PyTorch's; of sgd 0.01)")
    var learningRate: Double?

    @Option(help: "Of sgd and rmsprop.")
    var momentum: Double?

    @Flag(help: "The momentum looks one step ahead. Of sgd.")
    var nesterov = false

    @Option(help: "How much of a weight is added to its gradient; of adamw, what a step takes of it.")
    var weightDecay: Double?

    @Option(help: ArgumentHelp("Of adam and adamw: 0.9,0.999.", valueName: "first,second"))
    var betas: Betas?

    enum Name: String, ExpressibleByArgument, CaseIterable {
        case sgd, adam, adamw, rmsprop, adagrad

        /// PyTorch's `lr`.
        fileprivate var learningRate: Double {
            switch self {
            case .adam, .adamw: 0.001
            case .sgd, .rmsprop, .adagrad: 0.01
            }
        }

        fileprivate var hasMomentum: Bool { self == .sgd || self == .rmsprop }
        fileprivate var hasBetas: Bool { self == .adam || self == .adamw }
    }

    struct Betas: ExpressibleByArgument {
        let values: (Double, Double)

        init?(argument: String) {
            let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
            guard numbers.count == 2, let first = numbers[0], let second = numbers[1] else { return nil }
            values = (first, second)
        }
    }

    func validate() throws {
        for (option, isGiven, isTaken) in [
            ("--momentum", momentum != nil, optimizer.hasMomentum),
            ("--nesterov", nesterov, optimizer == .sgd),
            ("--betas", betas != nil, optimizer.hasBetas),
        ] where isGiven && !isTaken {
            throw ValidationError("'\(option)' is nothing that \(optimizer.rawValue) has.")
        }
    }

    /// `sgd --learning-rate 0.01 --momentum 0.9`
    var text: String {
        var text = "\(optimizer.rawValue) --learning-rate \(learningRate ?? optimizer.learningRate)"
        if let momentum { text += " --momentum \(momentum)" }
        if nesterov { text += " --nesterov" }
        if let weightDecay { text += " --weight-decay \(weightDecay)" }
        if let betas { text += " --betas \(betas.values.0),\(betas.values.1)" }
        return text
    }

    /// Its numbers are checked when training begins.
    var value: Optimizer {
        let rate = learningRate ?? optimizer.learningRate
        let decay = weightDecay ?? 0
        let betas = betas?.values ?? (0.9, 0.999)
        return switch optimizer {
        case .sgd:
            .sgd(learningRate: rate, momentum: momentum ?? 0, nesterov: nesterov, weightDecay: decay)
        case .adam: .adam(learningRate: rate, betas: betas, weightDecay: decay)
        case .adamw: .adamW(learningRate: rate, betas: betas, weightDecay: weightDecay ?? 0.01)
        case .rmsprop: .rmsProp(learningRate: rate, weightDecay: decay, momentum: momentum ?? 0)
        case .adagrad: .adagrad(learningRate: rate, weightDecay: decay)
        }
    }
}
