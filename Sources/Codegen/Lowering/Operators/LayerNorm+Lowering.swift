import GraphIR

extension LayerNorm: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let rank = layer.input.axes.count
        let dimensions = rank - shape.rank..<rank
        let rows = Rows(layer.input, along: dimensions, in: lowering, origin: layer.origin)
        let scaling = affine ? rows.addScaling(of: layer, along: dimensions, to: &lowering) : nil
        return Normalization(
            layer: layer, rows: rows, epsilon: epsilon, weight: scaling?.weight, bias: scaling?.bias
        ).lower(into: &lowering)
    }
}
