import GraphIR

extension ConvTranspose: Lowerable {
    /// The gradient of a convolution from the output to the input, by what it would look at: a product for each residue
    /// of the output's coordinates modulo the stride.
    ///
    /// So the gradient by the input is that convolution, and the gradient by the weight is the convolution's own, with
    /// the two images in each other's place.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let input = lowering.withChannelsLast(
            layer.input, named: "\(layer.name)_input", origin: layer.origin)
        let convolution = Convolution(
            window, over: layer.outputShape, to: lowering.shape(of: input), groups: groups)
        let weight = convolution.addWeight(of: layer, to: &lowering)
        let sum = lowering.addImage(bias ? "\(layer.name)_sum" : layer.name, layer.outputShape)
        let forward =
            convolution.fold(over: sum, weight, to: input, layer.origin).adjoint(
                of: convolution.element(of: sum), partial: .load(weight), from: input.buffer, to: sum.buffer,
                in: lowering.buffers) ?? []
        let adjoints: [ForwardStep.Adjoint] = [
            .given(input: input.buffer) { gradients in
                let (dy, dx) = (sum.in(gradients.output), input.in(gradients.input))
                return [.fold(convolution.fold(over: dy, weight, to: dx, layer.origin))]
            },
            .given(input: weight.buffer) { gradients in
                let dy = sum.in(gradients.output)
                return convolution.fold(over: dy, weight, to: input, layer.origin).adjoint(
                    of: weight, partial: .load(convolution.element(of: dy)), from: input.buffer,
                    to: gradients.input, in: gradients.buffers)?.map(Statement.fold)
            },
        ]
        for (part, fold) in forward.enumerated() { lowering.add(fold, part == 0 ? .all(adjoints) : .none) }
        let indices = ["y", "x"].enumerated().map { LoopIndex($1, layer.outputShape.extents[$0 + 1]) }
        return bias
            ? lowering.addBias(1, of: layer, to: sum, indices + [LoopIndex("o", outputChannels)]) : sum
    }
}
