/// One forward step, and what its adjoint follows from.
struct ForwardStep {
    enum Adjoint {
        /// From the fold itself: a sum of elements or of their products.
        case derived
        /// From the partial derivative of a map's value by each element that it reads.
        case partials([Partial])
        /// The step brings the statements that write the gradient of `input`, each element once, given that of
        /// what the step writes first; nil if there are none.
        case given(input: Buffer.ID, (Gradients) -> [Statement]?)
    }

    /// The buffers that an adjoint is written for.
    struct Gradients {
        var output: Buffer.ID
        var input: Buffer.ID
        var buffers: [Buffer]
    }

    var statement: Statement
    var adjoint: Adjoint
}

/// The derivative of a map's value by one element that it reads.
struct Partial {
    var element: Access
    var value: Scalar
}
