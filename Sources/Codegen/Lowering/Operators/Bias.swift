import GraphIR

extension Lowering {
    /// Adds a parameter with one number for each lane of `sum` to it.
    mutating func addBias(_ position: Int, of layer: LayerSite, to sum: Value, _ indices: [LoopIndex])
        -> Value
    {
        let result = addActivation(layer.name, like: sum)
        let lane = indices[indices.count - 1]
        let count = lane.extent.constant ?? 1
        let bias = Access(addParameter(position, of: layer, stored: [count], axes: [[0]]), [lane])
        let unbiased = element(of: sum, indices)
        add(
            .map(
                [.sample] + indices, element(of: result, indices), .load(unbiased) + .load(bias), layer.origin
            ),
            .partials([Partial(element: unbiased, value: 1), Partial(element: bias, value: 1)]))
        return result
    }
}
