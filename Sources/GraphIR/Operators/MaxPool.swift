/// The largest element under a window, in each channel: `torch.nn.MaxPool1d` over samples `[channels, length]`,
/// `torch.nn.MaxPool2d` over samples `[channels, height, width]`.
public struct MaxPool: Operator, Hashable {
    /// Its padding is never the largest; it is at most half of the kernel, so that every window holds an element.
    public var window: SlidingWindow

    public init(window: SlidingWindow) { self.window = window }

    public static let references = Directions.allCases.map { directions in
        OperatorReference(
            keyword: "MaxPool\(directions.suffix)", otherNames: ["MaxPooling\(directions.suffix)"],
            arguments: directions.poolArguments,
            summary: "Every output is the largest element of a window of its channel.",
            formula: directions.formula(
                { places, input, _ in "y[c, \(places)] = max x[c, \(input)]" }, dilated: false),
            examples: directions.examples,
            stated: { _ in StatedShapes(input: .known(example: directions.example(channels: 1))) },
            make: { arguments, _ in MaxPool(window: arguments.pool) })
    }

    public var reference: OperatorReference { window.directions.choose(from: Self.references) }
    public var parameters: [Graph.Parameter] { [] }

    /// `[channels, height, width]`
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        try window.pooledShape(of: input)
    }

    public var attributes: String { window.attributes }
}

extension SlidingWindow {
    /// The shape behind a pool.
    func pooledShape(of input: Shape) throws(ShapeError) -> Shape {
        guard zip(border.before, kernel).allSatisfy({ $0 <= $1 / 2 }) else { throw .padding(self) }
        let places = try places(over: input)
        return Shape([input.extents[0]] + places)
    }
}

extension Directions {
    /// Those that pools have in common.
    var poolArguments: [ArgumentReference] {
        [
            ArgumentReference("kernel", .sizes(rawValue), elsewhere: ["kernel_size", "pool_size"]),
            ArgumentReference("stride", .sizes(rawValue, default: .sameAs("kernel"))),
            ArgumentReference("padding", .sizes(rawValue, minimum: 0, default: .constant(0))),
            ArgumentReference("ceil_mode", .flag(defaultValue: false)),
        ]
    }

    fileprivate var examples: [OperatorReference.Example] {
        switch self {
        case .one:
            [
                .init(input: [2, 7], text: "MaxPool1d 2"),
                .init(input: [3, 6], text: "MaxPool1d 3 2 1 ceil_mode=true"),
            ]
        case .two:
            [
                .init(input: [2, 4, 6], text: "MaxPool2d 2"),
                .init(input: [2, 7, 6], text: "MaxPool2d 3 2 1"),
                .init(input: [1, 5, 5], text: "MaxPool2d 2 stride=1"),
                .init(input: [2, 5, 6], text: "MaxPool2d [2 3] stride=[3 2] padding=[1 0] ceil_mode=true"),
            ]
        }
    }
}

extension Arguments {
    /// The window of a pool.
    var pool: SlidingWindow {
        SlidingWindow(
            kernel: sizes("kernel"), stride: sizes("stride"), padding: padding("padding"),
            roundsUp: flag("ceil_mode"))
    }
}
