import GraphIR

extension Elementwise: Lowerable {
    func lower(_ layer: Layer, into lowering: inout Lowering) -> Buffer.ID {
        let element = LoopIndex("o", layer.outputShape.count)
        let result = lowering.addActivation(layer.name, features: layer.outputShape.count)
        let x = Access(layer.input, [.sample, element])
        let y = Access(result, [.sample, element])
        lowering.add(
            .map(
                Map(
                    kind: .function(row.keyword), indices: [.sample, element],
                    store: Store(target: y, value: scalar(row.function, x: .load(x), y: .load(y))),
                    origins: [layer.origin]),
                partials: [Partial(element: x, value: scalar(row.derivative, x: .load(x), y: .load(y)))]))
        return result
    }

    func scalar(_ expression: Expression<Variable>, x: Scalar, y: Scalar) -> Scalar {
        expression.replacingLeaves { variable in
            switch variable {
            case .x: x
            case .y: y
            case .argument(let index): .leaf(.argument(arguments[index]))
            }
        }
    }
}
