import GraphIR

/// Lowers a graph to its four functions, still unfused.
func lower(_ graph: Graph, source: SourceText) throws(LoweringError) -> LoopProgram {
    var lowering = Lowering(graph)
    let inputShape = graph.values[graph.input].shape
    let input = lowering.addBuffer("input", .input, [.rows, .constant(inputShape.count)])
    let origins = graph.nodes.map { node in
        Origin(location: source.location(of: node.range.lowerBound), text: source.text(in: node.range))
    }
    var holders = [graph.input: input]
    var offset = 0
    for (node, origin) in zip(graph.nodes, origins) {
        guard let operation = node.operation as? any Lowerable else {
            throw .notLowerable(keyword: node.operation.reference.keyword)
        }
        guard let holder = node.inputs.first.flatMap({ holders[$0] }) else {
            throw .valueBeforeItsNode(name: node.name)
        }
        let parameters = node.parameters.map { index in
            let parameter = graph.parameters[index]
            let leaf = parameter.name.split(separator: ".").last ?? ""
            let buffer = lowering.addParameter(
                index, name: "\(node.name)_\(leaf)", dimensions: parameter.storageDimensions, offset: offset)
            // Every parameter starts on a cache line.
            offset += (lowering.buffers[buffer].floats + 15) / 16 * 16
            return buffer
        }
        let layer = Layer(
            name: node.name, input: holder, parameters: parameters,
            outputShape: graph.values[node.output].shape, origin: origin)
        holders[node.output] = operation.lower(layer, into: &lowering)
    }
    let lossOrigin = Origin(
        location: origins.last?.location ?? SourceLocation(line: 1, column: 1),
        text: "loss \(graph.loss.rawValue)")
    guard var output = holders[graph.output] else { throw .valueBeforeItsNode(name: "output") }
    let outputs = graph.values[graph.output].shape.count
    if output == input { output = lowering.addCopy(of: input, features: outputs, origin: lossOrigin) }
    lowering.setOutput(output)
    return assemble(
        lowering, input: inputShape, output: output, outputs: outputs, parameterFloats: offset,
        lossOrigin: lossOrigin)
}

/// Why a graph cannot be lowered: a mistake of the compiler, never of a model.
public enum LoweringError: Error, Hashable, Sendable, CustomStringConvertible {
    case notLowerable(keyword: String)
    case valueBeforeItsNode(name: String)

    public var description: String {
        switch self {
        case .notLowerable(let keyword): "the operator \(keyword) has no lowering"
        case .valueBeforeItsNode(let name): "\(name) reads a value that no layer before it gives"
        }
    }
}

extension Graph.Parameter {
    /// A matrix is stored transposed, `[in, out]`: neighbouring outputs fill a vector.
    fileprivate var storageDimensions: [Int] { shape.rank == 2 ? [1, 0] : Array(0..<shape.rank) }
}

extension Lowering {
    fileprivate mutating func addCopy(of input: Buffer.ID, features: Int, origin: Origin) -> Buffer.ID {
        let output = addActivation("output", features: features)
        let element = LoopIndex("j", features)
        let copy = Store(
            target: Access(output, [.sample, element]), value: .load(Access(input, [.sample, element])))
        let nest = Nest(
            name: "copy", body: [.loop(.sample, [.loop(element, [.store(copy)])])], origins: [origin])
        add(.nest(nest, input: input, output: output) { _, _ in nest })
        return output
    }
}

/// Puts forward, loss, gradient and step together from the forward steps.
private func assemble(
    _ lowering: Lowering, input: Shape, output: Buffer.ID, outputs: Int, parameterFloats: Int,
    lossOrigin: Origin
) -> LoopProgram {
    var lowering = lowering
    let loss = lowering.graph.loss
    let expected =
        switch loss {
        case .crossEntropy: lowering.addBuffer("labels", .labels, [.rows])
        case .meanSquaredError:
            lowering.addBuffer("targets", .targets, [.rows, .constant(outputs)])
        }
    let losses = lowering.addBuffer("losses", .losses, [.rows])
    let seed = lowering.addActivation("\(lowering.buffers[output].name)_grad", features: outputs)
    var parameterGradients: [Buffer.ID: Buffer.ID] = [:]
    for place in lowering.places {
        let buffer = lowering.buffers[place.buffer]
        guard case .parameter(let offset) = buffer.role else { continue }
        parameterGradients[place.buffer] = lowering.addBuffer(
            "\(buffer.name)_grad", .gradient(offset: offset), buffer.extents)
    }
    let backward = Differentiation(
        lowering.steps, buffers: lowering.buffers, output: output, seed: seed,
        parameterGradients: parameterGradients)
    let lossBuffers = LossBuffers(
        logits: output, outputs: outputs, expected: expected, losses: losses, origin: lossOrigin)
    let forward = lowering.steps.map(\.statement)
    let gradient = forward + [.nest(loss.lower(lossBuffers, gradient: seed))] + backward.statements
    let updates = lowering.places.compactMap { place -> Statement? in
        parameterGradients[place.buffer].map { update(lowering.buffers, place.buffer, gradient: $0) }
    }
    return LoopProgram(
        name: lowering.graph.name, inputShape: input, outputs: outputs, loss: loss,
        parameters: lowering.places, parameterFloats: parameterFloats, buffers: backward.buffers,
        functions: [
            LoopFunction(role: .forward, body: forward),
            LoopFunction(role: .loss, body: forward + [.nest(loss.lower(lossBuffers, gradient: nil))]),
            LoopFunction(role: .gradient, body: gradient),
            LoopFunction(role: .step, body: gradient + updates),
        ])
}

/// `parameter = parameter − learning rate · gradient`
private func update(_ buffers: [Buffer], _ parameter: Buffer.ID, gradient: Buffer.ID) -> Statement {
    let names = ["i", "o"].suffix(buffers[parameter].extents.count)
    let indices = zip(names, buffers[parameter].extents).map { LoopIndex(name: $0, extent: $1) }
    let target = Access(parameter, indices)
    let value = Scalar.load(target) - .leaf(.learningRate) * .load(Access(gradient, indices))
    return .map(
        Map(kind: .update, indices: indices, store: Store(target: target, value: value), origins: []))
}
