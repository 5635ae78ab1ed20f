import GraphIR

extension Conv: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let convolution = Convolution(
            window, over: lowering.shape(of: layer.input), to: layer.outputShape, groups: groups)
        // Lanes of groups are neighbours.
        let input =
            groups == 1
            ? layer.input
            : lowering.withChannelsLast(layer.input, named: "\(layer.name)_input", origin: layer.origin)
        let weight = convolution.addWeight(of: layer, to: &lowering)
        let sum = lowering.addImage(bias ? "\(layer.name)_sum" : layer.name, layer.outputShape)
        lowering.add(convolution.fold(over: input, weight, to: sum, layer.origin), .derived)
        let indices = convolution.window.places + [LoopIndex("o", outputChannels)]
        return bias ? lowering.addBias(1, of: layer, to: sum, indices) : sum
    }
}
