import GraphIR

/// How an operator becomes loops. Each structural operator conforms in a file of its own.
protocol Lowerable: Operator {
    /// Adds the layer's forward loops to `lowering` and returns the buffer that holds its output.
    func lower(_ layer: Layer, into lowering: inout Lowering) -> Buffer.ID
}

/// A layer in the course of being lowered.
struct Layer {
    /// `linear1`
    var name: String
    var input: Buffer.ID
    var parameters: [Buffer.ID]
    /// The shape of a sample behind the layer.
    var outputShape: Shape
    var origin: Origin
}

/// One forward step, and what its adjoint follows from.
enum ForwardStep {
    case contraction(Contraction)
    /// With the partial derivative of the value by each element that it reads.
    case map(Map, partials: [Partial])
    /// Nests say themselves what their adjoint is: the loops that write the gradient of `input`,
    /// given the gradient of `output`.
    case nest(
        Nest, input: Buffer.ID, output: Buffer.ID,
        adjoint: @Sendable (_ outputGradient: Buffer.ID, _ inputGradient: Buffer.ID) -> Nest)

    var statement: Statement {
        switch self {
        case .contraction(let contraction): .contraction(contraction)
        case .map(let map, _): .map(map)
        case .nest(let nest, _, _, _): .nest(nest)
        }
    }
}

/// The derivative of a map's value by one element that it reads.
struct Partial {
    var element: Access
    var value: Scalar
}

/// The forward loops of a graph, growing layer by layer.
struct Lowering {
    let graph: Graph
    private(set) var buffers: [Buffer] = []
    private(set) var steps: [ForwardStep] = []
    /// How the elements of each parameter lie in its buffer.
    private(set) var places: [ParameterPlace] = []

    init(_ graph: Graph) { self.graph = graph }

    mutating func addBuffer(_ name: String, _ role: Buffer.Role, _ extents: [Extent]) -> Buffer.ID {
        buffers.append(Buffer(name: name, role: role, extents: extents))
        return buffers.count - 1
    }

    /// A buffer with one row of `features` a sample.
    mutating func addActivation(_ name: String, features: Int) -> Buffer.ID {
        addBuffer(name, .activation, [.rows, .constant(features)])
    }

    mutating func addParameter(_ index: Int, name: String, dimensions: [Int], offset: Int) -> Buffer.ID {
        let parameter = graph.parameters[index]
        var extents = parameter.shape.extents.map(Extent.constant)
        for (dimension, place) in dimensions.enumerated() {
            extents[place] = .constant(parameter.shape.extents[dimension])
        }
        let buffer = addBuffer(name, .parameter(offset: offset), extents)
        places.append(ParameterPlace(parameter: parameter, buffer: buffer, dimensions: dimensions))
        return buffer
    }

    mutating func add(_ step: ForwardStep) { steps.append(step) }

    /// Says that the logits are what `buffer` holds.
    mutating func setOutput(_ buffer: Buffer.ID) { buffers[buffer].role = .output }
}

extension LoopIndex {
    /// Over the samples of the batch.
    static let sample = LoopIndex(name: "b", extent: .rows)

    init(_ name: String, _ count: Int) { self.init(name: name, extent: .constant(count)) }
}
