import GraphIR

/// How C writes what optimizers are made of.
enum COptimizer {
    /// A value of a weight, in single precision.
    static func text(
        _ value: Expression<OptimizerRule.Variable>, prefix: String,
        leaf: @escaping (OptimizerRule.Variable) -> String
    ) -> String {
        ExpressionNotation(leaf: leaf, constant: cLiteral, function: { "\(prefix)_\($0)" }).text(of: value)
    }

    /// A number of a step, in double precision, with the functions of <math.h>.
    static func text(
        _ value: Expression<OptimizerRule.StepVariable>,
        leaf: @escaping (OptimizerRule.StepVariable) -> String
    ) -> String {
        ExpressionNotation(
            leaf: leaf, constant: { "\($0)" }, function: { ["max": "fmax", "min": "fmin"][$0] ?? $0 }
        ).text(of: value)
    }
}
