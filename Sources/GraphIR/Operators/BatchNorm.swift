/// Every channel is normalized: `torch.nn.BatchNorm1d` over samples `[features]` or `[features, length]`,
/// `torch.nn.BatchNorm2d` over samples `[features, height, width]` (Ioffe, Szegedy: Batch Normalization, 2015).
///
/// In training by the mean and the biased variance of the batch, of which running statistics keep a mean with the
/// unbiased variance; in inference by these.
public struct BatchNorm: Operator, Hashable {
    public var dimensions: Dimensions
    public var features: Int
    /// Added to the variance, from 0 on.
    public var epsilon: Double
    /// How much of a batch's statistics goes into the running ones.
    public var momentum: Double
    /// Whether a weight and a bias for every channel are applied to what is normalized.
    public var affine: Bool

    /// What the samples are.
    public enum Dimensions: Int, Sendable, CaseIterable {
        case one = 1
        case two
    }

    public init(
        _ dimensions: Dimensions, features: Int, epsilon: Double = 1e-5, momentum: Double = 0.1,
        affine: Bool = true
    ) {
        self.dimensions = dimensions
        self.features = features
        self.epsilon = epsilon
        self.momentum = momentum
        self.affine = affine
    }

    public static let references = Dimensions.allCases.map { dimensions in
        OperatorReference(
            keyword: "BatchNorm\(dimensions.rawValue)d",
            arguments: [
                ArgumentReference(
                    "features", .inferredSize(unit: dimensions.unit), elsewhere: ["num_features"]),
                ArgumentReference("eps", .number(defaultValue: 1e-5, range: .within(0...1))),
                ArgumentReference("momentum", .number(defaultValue: 0.1, range: .within(0...1))),
                ArgumentReference("affine", .flag(defaultValue: true)),
            ],
            summary: dimensions.summary,
            formula: "y[c] = (x[c] − mean[c]) / √(variance[c] + eps) · W[c] + b[c]",
            examples: dimensions.examples,
            stated: { arguments in
                let features = arguments.inferredSize("features")
                return StatedShapes(input: .known(example: dimensions.example(features: features)))
            },
            make: { arguments, input in
                BatchNorm(
                    dimensions,
                    features: arguments.inferredSize("features") ?? input.extents.first ?? 1,
                    epsilon: arguments.number("eps"), momentum: arguments.number("momentum"),
                    affine: arguments.flag("affine"))
            })
    }

    public var reference: OperatorReference { Self.references[dimensions.rawValue - 1] }

    /// `weight` and `bias`, unless there are none, `running_mean` and `running_var`, all of shape `[features]`, and
    /// the scalar `num_batches_tracked`.
    public var parameters: [Graph.Parameter] {
        func channels(_ name: String, _ start: Double, _ role: Graph.Parameter.Role) -> Graph.Parameter {
            Graph.Parameter(name: name, shape: [features], initialization: .constant(start), role: role)
        }
        let trained = [channels("weight", 1, .trained), channels("bias", 0, .trained)]
        return (affine ? trained : []) + [
            channels("running_mean", 0, .state), channels("running_var", 1, .state),
            Graph.Parameter(
                name: "num_batches_tracked", shape: [], initialization: .constant(0), role: .state,
                element: .int64),
        ]
    }

    public func outputShape(for input: Shape) throws(ShapeError) -> Shape {
        guard dimensions.ranks.contains(input.rank) else {
            throw .rank(expected: dimensions.ranks.lowerBound, found: input)
        }
        guard input.extents[0] == features else {
            let expected = Shape([features] + input.extents.dropFirst())
            throw .extent(argument: "features", expected: expected, found: input, axis: 0)
        }
        return input
    }

    /// A channel of a single value has no variance.
    public func smallestTrainingBatch(for input: Shape) -> Int {
        input.extents.dropFirst().allSatisfy { $0 == 1 } ? 2 : 1
    }

    public var attributes: String {
        "features=\(features) eps=\(shortText(epsilon)) momentum=\(shortText(momentum))"
            + (affine ? " affine" : "")
    }
}

extension BatchNorm.Dimensions {
    /// The ranks of a sample.
    fileprivate var ranks: ClosedRange<Int> {
        switch self {
        case .one: 1...2
        case .two: 3...3
        }
    }

    fileprivate var unit: String {
        switch self {
        case .one: "features"
        case .two: "channels"
        }
    }

    fileprivate var summary: String {
        switch self {
        case .one: "Normalizes each feature over the batch; in inference by running statistics."
        case .two: "Normalizes each channel over the batch; in inference by running statistics."
        }
    }

    fileprivate var examples: [OperatorReference.Example] {
        switch self {
        case .one:
            [
                .init(input: [5], text: "BatchNorm1d"), .init(input: [3, 4], text: "BatchNorm1d 3"),
                .init(input: [4], text: "BatchNorm1d 4 affine=false"),
            ]
        case .two:
            [
                .init(input: [3, 4, 5], text: "BatchNorm2d"),
                .init(input: [2, 3, 3], text: "BatchNorm2d 2 eps=0.001 momentum=0.25"),
            ]
        }
    }

    fileprivate func example(features: Int?) -> Shape {
        switch self {
        case .one: [features ?? 256]
        case .two: [features ?? 1, 28, 28]
        }
    }
}
