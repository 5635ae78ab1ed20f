/// Every output channel is the cross-correlation of all input channels with a kernel, plus a bias:
/// `torch.nn.Conv2d` over samples `[inputChannels, height, width]`.
public struct Conv2d: Operator, Hashable {
    public var inputChannels: Int
    public var outputChannels: Int
    /// At least 1 in each direction.
    public var kernel: Extent2D
    /// At least 1 in each direction.
    public var stride: Extent2D
    /// The zeros on every side of a sample.
    public var padding: Extent2D
    public var bias: Bool

    public init(
        inputChannels: Int, outputChannels: Int, kernel: Extent2D, stride: Extent2D = Extent2D(1),
        padding: Extent2D = Extent2D(0), bias: Bool = true
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.kernel = kernel
        self.stride = stride
        self.padding = padding
        self.bias = bias
    }

    public static let reference = OperatorReference(
        keyword: "Conv2d",
        arguments: [
            OperatorReference.Argument("in", .inferredSize(unit: "channels")),
            OperatorReference.Argument("out", .size()),
            OperatorReference.Argument("kernel", .size()),
            OperatorReference.Argument("stride", .size(default: .constant(1))),
            OperatorReference.Argument("padding", .size(minimum: 0, default: .constant(0))),
            OperatorReference.Argument("bias", .flag(defaultValue: true)),
        ],
        summary: "Every output is a weighted sum of a window of all channels, plus a bias.",
        formula:
            "y[o, h, w] = Σ x[i, h·stride + u − padding, w·stride + v − padding] · W[o, i, u, v] + b[o]",
        examples: [
            .init(input: [2, 5, 4], text: "Conv2d 3 3 padding=1"),
            .init(input: [1, 6, 7], text: "Conv2d 1 2 3 2 bias=false"),
            .init(input: [3, 4, 4], text: "Conv2d 2 4"),
        ],
        stated: { arguments in
            StatedShapes(input: .known(example: [arguments.inferredSize("in") ?? 1, 28, 28]))
        },
        make: { arguments, input in
            Conv2d(
                inputChannels: arguments.inferredSize("in") ?? input.extents.first ?? 1,
                outputChannels: arguments.size("out"), kernel: Extent2D(arguments.size("kernel")),
                stride: Extent2D(arguments.size("stride")), padding: Extent2D(arguments.size("padding")),
                bias: arguments.flag("bias"))
        })

    public var reference: OperatorReference { Self.reference }

    /// `weight` of shape `[outputChannels, inputChannels, kernel.height, kernel.width]`, then `bias` of shape
    /// `[outputChannels]`.
    public var parameters: [Graph.Parameter] {
        let initialization = Initialization.uniform(
            inputs: Double(inputChannels) * Double(kernel.height) * Double(kernel.width))
        let weight = Graph.Parameter(
            name: "weight", shape: [outputChannels, inputChannels, kernel.height, kernel.width],
            initialization: initialization)
        guard bias else { return [weight] }
        return [
            weight, Graph.Parameter(name: "bias", shape: [outputChannels], initialization: initialization),
        ]
    }

    /// `[outputChannels, height, width]`
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard input.rank == 3 else { throw .rank(expected: 3, found: input) }
        guard input.extents[0] == inputChannels else {
            let expected = Shape([inputChannels] + input.extents.dropFirst())
            throw .extent(argument: "in", expected: expected, found: input, axis: 0)
        }
        let places = try SlidingWindow(kernel: kernel, stride: stride, padding: padding).places(over: input)
        return [outputChannels, places.height, places.width]
    }

    public var attributes: String {
        "in=\(inputChannels) out=\(outputChannels) kernel=\(kernel.argumentText) "
            + "stride=\(stride.argumentText) padding=\(padding.argumentText)\(bias ? " bias" : "")"
    }
}
