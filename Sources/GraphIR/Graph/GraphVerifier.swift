/// What is wrong with a graph: a mistake of the compiler, never of a model.
public enum VerificationError: Error, Hashable, Sendable, CustomStringConvertible {
    case valueID(expected: Int, found: Int)
    case unknownValue(Graph.Value.ID, node: Int)
    case unknownInputOrOutput(Graph.Value.ID)
    case usedBeforeItsNode(Graph.Value.ID, node: Int)
    case producedTwice(Graph.Value.ID, node: Int)
    case neverProduced(Graph.Value.ID)
    case inputCount(Int, node: Int)
    case shapeRejected(ShapeError, node: Int)
    case shapeDiffers(expected: Shape, found: Shape, node: Int)
    case unknownParameter(Int, node: Int)
    case parameterShared(Int, node: Int)
    case parameterUnowned(Int)
    case parametersDiffer(expected: [Graph.Parameter], found: [Graph.Parameter], node: Int)

    public var description: String {
        switch self {
        case .valueID(let expected, let found): "value \(expected) has the id \(found)"
        case .unknownValue(let id, let node): "node \(node) refers to value \(id), which does not exist"
        case .unknownInputOrOutput(let id): "value \(id), an input or output of the graph, does not exist"
        case .usedBeforeItsNode(let id, let node): "node \(node) uses value \(id) before it is produced"
        case .producedTwice(let id, let node): "node \(node) produces value \(id), which is produced already"
        case .neverProduced(let id): "nothing produces value \(id)"
        case .inputCount(let count, let node): "node \(node) has \(count) inputs"
        case .shapeRejected(let error, let node): "node \(node) does not accept its input: \(error)"
        case .shapeDiffers(let expected, let found, let node):
            "node \(node) gives \(expected), its output is of shape \(found)"
        case .unknownParameter(let index, let node):
            "node \(node) refers to parameter \(index), which does not exist"
        case .parameterShared(let index, let node): "node \(node) shares parameter \(index) with another"
        case .parameterUnowned(let index): "parameter \(index) belongs to no node"
        case .parametersDiffer(let expected, let found, let node):
            "node \(node) needs the parameters \(expected), it has \(found)"
        }
    }
}

extension Graph {
    /// Checks what every pass relies on: ids are indices, nodes are in topological order, every value is
    /// produced once, shapes follow from the operators, every parameter belongs to one node.
    public func verify() throws(VerificationError) {
        for (index, value) in values.enumerated() where value.id != index {
            throw .valueID(expected: index, found: value.id)
        }
        for id in [input, output] where !values.indices.contains(id) { throw .unknownInputOrOutput(id) }
        var isProduced = Array(repeating: false, count: values.count)
        var isOwned = Array(repeating: false, count: parameters.count)
        isProduced[input] = true
        for index in nodes.indices {
            try verifyValues(ofNode: index, &isProduced)
            try verifyShapes(ofNode: index)
            try verifyParameters(ofNode: index, &isOwned)
        }
        if let id = isProduced.firstIndex(of: false) { throw .neverProduced(id) }
        if let index = isOwned.firstIndex(of: false) { throw .parameterUnowned(index) }
    }

    private func verifyValues(
        ofNode index: Int, _ isProduced: inout [Bool]
    ) throws(VerificationError) {
        let node = nodes[index]
        for id in node.inputs + [node.output] where !values.indices.contains(id) {
            throw .unknownValue(id, node: index)
        }
        for id in node.inputs where !isProduced[id] { throw .usedBeforeItsNode(id, node: index) }
        if isProduced[node.output] { throw .producedTwice(node.output, node: index) }
        isProduced[node.output] = true
    }

    private func verifyShapes(ofNode index: Int) throws(VerificationError) {
        let node = nodes[index]
        guard let input = node.inputs.first, node.inputs.count == 1 else {
            throw .inputCount(node.inputs.count, node: index)
        }
        let expected: Shape
        do {
            expected = try node.operation.outputShape(for: values[input].shape)
        } catch {
            throw .shapeRejected(error, node: index)
        }
        guard expected == values[node.output].shape else {
            throw .shapeDiffers(expected: expected, found: values[node.output].shape, node: index)
        }
    }

    private func verifyParameters(
        ofNode index: Int, _ isOwned: inout [Bool]
    ) throws(VerificationError) {
        let node = nodes[index]
        for parameter in node.parameters {
            guard parameters.indices.contains(parameter) else {
                throw .unknownParameter(parameter, node: index)
            }
            if isOwned[parameter] { throw .parameterShared(parameter, node: index) }
            isOwned[parameter] = true
        }
        let expected = node.operation.parameters.map { parameter in
            var parameter = parameter
            parameter.name = "\(node.position).\(parameter.name)"
            return parameter
        }
        let found = node.parameters.map { parameters[$0] }
        guard expected == found else {
            throw .parametersDiffer(expected: expected, found: found, node: index)
        }
    }
}
