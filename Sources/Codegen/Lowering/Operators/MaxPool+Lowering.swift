import GraphIR

extension MaxPool: Lowerable {
    /// What is greatest, and where in the window the first of the greatest is, by which the gradient finds its way
    /// back.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let window = Window(self.window, over: lowering.shape(of: layer.input), to: layer.outputShape)
        let channel = LoopIndex("c", layer.outputShape.extents[0])
        let result = lowering.addImage(layer.name, layer.outputShape)
        let place = lowering.addImage("\(layer.name)_place", layer.outputShape)
        let indices = window.places + [channel]
        let element = window.element(
            of: layer.input, channel: Affine(channel), outside: -Double(Float.greatestFiniteMagnitude))
        let fold = Fold(
            outer: [.sample] + window.places, lane: channel, over: window.taps, .maximum(element),
            epilogue: [
                Assignment(lowering.element(of: result, indices), .accumulator),
                Assignment(lowering.element(of: place, indices), .position),
            ],
            origins: [layer.origin])
        // dx = Σ dy over the windows whose greatest element x is
        let isPlace = Scalar.select(
            .equal, lhs: .load(lowering.element(of: place, indices)),
            rhs: .index(Affine(rowMajor: window.taps)), then: 1, else: 0)
        lowering.add(
            fold,
            .given(input: layer.input.buffer) { gradients in
                fold.adjoint(
                    of: element, partial: isPlace, from: gradients.output, to: gradients.input,
                    in: gradients.buffers)?.map(Statement.fold)
            })
        return result
    }
}
