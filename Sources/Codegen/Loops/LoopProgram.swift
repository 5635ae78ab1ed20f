import GraphIR

/// A model as loops over buffers: what the passes rewrite and the emitters print.
///
/// Emitters know these few kinds of nodes and no operator.
public struct LoopProgram: Sendable {
    public var name: String
    public var inputShape: Shape
    /// The number of logits.
    public var outputs: Int
    public var loss: Loss
    /// In the order of PyTorch's `state_dict`.
    public var parameters: [ParameterPlace]
    /// The size of the flat parameter arena in floats.
    public var parameterFloats = 0
    public var buffers: [Buffer]
    /// Forward, loss, gradient and step.
    public var functions: [LoopFunction]

    public subscript(buffer: Buffer.ID) -> Buffer { buffers[buffer] }
}

/// A parameter and how its elements lie in its buffer.
public struct ParameterPlace: Sendable {
    public var parameter: Graph.Parameter
    public var buffer: Buffer.ID
    /// For each dimension of PyTorch's shape, the dimension of the buffer that holds it: a linear
    /// layer's weight is stored `[in, out]`, so that neighbouring outputs are neighbours in memory.
    public var dimensions: [Int]
}

/// A tensor in memory, row-major.
public struct Buffer: Sendable {
    public typealias ID = Int

    /// What a buffer is to the function's caller, and with that where it lives.
    public enum Role: Hashable, Sendable {
        case input, labels, targets, output, losses
        /// In the parameter arena, at an offset in floats.
        case parameter(offset: Int)
        /// In the gradient arena, which is laid out like the parameters.
        case gradient(offset: Int)
        /// In the working arena; the function's plan says where.
        case activation
    }

    public var name: String
    public var role: Role
    public var extents: [Extent]

    /// The distance in floats between neighbours along a dimension.
    public func stride(of dimension: Int) -> Int {
        if dimension == extents.count - 1 { return 1 }
        return extents[(dimension + 1)..<(extents.count - 1)].reduce(pitch) { $0 * ($1.constant ?? 1) }
    }

    /// The floats of one sample; of the whole buffer if it has no batch dimension.
    public var floats: Int {
        extents.isEmpty ? 1 : extents.dropLast().reduce(pitch) { $0 * ($1.constant ?? 1) }
    }

    /// The floats from one row to the next.
    ///
    /// A tile reads a few columns of many rows. If the rows were a multiple of 512 bytes apart, these
    /// columns would share a few sets of the caches and drive each other out, so that such rows get 16
    /// more floats. On a Zen 3 with one core at 100 GFLOP/s, a training step of 784-256-10 went from 70 %
    /// to 84 % of the peak by it.
    private var pitch: Int {
        let columns = extents.last?.constant ?? 1
        switch role {
        case .input, .labels, .targets, .output, .losses: return columns
        case .parameter, .gradient, .activation:
            return extents.count > 1 && columns % 128 == 0 ? columns + 16 : columns
        }
    }
}

/// How far an index or a dimension runs.
public enum Extent: Hashable, Sendable {
    /// Over the samples of the batch: known only when the program runs.
    case rows
    case constant(Int)

    public var constant: Int? {
        switch self {
        case .rows: nil
        case .constant(let value): value
        }
    }
}

/// A loop variable.
public struct LoopIndex: Hashable, Sendable {
    public var name: String
    public var extent: Extent
}

/// Σ coefficient · index + constant: a subscript.
public struct Affine: Hashable, Sendable {
    public struct Term: Hashable, Sendable {
        public var index: LoopIndex
        public var coefficient: Int
    }

    public var terms: [Term]
    public var constant = 0

    public init(_ index: LoopIndex) { terms = [Term(index: index, coefficient: 1)] }

    public func coefficient(of index: LoopIndex) -> Int {
        terms.reduce(0) { $0 + ($1.index == index ? $1.coefficient : 0) }
    }
}

/// An element of a buffer.
public struct Access: Hashable, Sendable {
    public var buffer: Buffer.ID
    public var subscripts: [Affine]

    public init(_ buffer: Buffer.ID, _ indices: [LoopIndex]) {
        self.buffer = buffer
        subscripts = indices.map(Affine.init)
    }

    public var indices: Set<LoopIndex> { Set(subscripts.flatMap { $0.terms.map(\.index) }) }
}

