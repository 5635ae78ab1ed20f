import Foundation
import GraphIR

extension GraphIR.Expression {
    /// What the expression is where its leaves are these numbers.
    func value<Number: Real>(leaf: (Leaf) -> Number) -> Number {
        func value(_ operand: Self) -> Number { operand.value(leaf: leaf) }
        switch self {
        case .leaf(let variable): return leaf(variable)
        case .constant(let constant): return Number(constant)
        case .unary(let function, let operand): return Number.apply(function, value(operand))
        case .binary(let function, let lhs, let rhs):
            switch function {
            case .add: return value(lhs) + value(rhs)
            case .subtract: return value(lhs) - value(rhs)
            case .multiply: return value(lhs) * value(rhs)
            case .divide: return value(lhs) / value(rhs)
            case .maximum: return max(value(lhs), value(rhs))
            case .minimum: return min(value(lhs), value(rhs))
            }
        case .select(let comparison, let lhs, let rhs, let then, let otherwise):
            let holds =
                switch comparison {
                case .greater: value(lhs) > value(rhs)
                case .equal: value(lhs) == value(rhs)
                }
            return holds ? value(then) : value(otherwise)
        }
    }
}

/// A number with the functions of `UnaryFunction`.
protocol Real: BinaryFloatingPoint {
    static func apply(_ function: UnaryFunction, _ x: Self) -> Self
}

extension Double: Real {
    static func apply(_ function: UnaryFunction, _ x: Double) -> Double {
        switch function {
        case .negate: -x
        case .sqrt: x.squareRoot()
        case .exp: exp(x)
        case .expm1: expm1(x)
        case .log: log(x)
        case .log1p: log1p(x)
        case .tanh: tanh(x)
        case .erf: erf(x)
        }
    }
}

extension Float: Real {
    static func apply(_ function: UnaryFunction, _ x: Float) -> Float {
        Float(Double.apply(function, Double(x)))
    }
}
