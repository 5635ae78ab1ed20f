/// A scalar expression over `Leaf`: the one language in which operators state their mathematics
/// and emitters print it.
///
/// Addition, multiplication and the rest are single-precision IEEE operations in the order written;
/// nothing is contracted or reassociated, so every target computes the same bits.
public indirect enum Expression<Leaf: Hashable & Sendable>: Hashable, Sendable {
    case leaf(Leaf)
    case constant(Double)
    case unary(UnaryFunction, Expression)
    case binary(BinaryFunction, Expression, Expression)
    /// `lhs ∘ rhs ? then : else`.
    case select(Comparison, lhs: Expression, rhs: Expression, then: Expression, else: Expression)

    /// The expression with every leaf replaced.
    @inlinable public func replacingLeaves<NewLeaf>(
        _ replace: (Leaf) -> Expression<NewLeaf>
    ) -> Expression<NewLeaf> {
        switch self {
        case .leaf(let leaf): replace(leaf)
        case .constant(let value): .constant(value)
        case .unary(let function, let operand): .unary(function, operand.replacingLeaves(replace))
        case .binary(let function, let lhs, let rhs):
            .binary(function, lhs.replacingLeaves(replace), rhs.replacingLeaves(replace))
        case .select(let comparison, let lhs, let rhs, let then, let otherwise):
            .select(
                comparison, lhs: lhs.replacingLeaves(replace), rhs: rhs.replacingLeaves(replace),
                then: then.replacingLeaves(replace), else: otherwise.replacingLeaves(replace))
        }
    }

    /// Every leaf, in the order of reading, repeated as often as it occurs.
    @inlinable public var leaves: [Leaf] {
        var leaves: [Leaf] = []
        forEachLeaf { leaves.append($0) }
        return leaves
    }

    /// Calls `body` with every leaf, in the same order.
    @inlinable public func forEachLeaf(_ body: (Leaf) -> Void) {
        switch self {
        case .leaf(let leaf): body(leaf)
        case .constant: break
        case .unary(_, let operand): operand.forEachLeaf(body)
        case .binary(_, let lhs, let rhs):
            lhs.forEachLeaf(body)
            rhs.forEachLeaf(body)
        case .select(_, let lhs, let rhs, let then, let otherwise):
            lhs.forEachLeaf(body)
            rhs.forEachLeaf(body)
            then.forEachLeaf(body)
            otherwise.forEachLeaf(body)
        }
    }
}

/// A function of one number.
public enum UnaryFunction: String, CaseIterable, Hashable, Sendable {
    case negate, exp, expm1, log, log1p, tanh, erf
    /// Rounded correctly, as IEEE has it.
    case sqrt
}

/// A function of two numbers.
public enum BinaryFunction: String, CaseIterable, Hashable, Sendable {
    case add, subtract, multiply, divide, maximum, minimum
}

/// A comparison of two numbers; false where one of them is not a number.
public enum Comparison: String, CaseIterable, Hashable, Sendable {
    case greater, equal
}

extension Expression: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
    public init(floatLiteral value: Double) { self = .constant(value) }
    public init(integerLiteral value: Int) { self = .constant(Double(value)) }

    public static func + (lhs: Self, rhs: Self) -> Self { .binary(.add, lhs, rhs) }
    public static func - (lhs: Self, rhs: Self) -> Self { .binary(.subtract, lhs, rhs) }
    public static func * (lhs: Self, rhs: Self) -> Self { .binary(.multiply, lhs, rhs) }
    public static func / (lhs: Self, rhs: Self) -> Self { .binary(.divide, lhs, rhs) }
    public static prefix func - (operand: Self) -> Self { .unary(.negate, operand) }
}
