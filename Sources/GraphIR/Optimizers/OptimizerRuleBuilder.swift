/// Writes down a rule, in the table's own terms.
struct OptimizerRuleBuilder {
    typealias Value = Expression<OptimizerRule.Variable>
    typealias StepValue = Expression<OptimizerRule.StepVariable>

    let settings: [OptimizerSetting]
    let parts: [OptimizerSetting]
    private(set) var rule = OptimizerRule()

    init(settings: [OptimizerSetting], parts: [OptimizerSetting]) {
        self.settings = settings
        self.parts = parts
    }

    let weight = Value.leaf(.weight)
    let gradient = Value.leaf(.gradient)

    func has(_ part: OptimizerSetting) -> Bool { parts.contains { $0.cName == part.cName } }

    func setting(_ setting: OptimizerSetting) -> StepValue {
        guard let index = settings.firstIndex(where: { $0.cName == setting.cName }) else {
            preconditionFailure("the row has no setting \(setting.name)")
        }
        return .leaf(.setting(index))
    }

    mutating func running(_ name: String, from start: Double, _ next: (StepValue) -> StepValue) -> StepValue {
        let value = StepValue.leaf(.running(rule.running.count))
        rule.running.append(OptimizerRule.Running(name: name, start: start, next: next(value)))
        return value
    }

    /// 1 in the first step, 2 in the second.
    mutating func step() -> StepValue { running("step", from: 0) { $0 + 1 } }

    mutating func number(_ name: String, _ value: StepValue) -> Value {
        rule.numbers.append(OptimizerRule.Number(name: name, value: value))
        return .leaf(.number(rule.numbers.count - 1))
    }

    /// A setting as it is.
    mutating func number(_ setting: OptimizerSetting) -> Value {
        number(setting.cName, self.setting(setting))
    }

    mutating func state(_ name: String, start: StepValue = 0) -> Value {
        rule.states.append(OptimizerRule.State(name: name, start: start))
        return .leaf(.state(rule.states.count - 1))
    }

    /// A value that later lines use.
    mutating func line(_ name: String, _ value: Value) -> Value { line(nil, name, value) }

    /// Replaces a state and gives its new value.
    mutating func replace(_ state: Value, by value: Value) -> Value {
        guard case .leaf(.state(let index)) = state else { preconditionFailure("not a state") }
        return line(.state(index), rule.states[index].name, value)
    }

    mutating func replaceWeight(by value: Value) { _ = line(.weight, "weight", value) }

    private mutating func line(_ target: OptimizerRule.Target?, _ name: String, _ value: Value) -> Value {
        rule.lines.append(OptimizerRule.Line(target: target, name: name, value: value))
        return .leaf(.line(rule.lines.count - 1))
    }
}

extension Expression {
    static func squareRoot(_ operand: Self) -> Self { .unary(.sqrt, operand) }
}
