/// What a convolution does to gradients: every element of the input adds the kernel, multiplied by it, to the output.
/// `torch.nn.ConvTranspose2d` over samples `[inputChannels, height, width]`.
public struct ConvTranspose: Operator, Hashable {
    public var inputChannels: Int
    public var outputChannels: Int
    /// Slides over the output; its places are the elements of the input. The padding is taken away from the output.
    public var window: SlidingWindow
    /// How many elements no window reaches are added at the end of each direction, since a stride leaves that open.
    public var outputPadding: [Int]
    /// Into how many parts the channels are divided, of which each output sees one; divides both numbers of channels.
    public var groups: Int
    public var bias: Bool

    public init(
        inputChannels: Int, outputChannels: Int, window: SlidingWindow, outputPadding: [Int]? = nil,
        groups: Int = 1, bias: Bool = true
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.window = window
        self.outputPadding = outputPadding ?? window.kernel.map { _ in 0 }
        self.groups = groups
        self.bias = bias
    }

    public static let reference = OperatorReference(
        keyword: "ConvTranspose2d", otherNames: ["Conv2DTranspose", "LazyConvTranspose2d"],
        arguments: [
            ArgumentReference("in", .inferredSize(unit: "channels"), elsewhere: ["in_channels"]),
            ArgumentReference("out", .size(), elsewhere: ["out_channels", "filters"]),
            ArgumentReference("kernel", .sizes(2), elsewhere: ["kernel_size"]),
            ArgumentReference("stride", .sizes(2, default: .constant(1)), isNamed: true),
            ArgumentReference(
                "padding", .sizes(2, minimum: 0, default: .constant(0)), isNamed: true),
            ArgumentReference(
                "output_padding", .sizes(2, minimum: 0, default: .constant(0)), isNamed: true),
            ArgumentReference("groups", .size(default: .constant(1)), isNamed: true),
            ArgumentReference("bias", .flag(defaultValue: true)),
            ArgumentReference("dilation", .sizes(2, default: .constant(1)), isNamed: true),
        ],
        summary: "Every input adds a window, weighted by it, to its group's outputs: the gradient of Conv2d.",
        formula:
            "y[o, h·stride + u·dilation − padding, w·stride + v·dilation − padding] = Σ x[i, h, w] · W[i, o, u, v] + b[o]",
        examples: [
            .init(input: [2, 3, 4], text: "ConvTranspose2d 3 3 padding=1"),
            .init(input: [3, 3, 2], text: "ConvTranspose2d 2 2 stride=2 bias=false"),
            .init(input: [3, 2, 3], text: "ConvTranspose2d 3 [2 3] stride=[2 1] padding=[0 1] groups=3"),
            .init(
                input: [4, 3, 2],
                text:
                    "ConvTranspose2d 6 3 stride=[2 3] padding=1 output_padding=[1 2] groups=2 dilation=[1 2]"),
        ],
        stated: { arguments in
            let channels = arguments.inferredSize("in") ?? arguments.size("groups")
            return StatedShapes(input: .known(example: Directions.two.example(channels: channels)))
        },
        make: { arguments, input in
            ConvTranspose(
                inputChannels: arguments.inferredSize("in") ?? input.extents.first ?? 1,
                outputChannels: arguments.size("out"),
                window: SlidingWindow(
                    kernel: arguments.sizes("kernel"), stride: arguments.sizes("stride"),
                    padding: arguments.padding("padding"), dilation: arguments.sizes("dilation")),
                outputPadding: arguments.sizes("output_padding"), groups: arguments.size("groups"),
                bias: arguments.flag("bias"))
        })

    public var reference: OperatorReference { Self.reference }

    /// `weight` of shape `[inputChannels, outputChannels / groups]` and the kernel, then `bias` of shape
    /// `[outputChannels]`.
    public var parameters: [Graph.Parameter] {
        Graph.Parameter.ofWindow(
            from: inputChannels, to: outputChannels / groups, window.kernel,
            biases: bias ? outputChannels : nil)
    }

    /// `[outputChannels, height, width]`, by PyTorch's rule: (extent − 1) · stride + span − padding + outputPadding.
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        try input.checkChannels(inputChannels, rank: window.rank)
        try checkGroups(groups, in: inputChannels, out: outputChannels)
        let steps = zip(window.stride, window.dilation)
        guard zip(outputPadding, steps).allSatisfy({ $0 < max($1.0, $1.1) }) else {
            throw .outputPadding(outputPadding, window)
        }
        let whole = window.span.indices.map { direction in
            let reach = saturatingProduct(input.extents[direction + 1] - 1, window.stride[direction])
            return saturatingSum(saturatingSum(reach, window.span[direction]), outputPadding[direction])
        }
        let border = zip(window.border.before, window.border.after).map { saturatingSum($0, $1) }
        let extents = zip(whole, border).map { $0 - $1 }
        guard extents.allSatisfy({ $0 > 0 }) else { throw .nothingLeft(of: whole, window, found: input) }
        return Shape([outputChannels] + extents)
    }

    public var attributes: String {
        "in=\(inputChannels) out=\(outputChannels) \(window.attributes)"
            + (outputPadding.allSatisfy { $0 == 0 } ? "" : " output_padding=\(outputPadding.argumentText)")
            + (groups == 1 ? "" : " groups=\(groups)") + (bias ? " bias" : "")
    }
}
