/// In training, makes each element zero with a probability and scales the others such that the mean stays; in
/// inference, nothing: `torch.nn.Dropout` (Srivastava et al.: Dropout, 2014).
public struct Dropout: Operator, Hashable {
    /// `0 ... 1`
    public var probability: Double

    public init(probability: Double) { self.probability = probability }

    public static let reference = OperatorReference(
        keyword: "Dropout",
        arguments: [OperatorReference.Argument("p", .number(defaultValue: 0.5, range: 0...1))],
        summary: "In training, drops each element with probability p and scales the others.",
        formula: "y = x / (1 − p), or 0; in inference y = x",
        examples: [
            .init(input: [9], text: "Dropout"),
            .init(input: [2, 3, 4], text: "Dropout 0.25"),
            .init(input: [3], text: "Dropout 1"),
        ],
        make: { arguments, _ in Dropout(probability: arguments.number("p")) })

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }
    public func outputShape(for input: Shape) -> Shape { input }
    public var attributes: String { "p=\(shortText(probability))" }
}
