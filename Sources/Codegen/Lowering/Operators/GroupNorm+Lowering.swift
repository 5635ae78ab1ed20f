import GraphIR

extension GroupNorm: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        var layer = layer
        // Behind Flatten a group may hold parts of an image's channels.
        if groups > 1, layer.input.axes[0].count > 1 {
            layer.input = lowering.vector(
                layer.input, named: "\(layer.name)_input", origin: layer.origin)
        }
        let rows = rows(of: layer, in: lowering)
        let scaling = affine ? rows.addScaling(of: layer, along: 0..<1, to: &lowering) : nil
        return Normalization(
            layer: layer, rows: rows, epsilon: epsilon, weight: scaling?.weight, bias: scaling?.bias
        ).lower(into: &lowering)
    }

    private func rows(of layer: LayerSite, in lowering: Lowering) -> Rows {
        let rank = layer.input.axes.count
        if groups == 1 { return Rows(layer.input, along: 0..<rank, in: lowering, origin: layer.origin) }
        if groups == channels, rank > 1 {
            return Rows(layer.input, along: 1..<rank, in: lowering, origin: layer.origin)
        }
        return Rows(layer.input, groupsOf: channels / groups, in: lowering, origin: layer.origin)
    }
}
