/// y = x Wᵀ + b: `torch.nn.Linear`.
public struct Linear: Operator, Hashable {
    public var inputs: Int
    public var outputs: Int
    public var bias: Bool

    public init(inputs: Int, outputs: Int, bias: Bool = true) {
        self.inputs = inputs
        self.outputs = outputs
        self.bias = bias
    }

    public static let reference = OperatorReference(
        keyword: "Linear", otherNames: ["Dense", "FullyConnected", "FC", "Affine", "LazyLinear"],
        arguments: [
            ArgumentReference("in", .inferredSize(unit: "features"), elsewhere: ["in_features"]),
            ArgumentReference("out", .size(), elsewhere: ["out_features", "units"]),
            ArgumentReference("bias", .flag(defaultValue: true)),
        ],
        summary: "Every output is a weighted sum of all inputs, plus a bias.",
        formula: "y = x Wᵀ + b",
        examples: [
            .init(input: [5], text: "Linear 7"),
            .init(input: [5], text: "Linear 5 4 bias=false"),
        ],
        stated: { arguments in
            StatedShapes(
                input: arguments.inferredSize("in").map { .exactly([$0]) } ?? .known(example: [784]),
                output: [arguments.size("out")])
        },
        make: { arguments, input in
            Linear(
                inputs: arguments.inferredSize("in") ?? input.extents.last ?? 1,
                outputs: arguments.size("out"), bias: arguments.flag("bias"))
        })

    public var reference: OperatorReference { Self.reference }

    /// `weight` of shape `[outputs, inputs]`, then `bias` of shape `[outputs]`.
    public var parameters: [Graph.Parameter] {
        let initialization = Initialization.uniform(inputs: Double(inputs))
        let weight = Graph.Parameter(
            name: "weight", shape: [outputs, inputs], initialization: initialization)
        guard bias else { return [weight] }
        return [weight, Graph.Parameter(name: "bias", shape: [outputs], initialization: initialization)]
    }

    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard input.rank == 1 else { throw .rank(expected: 1, found: input) }
        guard input == [inputs] else {
            throw .extent(argument: "in", expected: [inputs], found: input, axis: 0)
        }
        return [outputs]
    }

    public var attributes: String { "in=\(inputs) out=\(outputs)\(bias ? " bias" : "")" }
}
