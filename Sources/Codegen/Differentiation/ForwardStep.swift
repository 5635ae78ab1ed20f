/// One forward step, and what its adjoint follows from.
struct ForwardStep {
    enum Adjoint {
        /// Nothing flows back: what depends on the step says itself what does.
        case none
        /// From the fold itself: a sum of elements or of their products.
        case derived
        /// From the partial derivative of a map's value by each element that it reads.
        case partials([Partial])
        /// The step brings the statements that write the gradient of `input`, each element once, given that of
        /// what the step writes first; nil if there are none.
        case given(input: Buffer.ID, (Gradients) -> [Statement]?)
        /// Several together.
        indirect case all([Adjoint])
    }

    /// The buffers that an adjoint is written for.
    struct Gradients {
        var output: Buffer.ID
        var input: Buffer.ID
        var buffers: [Buffer]
    }

    var statement: Statement
    var adjoint: Adjoint
    /// The one that the step belongs to; nil for both.
    var mode: Mode?
}

/// What a model runs for: a layer may compute one thing to be trained, and another to be used.
enum Mode { case training, inference }

/// The derivative of a map's value by one element that it reads.
struct Partial {
    var element: Access
    var value: Scalar
}
