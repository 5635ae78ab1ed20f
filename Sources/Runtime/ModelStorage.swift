/// A model as a value: what was compiled, and the parameters that it runs over. Generated types and
/// `DynamicModel` wrap it; inference, evaluation and training run here.
public struct ModelStorage: Sendable {
    var parameters: FloatArena
    /// Nil until the model is trained.
    var training: SharedTrainingState?

    /// Shared by all copies, so that a copy costs nothing until it is trained.
    let workspaces: WorkspacePool

    /// The layout and the functions.
    public var compiled: CompiledModel { workspaces.compiled }

    /// All parameters are zero.
    public init(_ compiled: CompiledModel) {
        self.init(compiled, availableMemory: availableMemory)
    }

    /// - Parameter availableMemory: In bytes; nil where nobody knows.
    init(_ compiled: CompiledModel, availableMemory: @escaping @Sendable () -> Int?) {
        parameters = FloatArena(count: compiled.layout.parameterFloats + compiled.layout.stateFloats)
        workspaces = WorkspacePool(for: compiled, availableMemory: availableMemory)
    }

    /// Every parameter starts as its layer says: weights and biases are drawn uniformly from `-bound ..< bound`, as
    /// `torch.nn.Linear` does it (Kaiming uniform; He et al., Delving Deep into Rectifiers, 2015).
    ///
    /// One stream of random numbers fills the parameters in the order of the layout and the elements
    /// of each in the order of its shape, so that the result does not depend on the arena's strides.
    public init(_ compiled: CompiledModel, seed: UInt64) {
        self.init(compiled)
        var random = SplitMix64(seed: seed)
        parameters.withMutableMemory { memory in
            for parameter in compiled.layout.parameters {
                switch parameter.start {
                case .uniform(let bound):
                    let values = random.nextUniform(count: parameter.count, below: bound)
                    parameter.copyElements(values, into: memory)
                case .constant(let value):
                    parameter.forEachOffset { memory[$0] = value }
                }
            }
        }
    }
}

extension ModelLayout {
    /// The number of floats in one sample.
    var inputs: Int { inputShape.reduce(1, *) }

    /// The number of parameters that are trained, without padding.
    var parameterCount: Int { parameters.reduce(0) { $1.role == .trained ? $0 + $1.count : $0 } }
}
