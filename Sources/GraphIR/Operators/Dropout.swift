/// In training, makes each element zero with a probability and scales the others such that the mean stays; in
/// inference, nothing: `torch.nn.Dropout` (Srivastava et al.: Dropout, 2014), and `torch.nn.Dropout2d`, which does so
/// with whole channels of an image.
public struct Dropout: Operator, Hashable {
    /// `0 ... 1`
    public var probability: Double
    public var unit: Unit

    /// What is kept or dropped as a whole.
    public enum Unit: Sendable, CaseIterable {
        case element, channel
    }

    public init(probability: Double, of unit: Unit = .element) {
        self.probability = probability
        self.unit = unit
    }

    public static let references = Unit.allCases.map { unit in
        OperatorReference(
            keyword: unit.keyword,
            arguments: [ArgumentReference("p", .number(defaultValue: 0.5, range: .within(0...1)))],
            summary: unit.summary, formula: "y = x / (1 − p), or 0; in inference y = x",
            examples: unit.examples, stated: { _ in unit.stated },
            make: { arguments, _ in Dropout(probability: arguments.number("p"), of: unit) })
    }

    public var reference: OperatorReference { Self.references[unit == .element ? 0 : 1] }
    public var parameters: [Graph.Parameter] { [] }

    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        if unit == .channel, input.rank != 3 { throw .rank(expected: 3, found: input) }
        return input
    }

    public var attributes: String { "p=\(shortText(probability))" }
}

extension Dropout.Unit {
    fileprivate var keyword: String {
        switch self {
        case .element: "Dropout"
        case .channel: "Dropout2d"
        }
    }

    fileprivate var summary: String {
        switch self {
        case .element: "In training, drops each element with probability p and scales the others."
        case .channel: "In training, drops each channel of an image with probability p and scales the others."
        }
    }

    fileprivate var stated: StatedShapes {
        switch self {
        case .element: StatedShapes()
        case .channel: StatedShapes(input: .known(example: Directions.two.example(channels: 1)))
        }
    }

    fileprivate var examples: [OperatorReference.Example] {
        switch self {
        case .element:
            [
                .init(input: [9], text: "Dropout"), .init(input: [2, 3, 4], text: "Dropout 0.25"),
                .init(input: [3], text: "Dropout 1"),
            ]
        case .channel:
            [.init(input: [4, 2, 3], text: "Dropout2d"), .init(input: [5, 3, 2], text: "Dropout2d 0.25")]
        }
    }
}
