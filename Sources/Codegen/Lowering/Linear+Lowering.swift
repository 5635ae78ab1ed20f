import GraphIR

extension Linear: Lowerable {
    func lower(_ layer: Layer, into lowering: inout Lowering) -> Buffer.ID {
        let input = LoopIndex("i", inputs)
        let output = LoopIndex("o", outputs)
        let sum = lowering.addActivation(bias ? "\(layer.name)_sum" : layer.name, features: outputs)
        lowering.add(
            .contraction(
                Contraction(
                    row: .sample, column: output, depth: input,
                    lhs: .element(Access(layer.input, [.sample, input])),
                    rhs: Access(layer.parameters[0], [input, output]),
                    epilogue: [Store(target: Access(sum, [.sample, output]), value: .accumulator)],
                    parts: [], origins: [layer.origin])))
        guard bias else { return sum }
        let result = lowering.addActivation(layer.name, features: outputs)
        let unbiased = Access(sum, [.sample, output])
        let shift = Access(layer.parameters[1], [output])
        lowering.add(
            .map(
                Map(
                    kind: .bias, indices: [.sample, output],
                    store: Store(
                        target: Access(result, [.sample, output]), value: .load(unbiased) + .load(shift)),
                    origins: [layer.origin]),
                partials: [Partial(element: unbiased, value: 1), Partial(element: shift, value: 1)]))
        return result
    }
}
