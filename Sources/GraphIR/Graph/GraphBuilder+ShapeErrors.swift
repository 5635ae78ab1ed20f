extension GraphBuilder {
    mutating func report(_ error: ShapeError, of operation: any Operator, _ layer: ResolvedLayer) {
        guard let origin = flow, !layer.isGuess else { return }
        switch error {
        case .extent(let argument, let expected, let found, let axis):
            let slot = argumentSlot(argument, of: layer)
            report(
                .extentMismatch(
                    Diagnostic.ExtentMismatch(
                        keyword: operation.reference.keyword, unit: slot.unit, expected: expected, axis: axis,
                        origin: origin, fix: fix(layer, slot.index, found.extents[axis]))),
                at: slot.range)
        case .rank(let expected, _):
            report(
                .rankMismatch(
                    Diagnostic.RankMismatch(
                        keyword: operation.reference.keyword, expected: expected, origin: origin,
                        fix: expected == 1 ? flatteningFix(operation, origin.shape, layer) : nil)),
                at: layer.statement.keyword.range)
        }
    }

    /// The layer behind a Flatten, with its own argument set right if need be.
    private func flatteningFix(
        _ operation: any Operator, _ shape: Shape, _ layer: ResolvedLayer
    ) -> String {
        var text = layer.statement.text
        do {
            _ = try operation.outputShape(for: [shape.count])
        } catch {
            if case .extent(let argument, _, let found, let axis) = error {
                text = fix(layer, argumentSlot(argument, of: layer).index, found.extents[axis])
            }
        }
        return "\(Flatten.reference.keyword); \(text)"
    }

    private func fix(_ layer: ResolvedLayer, _ index: Int?, _ size: Int) -> String {
        layer.statement.text(replacing: index ?? -1, with: String(size))
    }

    /// Where the text gives an argument, and what it counts.
    private func argumentSlot(
        _ name: String, of layer: ResolvedLayer
    ) -> (index: Int?, range: SourceRange, unit: String) {
        let statement = layer.statement
        guard let slot = layer.reference?.arguments.firstIndex(where: { $0.name == name }) else {
            return (nil, statement.keyword.range, name)
        }
        var unit = name
        if case .inferredSize(let counted) = layer.reference?.arguments[slot].kind { unit = counted }
        guard let index = layer.bound?.indices[slot] else { return (nil, statement.keyword.range, unit) }
        return (index, statement.arguments[index].value.range, unit)
    }
}
