/// The mean of the elements under a window, in each channel: `torch.nn.AvgPool1d` over samples `[channels, length]`,
/// `torch.nn.AvgPool2d` over samples `[channels, height, width]`.
public struct AvgPool: Operator, Hashable {
    /// Its padding is at most half of the kernel, so that every window holds an element.
    public var window: SlidingWindow
    /// Whether the padding counts as zeros; what a window has beyond that never counts.
    public var countsPadding: Bool

    public init(window: SlidingWindow, countsPadding: Bool = true) {
        self.window = window
        self.countsPadding = countsPadding
    }

    public static let references = Directions.allCases.map { directions in
        OperatorReference(
            keyword: "AvgPool\(directions.suffix)", otherNames: ["AveragePooling\(directions.suffix)"],
            arguments: directions.poolArguments + [
                ArgumentReference("count_include_pad", .flag(defaultValue: true))
            ],
            summary: "Every output is the mean of a window of its channel.",
            formula: directions.formula(
                { places, input, _ in "y[c, \(places)] = mean x[c, \(input)]" }, dilated: false),
            examples: directions.examples,
            stated: { _ in StatedShapes(input: .known(example: directions.example(channels: 1))) },
            make: { arguments, _ in
                AvgPool(window: arguments.pool, countsPadding: arguments.flag("count_include_pad"))
            })
    }

    public var reference: OperatorReference { window.directions.choose(from: Self.references) }
    public var parameters: [Graph.Parameter] { [] }

    /// `[channels, height, width]`
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        try window.pooledShape(of: input)
    }

    public var attributes: String { window.attributes + (countsPadding ? " count_include_pad" : "") }
}

extension Directions {
    fileprivate var examples: [OperatorReference.Example] {
        switch self {
        case .one:
            [
                .init(input: [2, 6], text: "AvgPool1d 2"),
                .init(input: [3, 6], text: "AvgPool1d 3 2 1 count_include_pad=false"),
            ]
        case .two:
            [
                .init(input: [2, 4, 6], text: "AvgPool2d 2"),
                .init(input: [2, 5, 4], text: "AvgPool2d 3 1 1"),
                .init(
                    input: [3, 5, 6],
                    text: "AvgPool2d [2 3] 2 [1 0] ceil_mode=true count_include_pad=false"),
                .init(input: [2, 6, 5], text: "AvgPool2d 3 2 [0 1] ceil_mode=true"),
            ]
        }
    }
}
