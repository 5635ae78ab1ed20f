/// Makes a vector of a sample: `torch.nn.Flatten`.
public struct Flatten: Operator, Hashable {
    public init() {}

    public static let reference = OperatorReference(
        keyword: "Flatten", summary: "Makes a vector of each sample.",
        formula: "[a, b, …] becomes [a · b · …]",
        examples: [
            .init(input: [2, 3, 4], text: "Flatten"),
            .init(input: [5], text: "Flatten"),
        ],
        make: { _, _ in Flatten() })

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }
    public func outputShape(for input: Shape) -> Shape { [input.count] }
}
