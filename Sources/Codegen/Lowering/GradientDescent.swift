import GraphIR

/// `parameter = parameter − learning rate · gradient`
func gradientDescent(of parameter: Buffer.ID, along gradient: Buffer.ID, in buffers: [Buffer]) -> Statement {
    let extents = buffers[parameter].extents
    let indices = extents.enumerated().map { LoopIndex(name: "p\($0 + 1)", extent: $1) }
    let element = Access(parameter, indices)
    let value = Scalar.load(element) - .leaf(.learningRate) * .load(Access(gradient, indices))
    return .fold(
        Fold(
            outer: indices.dropLast(), lane: indices.last ?? LoopIndex("p", 1),
            epilogue: [Assignment(element, value)], origins: []))
}
