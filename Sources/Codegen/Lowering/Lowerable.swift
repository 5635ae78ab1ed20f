import GraphIR

/// How an operator becomes loops. Each structural operator conforms in a file of its own.
protocol Lowerable: Operator {
    /// Adds the layer's forward loops to `lowering` and returns its output.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value
}

/// A layer in the course of being lowered.
struct LayerSite {
    /// `linear1`
    var name: String
    var input: Value
    /// Indices into `Graph.parameters`, in the operator's order.
    var parameters: [Int]
    /// The shape of a sample behind the layer.
    var outputShape: Shape
    var origin: Origin
}

/// A tensor of the graph and how it lies in its buffer, whose first dimension are the samples.
struct Value {
    var buffer: Buffer.ID
    /// For each dimension of a sample, the dimensions of the buffer that make it up, the slowest first: an image
    /// with channels last has the axes `[[3], [1], [2]]`, and `[[3, 1, 2]]` behind Flatten.
    var axes: [[Int]]

    /// A tensor that lies in another buffer as this one does.
    func `in`(_ buffer: Buffer.ID) -> Value { Value(buffer: buffer, axes: axes) }
}
