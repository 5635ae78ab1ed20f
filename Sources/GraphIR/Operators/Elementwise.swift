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
    public var outputMeaning: OutputMeaning { row.outputMeaning }
    public func outputShape(for input: Shape) -> Shape { input }

    public var attributes: String {
        zip(row.arguments, arguments).map { "\($0.name)=\(shortText($1))" }.joined(separator: " ")
    }

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
        /// What the same is called elsewhere.
        public var otherNames: [String] = []
        public var arguments: [Argument]
        public var function: Expression<Variable>
        /// f′ in terms of `y` where that is exact, which spares storing `x`; otherwise of `x`.
        public var derivative: Expression<Variable>
        public var summary: String
        public var outputMeaning = OutputMeaning.logits

        public struct Argument: Sendable, Hashable {
            public var name: String
            /// What PyTorch calls it.
            public var otherNames: [String] = []
            public var defaultValue: Double
        }

        public var reference: OperatorReference {
            OperatorReference(
                keyword: keyword, otherNames: otherNames,
                arguments: arguments.map { argument in
                    ArgumentReference(
                        argument.name, .number(defaultValue: argument.defaultValue),
                        elsewhere: argument.otherNames)
                },
                summary: summary, formula: "y = \(text(of: function))", examples: examples,
                make: { values, _ in
                    Elementwise(row: self, arguments: arguments.map { values.number($0.name) })
                })
        }

        /// The function with its defaults and, if it has arguments, with others.
        private var examples: [OperatorReference.Example] {
            let others = arguments.map { shortText($0.defaultValue + 0.25) }
            let words = others.isEmpty ? [[keyword]] : [[keyword], [keyword] + others]
            return words.map {
                OperatorReference.Example(input: [5], text: $0.joined(separator: " "))
            }
        }

        /// An expression with the names of the arguments.
        public func text(of expression: Expression<Variable>) -> String {
            expression.text { variable in
                switch variable {
                case .x: "x"
                case .y: "y"
                case .argument(let index): arguments[index].name
                }
            }
        }
    }
}
