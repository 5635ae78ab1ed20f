extension Expression {
    /// The expression in ordinary notation, with no more parentheses than the order of evaluation needs.
    public func text(leaf: (Leaf) -> String) -> String { text(leaf: leaf, within: .select) }

    /// How tightly an expression holds together, from loose to tight.
    private enum Precedence: Int, Comparable {
        case select, sum, product, sign, atom

        static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
    }

    private func text(leaf: (Leaf) -> String, within outer: Precedence) -> String {
        let (text, precedence) = notation(leaf: leaf)
        return precedence < outer ? "(\(text))" : text
    }

    private func notation(leaf: (Leaf) -> String) -> (text: String, precedence: Precedence) {
        func text(_ operand: Expression, _ precedence: Precedence) -> String {
            operand.text(leaf: leaf, within: precedence)
        }
        switch self {
        case .leaf(let value): return (leaf(value), .atom)
        case .constant(let value): return (shortText(value), value < 0 ? .sign : .atom)
        case .unary(.negate, let operand): return ("-\(text(operand, .atom))", .sign)
        case .unary(let function, let operand):
            return ("\(function.rawValue)(\(text(operand, .select)))", .atom)
        case .binary(let function, let lhs, let rhs):
            switch function {
            case .add: return ("\(text(lhs, .sum)) + \(text(rhs, .product))", .sum)
            case .subtract: return ("\(text(lhs, .sum)) - \(text(rhs, .product))", .sum)
            case .multiply: return ("\(text(lhs, .product)) * \(text(rhs, .sign))", .product)
            case .divide: return ("\(text(lhs, .product)) / \(text(rhs, .sign))", .product)
            case .maximum: return ("max(\(text(lhs, .select)), \(text(rhs, .select)))", .atom)
            case .minimum: return ("min(\(text(lhs, .select)), \(text(rhs, .select)))", .atom)
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
