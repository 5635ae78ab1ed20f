import GraphIR

extension Conv2d: Lowerable {
    /// The weight is stored `[kernel height, kernel width, in, out]`.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let window = Window(kernel: kernel, stride: stride, padding: padding, output: layer.outputShape)
        let input = LoopIndex("i", inputChannels)
        let output = LoopIndex("o", outputChannels)
        let weight = lowering.addParameter(
            0, of: layer, stored: [kernel.height, kernel.width, inputChannels, outputChannels],
            axes: [[3], [2], [0], [1]])
        let over = [window.kernelY, window.kernelX, input]
        let sum = lowering.addImage(bias ? "\(layer.name)_sum" : layer.name, layer.outputShape)
        let indices = [window.y, window.x, output]
        lowering.add(
            Fold(
                outer: [.sample, window.y, window.x], lane: output, over: over,
                .products(
                    window.pixel(of: layer.input, channel: input, outside: 0), Access(weight, over + [output])
                ),
                epilogue: [Assignment(lowering.element(of: sum, indices), .accumulator)],
                origins: [layer.origin]),
            .derived)
        return bias ? lowering.addBias(1, of: layer, to: sum, indices) : sum
    }
}
