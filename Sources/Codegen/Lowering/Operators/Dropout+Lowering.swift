import GraphIR

extension Dropout: Lowerable {
    /// The backward pass draws the same numbers again: no mask is kept.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let indices = lowering.indices(of: layer.input, "o")
        let result = lowering.addActivation(layer.name, like: layer.input)
        let x = lowering.element(of: layer.input, indices)
        let y = lowering.element(of: result, indices)
        let draw = lowering.draw(
            for: layer.input, indices, dimensions: unit == .channel ? 1 : layer.input.axes.count)
        let kept = probability < 1 ? 1 / (1 - probability) : 0
        func dropping(_ value: Scalar) -> Scalar {
            .select(.greater, lhs: .constant(probability), rhs: draw, then: 0, else: value)
        }
        let all = [.sample] + indices
        lowering.add(
            .map(all, y, dropping(.load(x) * .constant(kept)), layer.origin),
            .partials([Partial(element: x, value: dropping(.constant(kept)))]), in: .training)
        lowering.add(.map(all, y, .load(x), layer.origin), .none, in: .inference)
        return result
    }
}
