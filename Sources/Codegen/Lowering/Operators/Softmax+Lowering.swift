import GraphIR

extension Softmax: Lowerable {
    /// y = e / Σ e, where e = exp(x − max x), so that no exponential overflows.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let rows = Rows(layer.input, in: lowering, origin: layer.origin)
        let output = lowering.addActivation(layer.name, like: layer.input)
        let (x, y) = (rows.element(of: layer.input.buffer), rows.element(of: output.buffer))
        let top = rows.addStatistic("\(layer.name)_top", to: &lowering)
        let total = rows.addStatistic("\(layer.name)_total", to: &lowering)
        let slope = rows.addStatistic("\(layer.name)_slope", to: &lowering)
        lowering.add(rows.fold(.maximum(x), Assignment(top, .accumulator)), .none)
        lowering.add(rows.map(Assignment(y, .unary(.exp, .load(x) - .load(top)))), .none)
        lowering.add(rows.fold(.sum(.load(y)), Assignment(total, .accumulator)), .none)
        lowering.add(
            rows.map(Assignment(y, .load(y) / .load(total))),
            .given(input: layer.input.buffer) { gradients in
                // dx = y · (dy − Σ dy · y)
                let dy = rows.element(of: gradients.output)
                let dx = rows.element(of: gradients.input)
                return [
                    .fold(rows.fold(.products(dy, y), Assignment(slope, .accumulator))),
                    .fold(rows.map(Assignment(dx, .load(y) * (.load(dy) - .load(slope))))),
                ]
            })
        return output
    }
}

extension LogSoftmax: Lowerable {
    /// y = x − max x − log Σ exp(x − max x), which stand where y will until they are summed.
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let rows = Rows(layer.input, in: lowering, origin: layer.origin)
        let output = lowering.addActivation(layer.name, like: layer.input)
        let (x, y) = (rows.element(of: layer.input.buffer), rows.element(of: output.buffer))
        let top = rows.addStatistic("\(layer.name)_top", to: &lowering)
        let logTotal = rows.addStatistic("\(layer.name)_log_total", to: &lowering)
        let slope = rows.addStatistic("\(layer.name)_slope", to: &lowering)
        lowering.add(rows.fold(.maximum(x), Assignment(top, .accumulator)), .none)
        lowering.add(rows.map(Assignment(y, .unary(.exp, .load(x) - .load(top)))), .none)
        lowering.add(
            rows.fold(.sum(.load(y)), Assignment(logTotal, .unary(.log, .accumulator))), .none)
        lowering.add(
            rows.map(Assignment(y, .load(x) - .load(top) - .load(logTotal))),
            .given(input: layer.input.buffer) { gradients in
                // dx = dy − exp(y) · Σ dy
                let dy = rows.element(of: gradients.output)
                let dx = rows.element(of: gradients.input)
                let change = Scalar.unary(.exp, .load(y)) * .load(slope)
                return [
                    .fold(rows.fold(.sum(.load(dy)), Assignment(slope, .accumulator))),
                    .fold(rows.map(Assignment(dx, .load(dy) - change))),
                ]
            })
        return output
    }
}
