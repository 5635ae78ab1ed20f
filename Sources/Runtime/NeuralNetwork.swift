/// A neural network with its parameters: a type that `graphc` has generated, or a `DynamicModel`.
///
/// It is a value: copies are independent. Several threads may use one at a time, as long as none changes it.
public protocol NeuralNetwork: Sendable {
    /// The parameters, and what runs over them.
    var storage: ModelStorage { get set }
}

extension NeuralNetwork {
    /// The shapes, names and sizes that the model was compiled for.
    public var layout: ModelLayout { storage.compiled.layout }
}

/// A model that is put together when the program runs, in place of a generated type: from functions of
/// your own, or from a library. It does what a generated type does, with the same code.
public struct DynamicModel: NeuralNetwork {
    public var storage: ModelStorage

    /// A model over existing parameters, such as those of a generated type.
    public init(storage: ModelStorage) { self.storage = storage }

    /// A model whose parameters are drawn from the seed, as PyTorch initializes them.
    public init(_ compiled: CompiledModel, seed: UInt64 = 0) {
        storage = ModelStorage(compiled, seed: seed)
    }

    /// A model with the parameters in a safetensors file.
    ///
    /// - Throws: As `load(from:)`.
    public init(_ compiled: CompiledModel, contentsOf path: String) throws {
        storage = ModelStorage(compiled)
        try load(from: path)
    }
}
