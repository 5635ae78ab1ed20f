import GraphIR

extension MaxPool2d: Lowerable {
    /// What is greatest, and where in the window the first of the greatest is, by which the gradient finds its way
    /// back.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let window = Window(kernel: kernel, stride: stride, padding: padding, output: layer.outputShape)
        let channel = LoopIndex("c", layer.outputShape.extents[0])
        let result = lowering.addImage(layer.name, layer.outputShape)
        let place = lowering.addImage("\(layer.name)_place", layer.outputShape)
        let indices = [window.y, window.x, channel]
        let pixel = window.pixel(
            of: layer.input, channel: channel, outside: -Double(Float.greatestFiniteMagnitude))
        let fold = Fold(
            outer: [.sample, window.y, window.x], lane: channel, over: [window.kernelY, window.kernelX],
            .maximum(pixel),
            epilogue: [
                Assignment(lowering.element(of: result, indices), .accumulator),
                Assignment(lowering.element(of: place, indices), .position),
            ],
            origins: [layer.origin])
        // dx = Σ dy over the windows whose greatest pixel x is
        let tap = Affine([(window.kernelY, kernel.width), (window.kernelX, 1)])
        let isPlace = Scalar.select(
            .equal, lhs: .load(lowering.element(of: place, indices)), rhs: .index(tap), then: 1, else: 0)
        lowering.add(
            fold,
            .given(input: layer.input.buffer) { gradients in
                fold.adjoint(
                    of: pixel, partial: isPlace, from: gradients.output, to: gradients.input,
                    in: gradients.buffers)?.map(Statement.fold)
            })
        return result
    }
}
