import GraphIR

extension Elementwise: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let indices = lowering.indices(of: layer.input, "o")
        let result = lowering.addActivation(layer.name, like: layer.input)
        let x = lowering.element(of: layer.input, indices)
        let y = lowering.element(of: result, indices)
        lowering.add(
            .map([.sample] + indices, y, scalar(row.function, x: .load(x), y: .load(y)), layer.origin),
            .partials([Partial(element: x, value: scalar(row.derivative, x: .load(x), y: .load(y)))]))
        return result
    }

    private func scalar(_ expression: Expression<Variable>, x: Scalar, y: Scalar) -> Scalar {
        expression.replacingLeaves { variable in
            switch variable {
            case .x: x
            case .y: y
            case .argument(let index): .constant(arguments[index])
            }
        }
    }
}

extension Fold {
    /// `element = value` for all indices, the last of which are the lanes.
    static func map(_ indices: [LoopIndex], _ element: Access, _ value: Scalar, _ origin: Origin) -> Fold {
        .map(indices, [Assignment(element, value)], [origin])
    }
}
