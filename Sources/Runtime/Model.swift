/// A compiled neural network as a type: what `graphc` generates from a `.nn` file.
///
/// The generated type supplies the layout and five functions over raw memory, and wraps the value that
/// they make with parameters: everything a user calls (`predict`, `trainStep`, `save`, …) comes with
/// `NeuralNetwork`.
public protocol Model: NeuralNetwork {
    /// The shapes, names and sizes that the generated functions were compiled for.
    static var layout: ModelLayout { get }

    /// A model over existing parameters.
    init(storage: ModelStorage)

    /// Writes the logits of `pass.rows` samples to `pass.output`, by inference.
    static func forward(_ pass: Pass, _ worker: Worker)

    /// As `forward`, and writes each sample's loss to `pass.losses`.
    static func loss(_ pass: Pass, _ worker: Worker)

    /// Writes output and losses of training, in which layers may behave otherwise than in inference, and the gradient
    /// of `Σ losses · pass.scale` to `pass.gradients`; the state of layers moves on.
    static func gradient(_ pass: Pass, _ worker: Worker)

    /// As `gradient`, but subtracts `pass.learningRate` times the gradient from the parameters
    /// instead of storing it, unless a loss is not finite.
    static func step(_ pass: Pass, _ worker: Worker)

    /// As `step`, but moves `pass.gradients` in place of the parameters: with a learning rate of −1 it adds the gradient
    /// to what they hold.
    static func accumulate(_ pass: Pass, _ worker: Worker)
}

extension Model {
    /// The layout and the functions as a value.
    public static var compiled: CompiledModel {
        CompiledModel(
            layout: layout, forward: { forward($0, $1) }, loss: { loss($0, $1) },
            gradient: { gradient($0, $1) },
            step: { step($0, $1) }, accumulate: { accumulate($0, $1) })
    }

    /// A model whose parameters are drawn from the seed, as PyTorch initializes them.
    public init(seed: UInt64 = 0) {
        self.init(storage: ModelStorage(Self.compiled, seed: seed))
    }

    /// A model with the parameters in a safetensors file.
    ///
    /// - Throws: As `load(from:)`.
    public init(contentsOf path: String) throws {
        self.init(storage: ModelStorage(Self.compiled))
        try load(from: path)
    }
}
