/// The means of parts of equal size, in each channel: `torch.nn.AdaptiveAvgPool2d` over samples
/// `[channels, height, width]`, which it divides into as many parts as the output has elements.
public struct AdaptiveAvgPool: Operator, Hashable {
    /// How high and how wide the output is; divides the input.
    public var output: [Int]

    public init(output: [Int]) { self.output = output }

    public static let reference = OperatorReference(
        keyword: "AdaptiveAvgPool2d", otherNames: ["GlobalAveragePooling2d", "GlobalAvgPool2d"],
        arguments: [ArgumentReference("output", .sizes(2), elsewhere: ["output_size"])],
        summary: "Every output is the mean of its part of a channel; the parts are of equal size.",
        formula: "y[c, h, w] = mean x[c, h·size + u, w·size + v]",
        examples: [
            .init(input: [2, 4, 6], text: "AdaptiveAvgPool2d [2 3]"),
            .init(input: [3, 5, 4], text: "AdaptiveAvgPool2d 1"),
        ],
        stated: { _ in StatedShapes(input: .known(example: Directions.two.example(channels: 1))) },
        make: { arguments, _ in AdaptiveAvgPool(output: arguments.sizes("output")) })

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }

    /// The pool with windows of one size that does the same to samples of this shape.
    public func pool(for input: Shape) -> AvgPool {
        let size = zip(input.extents.dropFirst(), output).map { $0 / $1 }
        return AvgPool(window: SlidingWindow(kernel: size, stride: size))
    }

    /// `[channels, height, width]`
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard input.rank == 3 else { throw .rank(expected: 3, found: input) }
        guard zip(input.extents.dropFirst(), output).allSatisfy({ $0 % $1 == 0 }) else {
            throw .parts(output, found: input)
        }
        return Shape([input.extents[0]] + output)
    }

    public var attributes: String { "output=\(output.argumentText)" }
}