/// What a scalar expression in a loop is made of.
public enum ScalarLeaf: Hashable, Sendable {
    case load(Access)
    /// The sum that the enclosing contraction has finished.
    case accumulator
    case local(String)
    case index(LoopIndex)
    /// A number that the model's text gives: a slope.
    case argument(Double)
    case learningRate
    /// The weight of one sample in the gradient.
    case scale
}

public typealias Scalar = Expression<ScalarLeaf>

extension Expression where Leaf == ScalarLeaf {
    static func load(_ access: Access) -> Scalar { .leaf(.load(access)) }
    static func local(_ name: String) -> Scalar { .leaf(.local(name)) }
    static var accumulator: Scalar { .leaf(.accumulator) }

    /// The elements that the expression reads.
    var loads: [Access] {
        leaves.compactMap { if case .load(let access) = $0 { access } else { nil } }
    }
}

/// Writes an element.
public struct Store: Hashable, Sendable {
    public var target: Access
    public var value: Scalar
}

/// A step of a function.
public indirect enum Statement: Sendable {
    case contraction(Contraction)
    case map(Map)
    case nest(Nest)
}

/// Where a statement comes from.
public struct Origin: Hashable, Sendable {
    public var location: SourceLocation
    /// The layer as the model's text has it: `Linear 784 256`.
    public var text: String
}

/// `out[row, column] = epilogue(Σ depth lhs[row, depth] · rhs[depth, column])`, summed in the order of
/// the depth with fused multiply-adds: the one heavy loop of the house.
public struct Contraction: Sendable {
    /// A factor of the sum.
    public enum Factor: Hashable, Sendable {
        /// The constant 1, which turns the contraction into a sum over `depth`.
        case one
        case element(Access)
    }

    public var row: LoopIndex?
    public var column: LoopIndex
    public var depth: LoopIndex
    public var lhs: Factor
    public var rhs: Access
    /// What becomes of a finished sum, in order; a store may load what one before it has written.
    public var epilogue: [Store]
    /// What the epilogue is made of, in order: `[.bias, .function("ReLU")]`.
    public var parts: [Map.Kind]
    public var origins: [Origin]
}

/// `target = value` for every element of the target.
public struct Map: Sendable {
    /// What a map is for. Fusion and the kernels' names go by it.
    public enum Kind: Hashable, Sendable {
        case bias
        /// An elementwise operator, by keyword.
        case function(String)
        /// The gradient through an elementwise operator.
        case derivative(String)
        /// Gradient descent.
        case update
    }

    public var kind: Kind
    /// Outermost first.
    public var indices: [LoopIndex]
    public var store: Store
    public var origins: [Origin]
}

/// Loops that no pass looks into: softmax, losses.
public struct Nest: Sendable {
    /// The name of what it computes: `crossEntropy`.
    public var name: String
    public var body: [LoopNode]
    public var origins: [Origin]
}

/// A node of a loop nest.
public indirect enum LoopNode: Sendable {
    case loop(LoopIndex, [LoopNode])
    /// `let name = value`
    case define(String, Scalar)
    /// `name = reduction over index of value`, in the order of the index.
    case reduce(String, Reduction, LoopIndex, Scalar)
    case store(Store)
}

/// How a reduction combines values.
public enum Reduction: String, Sendable { case sum, maximum }

/// An entry point of the generated code.
public struct LoopFunction: Sendable {
    /// What the function does, each including what is before it, up to `gradient`.
    public enum Role: String, CaseIterable, Sendable {
        case forward, loss, gradient, step
    }

    public var role: Role
    public var body: [Statement]
    /// Where the activations lie: offsets in floats for one sample, and the arena's size.
    public var plan = MemoryPlan()
    /// How the workers share each statement.
    public var slices: [Slice] = []
}

/// Offsets in the working arena, all in floats per sample of the batch.
public struct MemoryPlan: Hashable, Sendable {
    public var offsets: [Buffer.ID: Int] = [:]
    public var floatsPerSample = 0
    /// Memory besides, whatever the batch: room for one packed panel of a contraction's right factor.
    public var floats = 0
}

extension LoopProgram {
    /// The arena that all functions share: floats for each sample of the batch …
    var arenaFloatsPerSample: Int { functions.map(\.plan.floatsPerSample).max() ?? 0 }
    /// … and for each worker.
    var arenaFloatsPerWorker: Int { functions.map(\.plan.floats).max() ?? 0 }
}
