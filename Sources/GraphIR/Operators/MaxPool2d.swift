/// The largest element under a window, in each channel: `torch.nn.MaxPool2d` over samples
/// `[channels, height, width]`.
public struct MaxPool2d: Operator, Hashable {
    /// At least 1 in each direction.
    public var kernel: Extent2D
    /// At least 1 in each direction.
    public var stride: Extent2D
    /// The border on every side of a sample, which is never the largest; at most half of the kernel, so that
    /// every window holds an element.
    public var padding: Extent2D

    /// The stride is the kernel if it is nil.
    public init(kernel: Extent2D, stride: Extent2D? = nil, padding: Extent2D = Extent2D(0)) {
        self.kernel = kernel
        self.stride = stride ?? kernel
        self.padding = padding
    }

    public static let reference = OperatorReference(
        keyword: "MaxPool2d",
        arguments: [
            OperatorReference.Argument("kernel", .size()),
            OperatorReference.Argument("stride", .size(default: .sameAs("kernel"))),
            OperatorReference.Argument("padding", .size(minimum: 0, default: .constant(0))),
        ],
        summary: "Every output is the largest element of a window of its channel.",
        formula: "y[c, h, w] = max x[c, h·stride + u − padding, w·stride + v − padding]",
        examples: [
            .init(input: [2, 4, 6], text: "MaxPool2d 2"),
            .init(input: [2, 7, 6], text: "MaxPool2d 3 2 1"),
            .init(input: [1, 5, 5], text: "MaxPool2d 2 stride=1"),
        ],
        stated: { _ in StatedShapes(input: .known(example: [1, 28, 28])) },
        make: { arguments, _ in
            MaxPool2d(
                kernel: Extent2D(arguments.size("kernel")), stride: Extent2D(arguments.size("stride")),
                padding: Extent2D(arguments.size("padding")))
        })

    public var reference: OperatorReference { Self.reference }
    public var parameters: [Graph.Parameter] { [] }

    /// `[channels, height, width]`
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard padding.height <= kernel.height / 2, padding.width <= kernel.width / 2 else {
            throw .padding(padding, kernel: kernel)
        }
        let places = try SlidingWindow(kernel: kernel, stride: stride, padding: padding).places(over: input)
        return [input.extents[0], places.height, places.width]
    }

    public var attributes: String {
        "kernel=\(kernel.argumentText) stride=\(stride.argumentText) padding=\(padding.argumentText)"
    }
}
