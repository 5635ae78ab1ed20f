extension Expression {
    /// The expression in ordinary notation, with no more parentheses than the order of evaluation needs.
    public func text(leaf: @escaping (Leaf) -> String) -> String {
        ExpressionNotation(leaf: leaf, constant: shortText, function: { $0 }).text(of: self)
    }
}

/// How expressions are written: in the textual IR, in Swift, in C.
public struct ExpressionNotation<Leaf: Hashable & Sendable> {
    /// The text of a leaf; it must hold together within any operator.
    public var leaf: (Leaf) -> String
    /// The text of a number.
    public var constant: (Double) -> String
    /// The name of a function, given that in the textual IR: `exp`, `max`.
    public var function: (String) -> String
    /// The name of a function that a product goes through before anything but a further factor takes it, if any.
    public var rounding: String?

    public init(
        leaf: @escaping (Leaf) -> String, constant: @escaping (Double) -> String,
        function: @escaping (String) -> String, rounding: String? = nil
    ) {
        self.leaf = leaf
        self.constant = constant
        self.function = function
        self.rounding = rounding
    }

    /// The expression with no more parentheses than the order of evaluation needs.
    public func text(of expression: Expression<Leaf>) -> String { text(of: expression, within: .select) }

    /// How tightly an expression holds together, from loose to tight.
    private enum Precedence: Int, Comparable {
        case select, sum, product, sign, atom

        static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    private func text(of expression: Expression<Leaf>, within outer: Precedence) -> String {
        if let rounding, case .binary(.multiply, _, _) = expression {
            return "\(rounding)(\(notation(of: expression).text))"
        }
        return factor(expression, within: outer)
    }

    private func factor(_ expression: Expression<Leaf>, within outer: Precedence) -> String {
        let (text, precedence) = notation(of: expression)
        return precedence < outer ? "(\(text))" : text
    }

    private func notation(of expression: Expression<Leaf>) -> (text: String, precedence: Precedence) {
        func text(_ operand: Expression<Leaf>, _ precedence: Precedence) -> String {
            self.text(of: operand, within: precedence)
        }
        switch expression {
        case .leaf(let value): return (leaf(value), .atom)
        case .constant(let value): return (constant(value), value < 0 ? .sign : .atom)
        case .unary(.negate, let operand): return ("-\(text(operand, .atom))", .sign)
        case .unary(let function, let operand):
            return ("\(self.function(function.rawValue))(\(text(operand, .select)))", .atom)
        case .binary(let function, let lhs, let rhs):
            switch function {
            case .add: return ("\(text(lhs, .sum)) + \(text(rhs, .product))", .sum)
            case .subtract: return ("\(text(lhs, .sum)) - \(text(rhs, .product))", .sum)
            case .multiply:
                return ("\(factor(lhs, within: .product)) * \(factor(rhs, within: .sign))", .product)
            case .divide: return ("\(text(lhs, .product)) / \(text(rhs, .sign))", .product)
            case .maximum:
                return ("\(self.function("max"))(\(text(lhs, .select)), \(text(rhs, .select)))", .atom)
            case .minimum:
                return ("\(self.function("min"))(\(text(lhs, .select)), \(text(rhs, .select)))", .atom)
            }
        case .select(let comparison, let lhs, let rhs, let then, let otherwise):
            let sign =
                switch comparison {
                case .greater: ">"
                case .equal: "=="
                }
            return (
                "\(text(lhs, .sum)) \(sign) \(text(rhs, .sum)) ? \(text(then, .sum)) : "
                    + text(otherwise, .sum), .select
            )
        }
    }
}
