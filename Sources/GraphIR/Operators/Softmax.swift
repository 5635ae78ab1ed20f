/// exp(x) / Σ exp(x) over the last dimension: `torch.nn.Softmax(dim=-1)`.
public struct Softmax: Operator, Hashable {
    public init() {}

    public static let reference = OperatorReference(
        keyword: "Softmax", summary: "Probabilities over the last dimension.",
        formula: "y = exp(x) / Σ exp(x)",
        examples: [
            .init(input: [5], text: "Softmax"),
            .init(input: [2, 3], text: "Softmax"),
        ],
        make: { _, _ in Softmax() })

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }
    public var outputMeaning: OutputMeaning { .probabilities }
    public func outputShape(for input: Shape) -> Shape { input }
}
