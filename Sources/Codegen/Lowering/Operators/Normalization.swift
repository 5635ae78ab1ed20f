import GraphIR

/// Rows that are normalized, each by itself: y = (x − mean) / √(variance + eps) · weight + bias.
///
/// The mean comes first, and then the variance as the mean of the squared differences from it, so that little is
/// cancelled where the mean is large.
struct Normalization {
    let layer: LayerSite
    let rows: Rows
    let epsilon: Double
    /// Nil if what is normalized stays so.
    let weight: Access?
    let bias: Access?

    func lower(into lowering: inout Lowering) -> Value {
        let result = lowering.addActivation(layer.name, like: layer.input)
        let y = rows.element(of: result.buffer)
        guard let weight, let bias else {
            addNormalization(to: y, &lowering)
            return result
        }
        let normalized = rows.element(
            of: lowering.addActivation("\(layer.name)_normalized", like: layer.input).buffer)
        addNormalization(to: normalized, &lowering)
        lowering.add(
            rows.map(Assignment(y, .load(normalized) * .load(weight) + .load(bias))),
            .partials([
                Partial(element: normalized, value: .load(weight)),
                Partial(element: weight, value: .load(normalized)), Partial(element: bias, value: 1),
            ]))
        return result
    }

    /// n = (x − mean) · inverse, where inverse is 1 / √(variance + eps). The derivative goes through both:
    ///
    ///     dx = (dn − Σ dn / count − n · Σ dn · n / count) · inverse
    private func addNormalization(to normalized: Access, _ lowering: inout Lowering) {
        let x = rows.element(of: layer.input.buffer)
        func sum(_ name: String) -> RowSum { RowSum(rows, "\(layer.name)_\(name)", in: &lowering) }
        let (mean, inverse) = (sum("mean"), sum("inverse"))
        let (gradientMean, gradientSlope) = (sum("grad_mean"), sum("grad_slope"))
        let perElement = Scalar.accumulator / rows.count
        let deviation = Scalar.unary(.sqrt, perElement + .constant(epsilon))
        for fold in mean.folds(.sum(.load(x)), perElement) { lowering.add(fold, .none) }
        // The differences stand where they will be divided.
        lowering.add(rows.map(Assignment(normalized, .load(x) - .load(mean.element))), .none)
        for fold in inverse.folds(.products(normalized, normalized), 1 / deviation) {
            lowering.add(fold, .none)
        }
        lowering.add(
            rows.map(Assignment(normalized, .load(normalized) * .load(inverse.element))),
            .given(input: layer.input.buffer) { gradients in
                let dn = rows.element(of: gradients.output)
                let dx = rows.element(of: gradients.input)
                let along = Scalar.load(normalized) * .load(gradientSlope.element)
                let change = Scalar.load(dn) - .load(gradientMean.element) - along
                let folds =
                    gradientMean.folds(.sum(.load(dn)), perElement)
                    + gradientSlope.folds(.products(dn, normalized), perElement)
                    + [rows.map(Assignment(dx, change * .load(inverse.element)))]
                return folds.map(Statement.fold)
            })
    }
}

extension Rows {
    /// Adds the weight and the bias of a layer, which lie as some of the graph's dimensions of its input do.
    func addScaling(
        of layer: LayerSite, along dimensions: Range<Int>, to lowering: inout Lowering
    ) -> (weight: Access, bias: Access) {
        let axes = layer.input.axes[dimensions]
        let stored = axes.flatMap { $0 }.sorted()
        let own = stored.map { indices[$0 - 1] }
        let places = axes.map { $0.map { stored.firstIndex(of: $0) ?? 0 } }
        func add(_ position: Int) -> Access {
            let extents = own.map { $0.extent.constant ?? 1 }
            return Access(lowering.addParameter(position, of: layer, stored: extents, axes: places), own)
        }
        return (add(0), add(1))
    }
}
