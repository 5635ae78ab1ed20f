/// exp(x) / Σ exp(x) over the last dimension: `torch.nn.Softmax(dim=-1)`.
public struct Softmax: Operator, Hashable {
    public init() {}

    public static let reference = OperatorReference(
        keyword: "Softmax", summary: "Probabilities over the last dimension.")

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }
}
