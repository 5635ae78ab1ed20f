/// Each sample is normalized over its last dimensions: `torch.nn.LayerNorm` (Ba, Kiros, Hinton: Layer Normalization,
/// 2016).
public struct LayerNorm: Operator, Hashable {
    /// What is normalized over: the last dimensions of a sample, or all.
    public var shape: Shape
    /// Added to the variance, from 0 on.
    public var epsilon: Double
    /// Whether a weight and a bias for every element of `shape` are applied to what is normalized.
    public var affine: Bool

    public init(shape: Shape, epsilon: Double = 1e-5, affine: Bool = true) {
        self.shape = shape
        self.epsilon = epsilon
        self.affine = affine
    }

    public static let reference = OperatorReference(
        keyword: "LayerNorm", otherNames: ["LayerNormalization"],
        arguments: [
            ArgumentReference("shape", .inferredShape, elsewhere: ["normalized_shape"]),
            ArgumentReference("eps", .number(defaultValue: 1e-5, range: .within(0...1))),
            ArgumentReference(
                "affine", .flag(defaultValue: true), elsewhere: ["elementwise_affine"]),
        ],
        summary: "Normalizes each sample over its last dimensions, those of the shape; over all without one.",
        formula: "y = (x − mean) / √(variance + eps) · W + b",
        examples: [
            .init(input: [5], text: "LayerNorm"),
            .init(input: [160], text: "LayerNorm 160"),
            .init(input: [3, 4], text: "LayerNorm 4 affine=false"),
            .init(input: [2, 4, 5], text: "LayerNorm [4 5] eps=0.001"),
            .init(input: [3, 2, 4], text: "LayerNorm 4"),
            .init(input: [5, 6, 7], text: "LayerNorm"),
        ],
        make: { arguments, input in
            LayerNorm(
                shape: arguments.inferredShape("shape") ?? input, epsilon: arguments.number("eps"),
                affine: arguments.flag("affine"))
        })

    public var reference: OperatorReference { Self.reference }

    /// `weight` and `bias`, unless there are none, of the shape that is normalized over.
    public var parameters: [Graph.Parameter] {
        affine ? Graph.Parameter.scaling(shape) : []
    }

    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard input.extents.suffix(shape.rank) == shape.extents[...] else {
            throw .lastDimensions(argument: "shape", expected: shape, found: input)
        }
        return input
    }

    public var attributes: String {
        "shape=\(shape.listText) eps=\(shortText(epsilon))" + (affine ? " affine" : "")
    }
}

extension Graph.Parameter {
    /// The weight and the bias of what is normalized, which change nothing at first.
    static func scaling(_ shape: Shape) -> [Graph.Parameter] {
        [
            Graph.Parameter(name: "weight", shape: shape, initialization: .constant(1)),
            Graph.Parameter(name: "bias", shape: shape, initialization: .constant(0)),
        ]
    }
}

extension Shape {
    /// As an argument has it: `28` or `[16 28 28]`.
    var listText: String {
        rank == 1 ? "\(extents[0])" : "[\(extents.map(String.init).joined(separator: " "))]"
    }
}
