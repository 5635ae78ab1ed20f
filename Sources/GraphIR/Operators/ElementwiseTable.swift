extension Elementwise {
    /// Every elementwise operator, by PyTorch's definitions.
    ///
    /// No row gives a NaN for a finite argument: an exponential that overflows is divided by or masked.
    public static let table: [Row] = [
        Row(
            keyword: "ReLU", arguments: [],
            function: .maximum(x, 0),
            derivative: .select(.greater, lhs: y, rhs: 0, then: 1, else: 0),
            summary: "x where it is positive, otherwise 0."),
        Row(
            keyword: "LeakyReLU",
            arguments: [Row.Argument(name: "slope", otherNames: ["negative_slope"], defaultValue: 0.01)],
            function: .select(.greater, lhs: x, rhs: 0, then: x, else: argument * x),
            // Of x, since y does not tell the sides apart where the slope is zero or negative.
            derivative: .select(.greater, lhs: x, rhs: 0, then: 1, else: argument),
            summary: "x where it is positive, otherwise slope · x."),
        Row(
            keyword: "Sigmoid", otherNames: ["Logistic"], arguments: [],
            function: sigmoid,
            derivative: y * (1 - y),
            summary: "The logistic function.", outputMeaning: .separateProbabilities),
        Row(
            keyword: "Tanh", arguments: [],
            function: .unary(.tanh, x),
            derivative: 1 - y * y,
            summary: "The hyperbolic tangent."),
        Row(
            keyword: "GELU", arguments: [],
            function: 0.5 * x * (1 + .unary(.erf, x * inverseSqrt2)),
            derivative: 0.5 * (1 + .unary(.erf, x * inverseSqrt2))
                + x * (inverseSqrt2Pi * .unary(.exp, -0.5 * x * x)),
            summary: "x times the normal distribution function of x, exactly (with erf)."),
        Row(
            keyword: "SiLU", otherNames: ["Swish"], arguments: [],
            function: x / (1 + .unary(.exp, -x)),
            derivative: sigmoid * (1 + x * (1 - sigmoid)),
            summary: "x times the logistic function of x; also known as swish."),
        Row(
            keyword: "ELU", arguments: [Row.Argument(name: "alpha", defaultValue: 1)],
            function: .select(.greater, lhs: x, rhs: 0, then: x, else: argument * .unary(.expm1, x)),
            derivative: .select(.greater, lhs: x, rhs: 0, then: 1, else: argument * .unary(.exp, x)),
            summary: "x where it is positive, otherwise alpha · (eˣ − 1)."),
        Row(
            keyword: "Softplus", arguments: [],
            // log(1 + eˣ), with the exponential of −|x| only.
            function: .maximum(x, 0) + .unary(.log1p, .unary(.exp, -.maximum(x, -x))),
            derivative: sigmoid,
            summary: "log(1 + eˣ), a smooth ReLU."),
    ]

    private static let x = Expression.leaf(Variable.x)
    private static let y = Expression.leaf(Variable.y)
    private static let argument = Expression.leaf(Variable.argument(0))
    private static let sigmoid = 1 / (1 + Expression.unary(.exp, -x))
    /// 1/√2
    private static let inverseSqrt2 = Expression<Variable>.constant(0.7071067811865476)
    /// 1/√(2π)
    private static let inverseSqrt2Pi = Expression<Variable>.constant(0.3989422804014327)
}

extension Expression {
    fileprivate static func maximum(_ lhs: Self, _ rhs: Self) -> Self { .binary(.maximum, lhs, rhs) }
}
