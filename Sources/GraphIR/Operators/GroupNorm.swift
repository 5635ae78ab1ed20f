/// Each sample is normalized over groups of neighbouring channels: `torch.nn.GroupNorm` over samples `[channels]`,
/// `[channels, length]` or `[channels, height, width]` (Wu, He: Group Normalization, 2018).
///
/// With as many groups as channels each is normalized by itself, as `torch.nn.InstanceNorm2d` does.
public struct GroupNorm: Operator, Hashable {
    /// Divides the channels.
    public var groups: Int
    public var channels: Int
    /// Added to the variance, from 0 on.
    public var epsilon: Double
    /// Whether a weight and a bias for every channel are applied to what is normalized.
    public var affine: Bool

    public init(groups: Int, channels: Int, epsilon: Double = 1e-5, affine: Bool = true) {
        self.groups = groups
        self.channels = channels
        self.epsilon = epsilon
        self.affine = affine
    }

    public static let reference = OperatorReference(
        keyword: "GroupNorm", otherNames: ["GroupNormalization"],
        arguments: [
            ArgumentReference("groups", .size(), elsewhere: ["num_groups"]),
            ArgumentReference(
                "channels", .inferredSize(unit: "channels"), elsewhere: ["num_channels"]),
            ArgumentReference("eps", .number(defaultValue: 1e-5, range: .within(0...1))),
            ArgumentReference("affine", .flag(defaultValue: true)),
        ],
        summary: "Normalizes each sample over groups of its channels.",
        formula: "y[c] = (x[c] − mean[group]) / √(variance[group] + eps) · W[c] + b[c]",
        examples: [
            .init(input: [6], text: "GroupNorm 3"),
            .init(input: [4, 5], text: "GroupNorm 2 affine=false"),
            .init(input: [4, 3, 2], text: "GroupNorm 4 eps=0.001"),
            .init(input: [2, 4, 3], text: "GroupNorm 1 2"),
            .init(input: [6, 7, 5], text: "GroupNorm 3"),
        ],
        make: { arguments, input in
            GroupNorm(
                groups: arguments.size("groups"),
                channels: arguments.inferredSize("channels") ?? input.extents.first ?? 1,
                epsilon: arguments.number("eps"), affine: arguments.flag("affine"))
        })

    public var reference: OperatorReference { Self.reference }

    /// `weight` and `bias`, unless there are none, of shape `[channels]`.
    public var parameters: [Graph.Parameter] {
        affine ? Graph.Parameter.scaling([channels]) : []
    }

    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard input.extents.first == channels else {
            let expected = Shape([channels] + input.extents.dropFirst())
            throw .extent(argument: "channels", expected: expected, found: input, axis: 0)
        }
        try checkGroups(groups, in: channels, out: channels)
        return input
    }

    public var attributes: String {
        "groups=\(groups) channels=\(channels) eps=\(shortText(epsilon))" + (affine ? " affine" : "")
    }
}
