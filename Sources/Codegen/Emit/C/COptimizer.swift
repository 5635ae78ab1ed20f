import GraphIR

/// How C writes what optimizers are made of.
enum COptimizer {
    /// A value of a weight, in single precision.
    static func text(
        _ value: Expression<OptimizerRule.Variable>, prefix: String,
        leaf: @escaping (OptimizerRule.Variable) -> String
    ) -> String {
        ExpressionNotation.c(prefix: prefix, leaf: leaf).text(of: value)
    }

    /// The parameters of a function that goes over the weights.
    static func weightParameters(_ rule: OptimizerRule) -> [(type: String, name: String)] {
        [("float *restrict ", "weights"), ("const float *restrict ", "gradients")]
            + rule.states.map { ("float *restrict ", $0.name) } + [("const ptrdiff_t ", "count")]
            + rule.numbers.map { ("const float ", $0.name) }
    }

    /// The function that goes over the weights.
    static func weights(_ rule: OptimizerRule, named function: String, prefix: String) -> String {
        let parameters = weightParameters(rule).map { $0.type + $0.name }.joined(separator: ", ")
        func name(_ line: OptimizerRule.Line) -> String {
            line.target == nil ? line.name : "new_\(line.name)"
        }
        func text(_ value: Expression<OptimizerRule.Variable>) -> String {
            self.text(value, prefix: prefix) { variable in
                switch variable {
                case .weight: "weights[i]"
                case .gradient: "gradients[i]"
                case .state(let index): "\(rule.states[index].name)[i]"
                case .line(let index): name(rule.lines[index])
                case .number(let index): rule.numbers[index].name
                }
            }
        }
        var printer = CodePrinter()
        printer.line("\(prefix.uppercased())_INLINE void \(function)(\(parameters))")
        printer.line("{")
        printer.indented { printer in
            printer.block("for (ptrdiff_t i = 0; i < count; ++i)") { printer in
                for line in rule.lines { printer.line("const float \(name(line)) = \(text(line.value));") }
                for line in rule.lines {
                    switch line.target {
                    case .weight: printer.line("weights[i] = \(name(line));")
                    case .state(let index): printer.line("\(rule.states[index].name)[i] = \(name(line));")
                    case nil: break
                    }
                }
            }
        }
        printer.line("}")
        return String(printer.text.dropLast())
    }

    /// A number of a step, in double precision, with the functions of <math.h>.
    static func text(
        _ value: Expression<OptimizerRule.StepVariable>, prefix: String,
        leaf: @escaping (OptimizerRule.StepVariable) -> String
    ) -> String {
        ExpressionNotation(
            leaf: leaf, constant: { "\($0)" }, function: { ["max": "fmax", "min": "fmin"][$0] ?? $0 },
            rounding: "\(prefix)_\(CMath.roundedDouble.rawValue)"
        ).text(of: value)
    }
}

extension OptimizerRule {
    /// What is computed in double precision: before the first step, or once in each.
    var stepValues: [Expression<StepVariable>] {
        states.map(\.start) + running.map(\.next) + numbers.map(\.value)
    }
}
