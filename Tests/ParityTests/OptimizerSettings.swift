import GraphRuntime

/// Arguments of an optimizer under their names in `torch.optim`; PyTorch's defaults hold for the others.
struct OptimizerSettings: Decodable, CustomStringConvertible {
    var values: [String: Value]

    enum Value: Decodable {
        case flag(Bool)
        case numbers([Double])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let flag = try? container.decode(Bool.self) {
                self = .flag(flag)
            } else if let number = try? container.decode(Double.self) {
                self = .numbers([number])
            } else {
                self = .numbers(try container.decode([Double].self))
            }
        }
    }

    init(from decoder: any Decoder) throws { values = try [String: Value](from: decoder) }

    var description: String {
        let texts = values.map { name, value in
            switch value {
            case .flag(let flag): "\(name)=\(flag)"
            case .numbers(let numbers): "\(name)=\(numbers.map { "\($0)" }.joined(separator: ","))"
            }
        }
        return texts.sorted().joined(separator: " ")
    }

    func numbers(_ name: String) -> [Double]? {
        if case .numbers(let numbers) = values[name] { numbers } else { nil }
    }

    func number(_ name: String, _ defaultValue: Double) -> Double { numbers(name)?.first ?? defaultValue }

    func flag(_ name: String) -> Bool { if case .flag(true) = values[name] { true } else { false } }

    /// Ours for `torch.optim.<name>` with these settings.
    func optimizer(named name: String) throws -> Optimizer {
        let betas = numbers("betas").map { ($0[0], $0[1]) } ?? (0.9, 0.999)
        switch name {
        case "SGD":
            return .sgd(
                learningRate: number("lr", 0.001), momentum: number("momentum", 0),
                dampening: number("dampening", 0), nesterov: flag("nesterov"),
                weightDecay: number("weight_decay", 0))
        case "Adam":
            return .adam(
                learningRate: number("lr", 0.001), betas: betas, epsilon: number("eps", 1e-8),
                weightDecay: number("weight_decay", 0), amsgrad: flag("amsgrad"))
        case "AdamW":
            return .adamW(
                learningRate: number("lr", 0.001), betas: betas, epsilon: number("eps", 1e-8),
                weightDecay: number("weight_decay", 0.01), amsgrad: flag("amsgrad"))
        case "RMSprop":
            return .rmsProp(
                learningRate: number("lr", 0.01), alpha: number("alpha", 0.99), epsilon: number("eps", 1e-8),
                weightDecay: number("weight_decay", 0), momentum: number("momentum", 0),
                centered: flag("centered"))
        case "Adagrad":
            return .adagrad(
                learningRate: number("lr", 0.01), learningRateDecay: number("lr_decay", 0),
                weightDecay: number("weight_decay", 0),
                initialAccumulatorValue: number("initial_accumulator_value", 0),
                epsilon: number("eps", 1e-10))
        default:
            throw UnknownOptimizer(name: name)
        }
    }

    struct UnknownOptimizer: Error { var name: String }
}
