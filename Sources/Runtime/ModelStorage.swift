/// The flat parameter arena of a model, with value semantics, and memory to run the model in.
public struct ModelStorage: Sendable {
    var parameters: FloatArena

    /// The number of floats in one sample. A copy of it all, the layout, would take longer than a small model.
    let inputs: Int

    /// Shared by all copies, so that a copy costs nothing until it is trained.
    let workspaces = WorkspacePool()

    /// All parameters are zero.
    public init(layout: ModelLayout) {
        parameters = FloatArena(count: layout.parameterFloats)
        inputs = layout.inputs
    }

    /// Every parameter is drawn uniformly from `-bound ..< bound`, as `torch.nn.Linear` does it
    /// (Kaiming uniform; He et al., Delving Deep into Rectifiers, 2015).
    ///
    /// One stream of random numbers fills the parameters in the order of the layout and the elements
    /// of each in the order of its shape, so that the result does not depend on the arena's strides.
    public init(layout: ModelLayout, seed: UInt64) {
        self.init(layout: layout)
        var random = SplitMix64(seed: seed)
        parameters.withMutableMemory { memory in
            for parameter in layout.parameters {
                parameter.forEachOffset { offset in
                    memory[offset] = (2 * random.nextUniform() - 1) * parameter.bound
                }
            }
        }
    }
}

extension ModelLayout.Parameter {
    /// The number of elements.
    var count: Int { shape.reduce(1, *) }

    /// Calls `body` with the place in the arena of every element, the last dimension fastest.
    func forEachOffset(_ body: (Int) -> Void) {
        func visit(_ dimension: Int, _ offset: Int) {
            guard dimension < shape.count else { return body(offset) }
            for index in 0..<shape[dimension] {
                visit(dimension + 1, offset + index * strides[dimension])
            }
        }
        visit(0, offset)
    }
}

extension ModelLayout {
    /// The number of floats in one sample.
    var inputs: Int { inputShape.reduce(1, *) }
}
