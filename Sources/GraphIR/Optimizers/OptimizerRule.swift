/// How an optimizer moves each weight along its gradient, once its parts are chosen.
///
/// A step computes the numbers in Double and rounds them to Float; then it goes through `lines` for every
/// weight, in single precision, one IEEE operation after the other.
public struct OptimizerRule: Hashable, Sendable {
    /// What is kept of every weight from step to step.
    public var states: [State] = []
    /// What is kept from step to step once.
    public var running: [Running] = []
    /// What a step computes once.
    public var numbers: [Number] = []
    /// What a step does with each weight; the last line gives the weight.
    public var lines: [Line] = []

    /// A tensor of the shape of the weights.
    public struct State: Hashable, Sendable {
        /// As in PyTorch's `state_dict`: `exp_avg`.
        public var name: String
        /// What each element is before the first step, in terms of the settings; rounded to Float.
        public var start: Expression<StepVariable>
    }

    /// A number that goes on from step to step, in Double: a power, a count.
    public struct Running: Hashable, Sendable {
        public var name: String
        /// Its value before the first step.
        public var start: Double
        /// Its value in a step, in terms of the settings and of its own value in the step before.
        public var next: Expression<StepVariable>
    }

    /// A number that all weights share in a step.
    public struct Number: Hashable, Sendable {
        public var name: String
        /// In terms of the settings and of the running numbers' values in this step; in Double, rounded to Float.
        public var value: Expression<StepVariable>
    }

    /// A value computed of every weight.
    public struct Line: Hashable, Sendable {
        /// What is replaced by the value; nil if only later lines use it.
        public var target: Target?
        public var name: String
        public var value: Expression<Variable>
    }

    public enum Target: Hashable, Sendable {
        case weight
        /// By its index in `states`.
        case state(Int)
    }

    /// What lines are made of.
    public enum Variable: Hashable, Sendable {
        /// The weight before the step.
        case weight
        /// The gradient of the mean loss.
        case gradient
        /// A state before the step, by its index in `states`. No line reads it behind the one that replaces it.
        case state(Int)
        /// What an earlier line has computed, by its index in `lines`.
        case line(Int)
        /// By its index in `numbers`.
        case number(Int)
    }

    /// What the numbers of a step are made of.
    public enum StepVariable: Hashable, Sendable {
        /// By its index in `OptimizerRow.settings`.
        case setting(Int)
        /// By its index in `running`.
        case running(Int)
    }

    /// `weight = weight - learning_rate * gradient`, with a learning rate that is nobody's setting.
    package static let gradientDescent: OptimizerRule = {
        var rule = OptimizerRule()
        rule.numbers = [Number(name: "learning_rate", value: 0)]
        let step = Expression<Variable>.leaf(.number(0)) * .leaf(.gradient)
        rule.lines = [Line(target: .weight, name: "weight", value: .leaf(.weight) - step)]
        return rule
    }()

    /// The lines that replace something, with the others put in where they are used.
    public var stores: [Line] {
        lines.filter { $0.target != nil }.map { line in
            var line = line
            line.value = inlined(line.value)
            return line
        }
    }

    private func inlined(_ value: Expression<Variable>) -> Expression<Variable> {
        value.replacingLeaves { leaf in
            guard case .line(let index) = leaf, lines[index].target == nil else { return .leaf(leaf) }
            return inlined(lines[index].value)
        }
    }

    /// The lines as assignments in ordinary notation, in which a state's name stands for its newest value.
    public var text: [String] { lines.map { "\($0.name) = \(text(of: $0.value))" } }

    public func text(of value: Expression<Variable>) -> String {
        value.text { variable in
            switch variable {
            case .weight: "weight"
            case .gradient: "gradient"
            case .state(let index): states[index].name
            case .line(let index): lines[index].name
            case .number(let index): numbers[index].name
            }
        }
    }
}
