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
                        origin: origin, fix: fix(layer, slot.index, "\(found.extents[axis])"))),
                at: slot.range)
        case .lastDimensions(let argument, let expected, let found):
            let slot = argumentSlot(argument, of: layer)
            let fitting = Shape(Array(found.extents.suffix(expected.rank)))
            report(
                .lastDimensionsMismatch(
                    Diagnostic.LastDimensionsMismatch(
                        keyword: operation.reference.keyword, expected: expected, origin: origin,
                        fix: fix(layer, slot.index, fitting.listText))),
                at: slot.range)
        case .rank(let expected, _):
            report(
                .rankMismatch(
                    Diagnostic.RankMismatch(
                        keyword: operation.reference.keyword, expected: expected, origin: origin,
                        fix: rankFix(operation, expected, origin, layer))),
                at: layer.statement.keyword.range)
        case .window(let window, _):
            report(
                .windowTooLarge(
                    Diagnostic.WindowMismatch(
                        keyword: operation.reference.keyword, window: window, origin: origin,
                        keeping: keepingPadding(window, layer))),
                at: argumentSlot("kernel", of: layer).range)
        case .padding(let window):
            report(
                .paddingTooLarge(keyword: operation.reference.keyword, window),
                at: argumentSlot("padding", of: layer).range)
        case .sameWithStride(let window):
            report(
                .sameWithStride(keyword: operation.reference.keyword, window),
                at: argumentSlot("padding", of: layer).range)
        case .groups(let groups, let inputs, let outputs):
            report(
                .groupsDoNotDivide(
                    Diagnostic.GroupsMismatch(
                        keyword: operation.reference.keyword, groups: groups, inputs: inputs,
                        outputs: outputs, origin: origin)),
                at: argumentSlot("groups", of: layer).range)
        case .outputPadding(let added, let window):
            report(
                .outputPaddingTooLarge(keyword: operation.reference.keyword, added, window),
                at: argumentSlot("output_padding", of: layer).range)
        case .nothingLeft(let whole, let window, _):
            report(
                .nothingLeft(keyword: operation.reference.keyword, of: whole, window, origin),
                at: argumentSlot("padding", of: layer).range)
        case .parts(let output, _):
            report(
                .unequalParts(keyword: operation.reference.keyword, output, origin),
                at: argumentSlot("output", of: layer).range)
        }
    }

    /// The padding that keeps the extents, if the layer has one.
    private func keepingPadding(
        _ window: SlidingWindow, _ layer: ResolvedLayer
    ) -> SlidingWindow.Padding? {
        let hasSame = layer.reference?.arguments.contains { argument in
            if case .sizes(_, _, _, orSame: true) = argument.kind { true } else { false }
        }
        guard hasSame == true, window.stride.allSatisfy({ $0 == 1 }) else { return nil }
        let isOdd = window.span.allSatisfy { $0 % 2 == 1 }
        return isOdd ? .symmetric(window.span.map { $0 / 2 }) : .same
    }

    /// Flatten for what takes vectors, an image or another place for what takes images.
    private func rankFix(
        _ operation: any Operator, _ expected: Int, _ origin: Diagnostic.ShapeOrigin, _ layer: ResolvedLayer
    ) -> Diagnostic.RankFix? {
        if expected == 1 { return .flatten(flatteningFix(operation, origin.shape, layer)) }
        guard let arguments = layer.arguments,
            case .known(let example) = operation.reference.stated(arguments).input, example.rank == expected
        else { return nil }
        if origin.keyword == Directive.input.rawValue {
            return .input(
                expected == 3 ? image(of: origin.shape, example) : signal(of: origin.shape, example))
        }
        return origin.shape.rank == 1 ? .place(before: origin.keyword) : nil
    }

    /// The image that a sample most likely is: `[1, 28, 28]` for 784 features, for 28 rows of 28, and for a
    /// whole batch.
    private func image(of sample: Shape, _ example: Shape) -> Shape {
        let channels = example.extents[0]
        if sample.rank == 2 { return Shape([channels] + sample.extents) }
        if sample.rank > 3 { return Shape(Array(sample.extents.suffix(3))) }
        guard sample.rank == 1, sample.count % channels == 0 else { return example }
        let pixels = sample.count / channels
        guard let side = (1...pixels).first(where: { $0 * $0 >= pixels }), side * side == pixels, side > 1
        else { return example }
        return [channels, side, side]
    }

    /// The signal that a sample most likely is: `[1, 784]` for 784 features.
    private func signal(of sample: Shape, _ example: Shape) -> Shape {
        let channels = example.extents[0]
        guard sample.rank == 1, sample.count % channels == 0 else { return example }
        return [channels, sample.count / channels]
    }

    /// The layer behind a Flatten, with its own argument set right if need be.
    private func flatteningFix(
        _ operation: any Operator, _ shape: Shape, _ layer: ResolvedLayer
    ) -> String {
        var text = fix(layer, nil, "")
        do {
            _ = try operation.outputShape(for: [shape.count])
        } catch {
            if case .extent(let argument, _, let found, let axis) = error {
                text = fix(layer, argumentSlot(argument, of: layer).index, "\(found.extents[axis])")
            }
        }
        return "\(Flatten.reference.keyword); \(text)"
    }

    /// The layer with one of its arguments set right, and without those that are wrong in themselves.
    private func fix(_ layer: ResolvedLayer, _ index: Int?, _ value: String) -> String {
        var statement = layer.statement
        if let index { statement.arguments[index].value.text = value }
        let wrong = (layer.bound?.diagnostics ?? []).filter { diagnostic in
            if case .invalidFlag = diagnostic.kind { diagnostic.hint == nil } else { true }
        }
        statement.arguments.removeAll { argument in
            wrong.contains { $0.range.overlaps(argument.range) }
        }
        return statement.text
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
