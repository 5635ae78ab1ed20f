import Foundation
import GraphIR
import Testing

@Suite struct ElementwiseTests {
    /// PyTorch's definitions, written the naive way; a row without one fails.
    private static let definitions: [String: @Sendable (Double, [Double]) -> Double] = [
        "ReLU": { x, _ in max(x, 0) },
        "LeakyReLU": { x, arguments in x > 0 ? x : arguments[0] * x },
        "Sigmoid": { x, _ in 1 / (1 + exp(-x)) },
        "Tanh": { x, _ in (exp(x) - exp(-x)) / (exp(x) + exp(-x)) },
        "GELU": { x, _ in x * 0.5 * erfc(-x / 2.0.squareRoot()) },
        "SiLU": { x, _ in x * (1 / (1 + exp(-x))) },
        "ELU": { x, arguments in x > 0 ? x : arguments[0] * (exp(x) - 1) },
        "Softplus": { x, _ in log(1 + exp(x)) },
    ]

    private static let points = stride(from: -6.0, through: 6, by: 0.3).map { $0 + 0.01 }

    /// The default arguments, and others, among them zero and negative ones.
    private static func arguments(of row: Elementwise.Row) -> [[Double]] {
        row.arguments.isEmpty ? [[]] : [row.arguments.map(\.defaultValue), [0.3], [0], [-0.5]]
    }

    @Test(arguments: Elementwise.table)
    func theFunctionIsPyTorchs(_ row: Elementwise.Row) throws {
        let definition = try #require(Self.definitions[row.keyword], "\(row.keyword) has no definition here")
        for arguments in Self.arguments(of: row) {
            for x in Self.points {
                let y = row.function.value(x: x, y: .nan, arguments)
                #expect(abs(y - definition(x, arguments)) < 1e-12, "\(row.keyword)(\(x)) \(arguments)")
            }
        }
    }

    @Test(arguments: Elementwise.table)
    func theDerivativeIsTheSlope(_ row: Elementwise.Row) {
        for arguments in Self.arguments(of: row) {
            for x in Self.points {
                let step = 1e-6
                let y = row.function.value(x: x, y: .nan, arguments)
                let slope =
                    (row.function.value(x: x + step, y: .nan, arguments)
                        - row.function.value(x: x - step, y: .nan, arguments)) / (2 * step)
                let derivative = row.derivative.value(x: x, y: y, arguments)
                #expect(
                    abs(derivative - slope) < 1e-5 + 1e-3 * abs(slope), "\(row.keyword)′(\(x)) \(arguments)")
            }
        }
    }

    @Test(arguments: Elementwise.table)
    func noFiniteFloatGivesNaN(_ row: Elementwise.Row) {
        let magnitudes: [Float] = [
            0, .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-20, 1e-3, 1, 17, 88, 89, 104, 1e3, 1e19,
            2e19,
            1e38, .greatestFiniteMagnitude,
        ]
        for arguments in Self.arguments(of: row) {
            for x in magnitudes + magnitudes.map({ -$0 }) {
                let y = row.function.value(x: x, y: .nan, arguments)
                #expect(!y.isNaN, "\(row.keyword)(\(x)) \(arguments)")
                #expect(
                    !row.derivative.value(x: x, y: y, arguments).isNaN, "\(row.keyword)′(\(x)) \(arguments)")
            }
        }
    }

    @Test func theNotationHasThePrecedenceOfTheExpression() {
        let x = GraphIR.Expression.leaf("x")
        let expressions: [(GraphIR.Expression<String>, String)] = [
            (x - (x - 1), "x - (x - 1)"), ((x - x) - 1, "x - x - 1"), (x * (x + 1), "x * (x + 1)"),
            (x / (x * 2), "x / (x * 2)"), (-(x + 1), "-(x + 1)"), (-x * 2, "-x * 2"),
            (.unary(.exp, -x) + 0.5, "exp(-x) + 0.5"),
            (1 + .select(.greater, lhs: x, rhs: 0, then: x, else: -x), "1 + (x > 0 ? x : -x)"),
            (.binary(.maximum, x, -1), "max(x, -1)"), (x - .constant(-1), "x - -1"),
        ]
        for (expression, text) in expressions { #expect(expression.text { $0 } == text) }
    }
}

extension GraphIR.Expression<Elementwise.Variable> {
    fileprivate func value<Number: Real>(x: Number, y: Number, _ arguments: [Double]) -> Number {
        value { variable in
            switch variable {
            case .x: x
            case .y: y
            case .argument(let index): Number(arguments[index])
            }
        }
    }
}
