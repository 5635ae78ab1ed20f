import GraphIR

extension Linear: Lowerable {
    /// The weight is stored with its outputs last, and its inputs as they lie in memory: behind an image with
    /// channels last it is the weight that is permuted, not the image.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let inputIndices = lowering.indices(of: layer.input, "i")
        let output = LoopIndex("o", outputs)
        let weight = lowering.addParameter(
            0, of: layer, stored: lowering.extents(of: layer.input) + [outputs],
            axes: [[inputIndices.count], layer.input.axes[0].map { $0 - 1 }])
        let sum = lowering.addActivation(bias ? "\(layer.name)_sum" : layer.name, [outputs])
        lowering.add(
            Fold(
                outer: [.sample], lane: output, over: inputIndices,
                .products(
                    lowering.element(of: layer.input, inputIndices), Access(weight, inputIndices + [output])),
                epilogue: [Assignment(lowering.element(of: sum, [output]), .accumulator)],
                origins: [layer.origin]),
            .derived)
        return bias ? lowering.addBias(1, of: layer, to: sum, [output]) : sum
    }
}
