/// Makes a vector of a sample: `torch.nn.Flatten`.
public struct Flatten: Operator, Hashable {
    public init() {}

    public static let reference = OperatorReference(
        keyword: "Flatten", summary: "Makes a vector of each sample.")

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }
}
