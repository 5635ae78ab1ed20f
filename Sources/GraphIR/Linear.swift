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
        keyword: "Linear", summary: "A matrix product, plus a bias unless told otherwise.")

    public var reference: OperatorReference { Self.reference }

    /// `weight` of shape `[outputs, inputs]`, then `bias` of shape `[outputs]`.
    ///
    /// Both start uniform within 1/√inputs, which is what PyTorch's `kaiming_uniform_(a: √5)` comes to.
    public var parameters: [Graph.Parameter] {
        let initialization = Initialization.uniform(bound: 1 / Double(inputs).squareRoot())
        let weight = Graph.Parameter(
            name: "weight", shape: [outputs, inputs], initialization: initialization)
        guard bias else { return [weight] }
        return [weight, Graph.Parameter(name: "bias", shape: [outputs], initialization: initialization)]
    }
}
