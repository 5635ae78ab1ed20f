import GraphIR

extension Softmax: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let rows = RowLoops(layer, &lowering)
        let output = lowering.addActivation(layer.name, like: rows.input)
        let y = rows.element(of: output.buffer)
        let nest = rows.nest(
            "softmax",
            rows.shiftedExponentials(to: y) + [
                .loop(rows.lane, [.assign(Assignment(y, .load(y) / .local("total")))])
            ])
        lowering.add(
            nest,
            .given(input: rows.input.buffer) { gradients in
                // dx = y · (dy − Σ dy · y)
                let dy = Scalar.load(rows.element(of: gradients.output))
                let dx = rows.element(of: gradients.input)
                return [
                    .nest(
                        rows.nest(
                            "softmaxGradient",
                            [
                                .reduce("mean", .sum, rows.lane, dy * .load(y)),
                                .loop(
                                    rows.lane,
                                    [.assign(Assignment(dx, .load(y) * (dy - .local("mean"))))]),
                            ]))
                ]
            })
        return output
    }
}

extension LogSoftmax: Lowerable {
    func lower(_ layer: LayerSite, into lowering: inout Lowering) -> Value {
        let rows = RowLoops(layer, &lowering)
        let output = lowering.addActivation(layer.name, like: rows.input)
        let y = rows.element(of: output.buffer)
        let nest = rows.nest(
            "logSoftmax",
            rows.sumOfExponentials + [
                .assign(Assignment(.local("log_total"), .unary(.log, .local("total")))),
                .loop(
                    rows.lane,
                    [.assign(Assignment(y, rows.x - .local("top") - .local("log_total")))]),
            ])
        lowering.add(
            nest,
            .given(input: rows.input.buffer) { gradients in
                // dx = dy − exp(y) · Σ dy
                let dy = Scalar.load(rows.element(of: gradients.output))
                let dx = rows.element(of: gradients.input)
                return [
                    .nest(
                        rows.nest(
                            "logSoftmaxGradient",
                            [
                                .reduce("total", .sum, rows.lane, dy),
                                .loop(
                                    rows.lane,
                                    [.assign(Assignment(dx, dy - .unary(.exp, .load(y)) * .local("total")))]),
                            ]))
                ]
            })
        return output
    }
}

/// Loops along the last dimension of a layer's input, for each sample and each position in its other dimensions.
struct RowLoops {
    let input: Value
    let lane: LoopIndex
    private let indices: [LoopIndex]
    private let origin: Origin

    init(_ layer: LayerSite, _ lowering: inout Lowering) {
        input = lowering.rows(layer.input, named: "\(layer.name)_input", origin: layer.origin)
        let last = (input.axes.last?.first ?? 1) - 1
        indices = lowering.extents(of: input).enumerated().map { dimension, extent in
            dimension == last ? LoopIndex("j", extent) : LoopIndex("p\(dimension + 1)", extent)
        }
        lane = indices[last]
        origin = layer.origin
    }

    /// The current element of a buffer that lies as the input does.
    func element(of buffer: Buffer.ID) -> Access { Access(buffer, [.sample] + indices) }

    var x: Scalar { .load(element(of: input.buffer)) }

    /// `total` = Σ exp(x − top), `top` being the greatest x.
    var sumOfExponentials: [LoopNode] { GraphCodegen.sumOfExponentials(of: x, along: lane) }

    /// The same, with the exponentials left in `y`.
    func shiftedExponentials(to y: Access) -> [LoopNode] {
        GraphCodegen.sumOfExponentials(of: x, along: lane, keptIn: y)
    }

    func nest(_ name: String, _ body: [LoopNode]) -> Nest {
        let positions = [LoopIndex.sample] + indices.filter { $0 != lane }
        let loops = positions.reversed().reduce(body) { [.loop($1, $0)] }
        return Nest(name: name, body: loops, origins: [origin])
    }
}

/// `total` = Σ exp(x − top), `top` being the greatest x, so that no exponential overflows.
func sumOfExponentials(of x: Scalar, along lane: LoopIndex, keptIn kept: Access? = nil) -> [LoopNode] {
    let exponential = Scalar.unary(.exp, x - .local("top"))
    let top = LoopNode.reduce("top", .maximum, lane, x)
    guard let kept else { return [top, .reduce("total", .sum, lane, exponential)] }
    return [
        top, .loop(lane, [.assign(Assignment(kept, exponential))]),
        .reduce("total", .sum, lane, .load(kept)),
    ]
}
