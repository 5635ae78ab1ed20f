/// x − log Σ exp(x) over the last dimension: `torch.nn.LogSoftmax(dim=-1)`.
public struct LogSoftmax: Operator, Hashable {
    public init() {}

    public static let reference = OperatorReference(
        keyword: "LogSoftmax", summary: "Logarithms of probabilities over the last dimension.",
        formula: "y = x − log Σ exp(x)",
        examples: [
            .init(input: [5], text: "LogSoftmax"),
            .init(input: [2, 3], text: "LogSoftmax"),
        ],
        make: { _, _ in LogSoftmax() })

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }
    public var outputMeaning: OutputMeaning { .logProbabilities }
    public func outputShape(for input: Shape) -> Shape { input }
}
