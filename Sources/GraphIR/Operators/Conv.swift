/// Every output channel is the cross-correlation of the input channels of its group with a kernel, plus a bias:
/// `torch.nn.Conv1d` over samples `[inputChannels, length]`, `torch.nn.Conv2d` over samples
/// `[inputChannels, height, width]`.
public struct Conv: Operator, Hashable {
    public var inputChannels: Int
    public var outputChannels: Int
    public var window: SlidingWindow
    /// Into how many parts the channels are divided, of which each output sees one; divides both numbers of channels.
    public var groups: Int
    public var bias: Bool

    public init(
        inputChannels: Int, outputChannels: Int, window: SlidingWindow, groups: Int = 1, bias: Bool = true
    ) {
        self.inputChannels = inputChannels
        self.outputChannels = outputChannels
        self.window = window
        self.groups = groups
        self.bias = bias
    }

    public static let references = Directions.allCases.map { directions in
        let count = directions.rawValue
        return OperatorReference(
            keyword: "Conv\(directions.suffix)",
            otherNames: ["Convolution\(directions.suffix)", "LazyConv\(directions.suffix)"],
            arguments: [
                ArgumentReference("in", .inferredSize(unit: "channels"), elsewhere: ["in_channels"]),
                ArgumentReference("out", .size(), elsewhere: ["out_channels", "filters"]),
                ArgumentReference("kernel", .sizes(count), elsewhere: ["kernel_size"]),
                ArgumentReference("stride", .sizes(count, default: .constant(1)), isNamed: true),
                ArgumentReference(
                    "padding", .sizes(count, minimum: 0, default: .constant(0), orSame: true), isNamed: true),
                ArgumentReference("dilation", .sizes(count, default: .constant(1)), isNamed: true),
                ArgumentReference("groups", .size(default: .constant(1)), isNamed: true),
                ArgumentReference("bias", .flag(defaultValue: true)),
            ],
            summary: "Every output is a weighted sum of a window of its group's channels, plus a bias.",
            formula: directions.formula(
                { "y[o, \($0)] = Σ x[i, \($1)] · W[o, i, \($2)] + b[o]" }, dilated: true),
            examples: directions.convolutions,
            stated: { arguments in
                let channels = arguments.inferredSize("in") ?? arguments.size("groups")
                return StatedShapes(input: .known(example: directions.example(channels: channels)))
            },
            make: { arguments, input in
                Conv(
                    inputChannels: arguments.inferredSize("in") ?? input.extents.first ?? 1,
                    outputChannels: arguments.size("out"),
                    window: SlidingWindow(
                        kernel: arguments.sizes("kernel"), stride: arguments.sizes("stride"),
                        padding: arguments.padding("padding"), dilation: arguments.sizes("dilation")),
                    groups: arguments.size("groups"), bias: arguments.flag("bias"))
            })
    }

    public var reference: OperatorReference { window.directions.choose(from: Self.references) }

    /// `weight` of shape `[outputChannels, inputChannels / groups]` and the kernel, then `bias` of shape
    /// `[outputChannels]`.
    public var parameters: [Graph.Parameter] {
        Graph.Parameter.ofWindow(
            from: outputChannels, to: inputChannels / groups, window.kernel,
            biases: bias ? outputChannels : nil)
    }

    /// `[outputChannels, height, width]`
    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        try input.checkChannels(inputChannels, rank: window.rank)
        try checkGroups(groups, in: inputChannels, out: outputChannels)
        return Shape([outputChannels] + (try window.places(over: input)))
    }

    public var attributes: String {
        "in=\(inputChannels) out=\(outputChannels) \(window.attributes)"
            + (groups == 1 ? "" : " groups=\(groups)") + (bias ? " bias" : "")
    }
}

extension Shape {
    func checkChannels(_ channels: Int, rank: Int) throws(ShapeError) {
        guard self.rank == rank else { throw .rank(expected: rank, found: self) }
        guard extents[0] == channels else {
            throw .extent(
                argument: "in", expected: Shape([channels] + extents.dropFirst()), found: self, axis: 0)
        }
    }
}

func checkGroups(_ groups: Int, in inputs: Int, out outputs: Int) throws(ShapeError) {
    if inputs % groups != 0 || outputs % groups != 0 { throw .groups(groups, in: inputs, out: outputs) }
}

extension Graph.Parameter {
    /// The weight and, if there is one, the bias of a layer with a window. Both start as in PyTorch, by how many
    /// elements one place of the weight's first dimension has.
    static func ofWindow(
        from first: Int, to second: Int, _ kernel: [Int], biases: Int?
    ) -> [Graph.Parameter] {
        let terms = kernel.reduce(Double(second)) { $0 * Double($1) }
        let initialization = Initialization.uniform(inputs: terms)
        let weight = Graph.Parameter(
            name: "weight", shape: Shape([first, second] + kernel), initialization: initialization)
        guard let biases else { return [weight] }
        return [weight, Graph.Parameter(name: "bias", shape: [biases], initialization: initialization)]
    }
}

extension SlidingWindow {
    /// `kernel=3 stride=1 padding=0`, and the dilation if there is one.
    var attributes: String {
        "kernel=\(kernel.argumentText) stride=\(stride.argumentText) padding=\(padding.argumentText)"
            + (dilation.allSatisfy { $0 == 1 } ? "" : " dilation=\(dilation.argumentText)")
            + (roundsUp ? " ceil_mode" : "")
    }
}

extension Directions {
    fileprivate var convolutions: [OperatorReference.Example] {
        switch self {
        case .one:
            [
                .init(input: [2, 7], text: "Conv1d 3 3 padding=1"),
                .init(input: [4, 6], text: "Conv1d 6 2 stride=2 dilation=2 groups=2 bias=false"),
            ]
        case .two:
            [
                .init(input: [2, 5, 4], text: "Conv2d 3 3 padding=1"),
                .init(input: [1, 6, 7], text: "Conv2d 1 2 3 stride=2 bias=false"),
                .init(input: [3, 4, 4], text: "Conv2d 2 4"),
                .init(input: [3, 5, 4], text: "Conv2d 3 [2 3] padding=same groups=3"),
                .init(
                    input: [4, 5, 6], text: "Conv2d 6 [3 2] stride=[1 2] padding=[2 1] dilation=2 groups=2"),
            ]
        }
    }
}
