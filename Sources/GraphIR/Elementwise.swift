/// A function applied to every element: one row of `Elementwise.table`.
public struct Elementwise: Operator, Hashable {
    public var row: Row
    /// The values of `row.arguments`, in their order.
    public var arguments: [Double]

    public init(row: Row, arguments: [Double]) {
        self.row = row
        self.arguments = arguments
    }

    public var reference: OperatorReference { row.reference }
    public var parameters: [Graph.Parameter] { [] }

    /// What the function is made of.
    public enum Variable: Hashable, Sendable {
        /// The element.
        case x
        /// The function's value at `x`; only in a derivative.
        case y
        /// An argument of the layer, by its index in `Row.arguments`.
        case argument(Int)
    }

    /// `ReLU`, `LeakyReLU [slope=0.01]`, …: keyword, f and f′ as scalar expressions.
    public struct Row: Sendable, Hashable {
        public var keyword: String
        public var arguments: [Argument]
        public var function: Expression<Variable>
        /// f′ in terms of `y` where that is exact, which spares storing `x`; otherwise of `x`.
        public var derivative: Expression<Variable>
        public var summary: String

        public struct Argument: Sendable, Hashable {
            public var name: String
            public var defaultValue: Double
        }

        /// Whether the backward pass reads the function's argument and not only its value.
        public var derivativeReadsX: Bool { derivative.leaves.contains(.x) }

        public var reference: OperatorReference {
            OperatorReference(keyword: keyword, summary: summary)
        }
    }
}
