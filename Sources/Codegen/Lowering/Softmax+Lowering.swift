import GraphIR

extension Softmax: Lowerable {
    func lower(_ layer: Layer, into lowering: inout Lowering) -> Buffer.ID {
        let rows = RowLoops(layer)
        let output = lowering.addActivation(layer.name, features: layer.outputShape.count)
        let x = Scalar.load(rows.access(layer.input))
        let y = rows.access(output)
        let nest = rows.nest(
            "softmax",
            [
                .reduce("top", .maximum, rows.element, x),
                .loop(rows.element, [.store(Store(target: y, value: .unary(.exp, x - .local("top"))))]),
                .reduce("total", .sum, rows.element, .load(y)),
                .loop(rows.element, [.store(Store(target: y, value: .load(y) / .local("total")))]),
            ])
        lowering.add(
            .nest(nest, input: layer.input, output: output) { outputGradient, inputGradient in
                // dx = y · (dy − Σ dy · y)
                let dy = Scalar.load(rows.access(outputGradient))
                let value = Scalar.load(y) * (dy - .local("mean"))
                return rows.nest(
                    "softmaxGradient",
                    [
                        .reduce("mean", .sum, rows.element, dy * .load(y)),
                        .loop(
                            rows.element, [.store(Store(target: rows.access(inputGradient), value: value))]),
                    ])
            })
        return output
    }
}

extension LogSoftmax: Lowerable {
    func lower(_ layer: Layer, into lowering: inout Lowering) -> Buffer.ID {
        let rows = RowLoops(layer)
        let output = lowering.addActivation(layer.name, features: layer.outputShape.count)
        let x = Scalar.load(rows.access(layer.input))
        let y = rows.access(output)
        let nest = rows.nest(
            "logSoftmax",
            [
                .reduce("top", .maximum, rows.element, x),
                .reduce("total", .sum, rows.element, .unary(.exp, x - .local("top"))),
                .define("log_total", .unary(.log, .local("total"))),
                .loop(
                    rows.element,
                    [.store(Store(target: y, value: x - .local("top") - .local("log_total")))]),
            ])
        lowering.add(
            .nest(nest, input: layer.input, output: output) { outputGradient, inputGradient in
                // dx = dy − exp(y) · Σ dy
                let dy = Scalar.load(rows.access(outputGradient))
                let value = dy - .unary(.exp, .load(y)) * .local("total")
                return rows.nest(
                    "logSoftmaxGradient",
                    [
                        .reduce("total", .sum, rows.element, dy),
                        .loop(
                            rows.element, [.store(Store(target: rows.access(inputGradient), value: value))]),
                    ])
            })
        return output
    }
}

/// Loops over the last dimension of a layer's output, for each sample and each position before it.
struct RowLoops: Sendable {
    let sample = LoopIndex.sample
    /// Over the positions in front of the last dimension; nil if there is but one.
    let position: LoopIndex?
    let element: LoopIndex
    private let origin: Origin

    init(_ layer: Layer) {
        let last = layer.outputShape.extents.last ?? 1
        let positions = layer.outputShape.count / last
        position = positions > 1 ? LoopIndex("p", positions) : nil
        element = LoopIndex("j", last)
        origin = layer.origin
    }

    /// The current element of a buffer `[rows, positions · last]`.
    func access(_ buffer: Buffer.ID) -> Access {
        var access = Access(buffer, [sample, element])
        if let position, let last = element.extent.constant {
            access.subscripts[1].terms.insert(Affine.Term(index: position, coefficient: last), at: 0)
        }
        return access
    }

    func nest(_ name: String, _ body: [LoopNode]) -> Nest {
        let inner = position.map { [LoopNode.loop($0, body)] } ?? body
        return Nest(name: name, body: [.loop(sample, inner)], origins: [origin])
    }
}
