/// The meaning of a kind of layer: its keyword and arguments, its parameters, its shape rule.
///
/// A structural operator is one file that conforms to this, one line in `operatorTable`, and its
/// lowering in Codegen. An elementwise operator is one row of `Elementwise.table`.
public protocol Operator: Sendable {
    /// Keyword, arguments and prose: what the parser accepts and the reference prints.
    var reference: OperatorReference { get }

    /// The tensors that this layer trains, named as PyTorch names them within a layer (`weight`).
    var parameters: [Graph.Parameter] { get }
}

/// How an operator is written, for the parser, the diagnostics and the reference page.
public struct OperatorReference: Sendable {
    public var keyword: String
    public var summary: String
}
