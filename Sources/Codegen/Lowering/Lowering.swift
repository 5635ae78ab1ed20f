import GraphIR

/// The forward loops of a graph, growing layer by layer.
struct Lowering {
    let graph: Graph
    private(set) var buffers: [Buffer] = []
    private(set) var steps: [ForwardStep] = []
    /// What inference does once a call, with parameters and state alone.
    private(set) var preparations: [Statement] = []
    /// The streams of random numbers that are taken.
    private var streams = 0
    var drawsRandomNumbers: Bool { streams > 0 }
    /// How the elements of each parameter lie in its buffer.
    var places: [ParameterPlace] = []

    init(_ graph: Graph) { self.graph = graph }

    /// - Parameter mode: The one that the step belongs to; nil for both.
    mutating func add(_ statement: Fold, _ adjoint: ForwardStep.Adjoint, in mode: Mode? = nil) {
        steps.append(ForwardStep(statement: .fold(statement), adjoint: adjoint, mode: mode))
    }

    /// Adds what inference needs of parameters and state in another form.
    mutating func prepare(_ statement: Fold) { preparations.append(.fold(statement)) }

    // MARK: Buffers

    mutating func addBuffer(_ name: String, _ role: Buffer.Role, _ extents: [Extent]) -> Buffer.ID {
        buffers.append(Buffer(name, role, extents))
        return buffers.count - 1
    }

    /// A tensor with these extents a sample.
    ///
    /// - Parameter axes: Where it is not in memory as in the graph.
    mutating func addActivation(_ name: String, _ extents: [Int], axes: [[Int]]? = nil) -> Value {
        let buffer = addBuffer(name, .activation, [.rows] + extents.map(Extent.constant))
        return Value(buffer: buffer, axes: axes ?? extents.indices.map { [$0 + 1] })
    }

    /// A tensor that lies in memory as another does.
    mutating func addActivation(_ name: String, like value: Value) -> Value {
        let buffer = addBuffer(name, .activation, buffers[value.buffer].extents)
        return Value(buffer: buffer, axes: value.axes)
    }

    /// A parameter of a layer.
    ///
    /// - Parameters:
    ///   - extents: As it is stored, the last dimension being that of the lanes.
    ///   - axes: As in `ParameterPlace`.
    mutating func addParameter(
        _ position: Int, of layer: LayerSite, stored extents: [Int], axes: [[Int]]
    ) -> Buffer.ID {
        let parameter = graph.parameters[layer.parameters[position]]
        let leaf = parameter.name.split(separator: ".").last ?? ""
        let role: Buffer.Role =
            switch parameter.role {
            case .trained: .parameter
            case .state: .state
            }
        let buffer = addBuffer("\(layer.name)_\(leaf)", role, extents.map(Extent.constant))
        places.append(ParameterPlace(parameter: parameter, buffer: buffer, axes: axes))
        return buffer
    }

    /// The positions of what has a gradient.
    var trainedPlaces: [Int] { places.indices.filter { places[$0].parameter.role == .trained } }

    // MARK: Elements

    /// The shape of a sample whose dimensions are one dimension each in memory.
    func shape(of value: Value) -> Shape {
        let extents = extents(of: value)
        return Shape(value.axes.map { extents[$0[0] - 1] })
    }

    func extents(of value: Value) -> [Int] { buffers[value.buffer].extents.compactMap(\.constant) }

    /// An index for each dimension of a sample, as it lies in memory.
    func indices(of value: Value, _ name: String) -> [LoopIndex] {
        let extents = extents(of: value)
        guard extents.count > 1 else { return extents.map { LoopIndex(name, $0) } }
        return extents.enumerated().map { LoopIndex("\(name)\($0 + 1)", $1) }
    }

    func element(of value: Value, _ indices: [LoopIndex]) -> Access {
        Access(value.buffer, [.sample] + indices)
    }

    /// A random number for each element, or for each place in the first dimensions, of a stream that nobody else
    /// draws from.
    mutating func draw(for value: Value, _ indices: [LoopIndex], dimensions: Int) -> Scalar {
        let order = value.axes.prefix(dimensions).flatMap { $0 }.map { indices[$0 - 1] }
        defer { streams += 1 }
        return .leaf(.draw(Draw(stream: streams, element: Affine(rowMajor: [.sample] + order))))
    }

    // MARK: Layouts

    /// Whether the elements of a sample lie as the graph numbers them.
    private func isInOrder(_ value: Value) -> Bool {
        let dimensions = value.axes.flatMap { $0 }
        return dimensions == Array(1..<dimensions.count + 1)
    }

    /// The tensor as a vector. Nothing is moved.
    mutating func flatten(_ value: Value) -> Value {
        let isRead = steps.contains { step in
            step.statement.accesses.contains { $0.buffer == value.buffer }
        }
        // Nobody has looked at its dimensions yet.
        if !isRead, isInOrder(value) {
            let count = extents(of: value).reduce(1, *)
            buffers[value.buffer] = Buffer(
                buffers[value.buffer].name, buffers[value.buffer].role, [.rows, .constant(count)])
            return Value(buffer: value.buffer, axes: [[1]])
        }
        return Value(buffer: value.buffer, axes: [value.axes.flatMap { $0 }])
    }

    /// The tensor as one row of numbers a sample in the graph's order, copied if it is not such already.
    mutating func vector(_ value: Value, named name: String, origin: Origin) -> Value {
        if value.axes == [[1]], buffers[value.buffer].role == .activation { return value }
        let indices = indices(of: value, "j")
        // Neighbours in the copy are the graph's neighbours.
        let order = value.axes.flatMap { $0 }.map { indices[$0 - 1] }
        let result = addActivation(name, [order.perSample])
        let source = element(of: value, indices)
        let target = Access(result.buffer, [Affine(.sample), Affine(rowMajor: order)])
        addCopy(of: source, to: target, order, origin)
        return result
    }

    /// Copies an element for every sample and all of these indices, the last of which are the lanes.
    mutating func addCopy(of source: Access, to target: Access, _ indices: [LoopIndex], _ origin: Origin) {
        add(
            .map([.sample] + indices, target, .load(source), origin),
            .partials([Partial(element: source, value: 1)]))
    }

    /// Says that the logits are what `value` holds, a vector.
    mutating func setOutput(_ value: Value) { buffers[value.buffer].role = .output }
}
