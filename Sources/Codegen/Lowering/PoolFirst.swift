import GraphIR

extension Graph {
    /// The graph with each ReLU behind the maximum pooling that follows it: a quarter of the elements behind windows of
    /// 2 × 2, forward and backward.
    ///
    /// Nothing else changes. The greatest of some elements is the same before and after ReLU, and so is its place, but
    /// where it is not positive and no gradient passes.
    func poolingFirst() -> Graph {
        var graph = self
        for (first, second) in zip(nodes.indices, nodes.indices.dropFirst()) {
            let (function, pool) = (graph.nodes[first], graph.nodes[second])
            guard let elementwise = function.operation as? Elementwise, elementwise.row.isMaximumWithConstant,
                pool.operation is MaxPool, pool.inputs == [function.output], output != function.output,
                nodes.count(where: { $0.inputs.contains(function.output) }) == 1
            else { continue }
            graph.nodes[first] = pool
            graph.nodes[second] = function
            graph.nodes[first].inputs = function.inputs
            graph.nodes[first].output = function.output
            graph.nodes[second].inputs = [function.output]
            graph.nodes[second].output = pool.output
            graph.values[function.output].shape = graph.values[pool.output].shape
        }
        return graph
    }
}

extension Elementwise.Row {
    /// Whether the function keeps order, and is flat wherever different elements become equal.
    fileprivate var isMaximumWithConstant: Bool {
        guard case .binary(.maximum, .leaf(.x), .constant) = function else { return false }
        return true
    }
}
