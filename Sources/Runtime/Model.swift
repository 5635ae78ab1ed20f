@_exported import TileKernels

/// A compiled neural network: what `graphc` generates from a `.nn` file.
///
/// The generated type supplies the layout and four functions over raw memory; everything a user
/// calls (`predict`, `trainStep`, `save`, …) is an extension of this protocol.
public protocol Model: Sendable {
    /// The shapes, names and sizes that the generated functions were compiled for.
    static var layout: ModelLayout { get }

    /// The parameters, and memory to run in. A model is a value: copies are independent.
    var storage: ModelStorage { get set }

    /// A model over existing parameters.
    init(storage: ModelStorage)

    /// Writes the logits of `pass.rows` samples to `pass.output`.
    static func forward(_ pass: Pass, _ worker: Worker)

    /// As `forward`, and writes each sample's loss to `pass.losses`.
    static func loss(_ pass: Pass, _ worker: Worker)

    /// As `loss`, and writes the gradient of `Σ losses · pass.scale` to `pass.gradients`.
    static func gradient(_ pass: Pass, _ worker: Worker)

    /// As `gradient`, but subtracts `pass.learningRate` times the gradient from the parameters
    /// instead of storing it.
    static func step(_ pass: Pass, _ worker: Worker)
}

/// What one run of a generated function reads and writes. All memory is aligned to 64 bytes and
/// followed by 16 readable floats: kernels load whole vectors beyond the last column.
public struct Pass: @unchecked Sendable {
    /// The samples in this batch, `1 ... capacity`.
    public var rows: Int
    /// The samples that `arena` has room for.
    public var capacity: Int
    /// `[rows, inputs]`.
    public var input: UnsafePointer<Float>
    /// `[rows]`, each in `0 ..< outputs`. Read when the loss is cross-entropy.
    public var labels: UnsafePointer<Int32>
    /// `[rows, outputs]`. Read when the loss is the mean squared error.
    public var targets: UnsafePointer<Float>
    /// `[layout.parameterFloats]`.
    public var parameters: UnsafeMutablePointer<Float>
    /// Laid out as `parameters`.
    public var gradients: UnsafeMutablePointer<Float>
    /// `[capacity · layout.arenaFloatsPerSample + workers · layout.arenaFloats]`.
    public var arena: UnsafeMutablePointer<Float>
    /// `[rows, outputs]`.
    public var output: UnsafeMutablePointer<Float>
    /// `[rows]`.
    public var losses: UnsafeMutablePointer<Float>
    /// The weight of one sample in the gradient: 1 / batch size.
    public var scale: Float
    public var learningRate: Float
}
