extension GraphBuilder {
    /// The shape of one sample: as `Input` states it, or else as the first layer that fixes it does.
    mutating func input(_ statement: SyntaxTree.Statement?) -> Diagnostic.ShapeOrigin? {
        if let statement { return declaredInput(statement) }
        for layer in resolved {
            guard let reference = layer.reference, let arguments = layer.arguments else { return nil }
            switch reference.stated(arguments).input {
            case .exactly(let shape):
                return Diagnostic.ShapeOrigin(
                    shape: shape, keyword: reference.keyword, range: layer.statement.range)
            case .known(let example):
                if !layer.hasErrors {
                    report(
                        .unknownInput(
                            keyword: reference.keyword, fix: statingInput(layer, reference, example),
                            example: example),
                        at: layer.statement.keyword.range)
                }
                return nil
            case .any: continue
            }
        }
        if let first = resolved.first, !resolved.contains(where: \.hasErrors) {
            report(
                .unknownInput(keyword: nil, fix: nil, example: [784]),
                at: first.statement.keyword.range)
        }
        return nil
    }

    /// The layer with the sizes that it leaves to be inferred; nil if its input is not known even then.
    private func statingInput(
        _ layer: ResolvedLayer, _ reference: OperatorReference, _ example: Shape
    ) -> String? {
        var stating = layer.statement
        for (declared, index) in zip(reference.arguments, layer.bound?.indices ?? []) {
            guard case .inferredSize = declared.kind, index == nil else { continue }
            let word = SyntaxTree.Word(text: "\(example.extents.first ?? 1)", range: stating.range)
            stating.arguments.insert(
                SyntaxTree.Argument(name: nil, value: word, elements: nil, range: word.range), at: 0)
        }
        guard let arguments = bind(stating, to: reference).arguments,
            reference.stated(arguments).input.shape != nil
        else { return nil }
        return stating.text
    }

    private mutating func declaredInput(_ statement: SyntaxTree.Statement) -> Diagnostic.ShapeOrigin? {
        guard !statement.isDamaged else { return nil }
        guard !statement.arguments.isEmpty else {
            report(.missingExtents, at: statement.keyword.range)
            return nil
        }
        var extents: [Int] = []
        for argument in statement.arguments {
            if argument.name != nil {
                reportExcess(argument, after: .input)
                continue
            }
            switch readSize(argument.value.text, minimum: 1) {
            case .success(let size): extents.append(size)
            case .failure(let problem):
                report(
                    .invalidSize(argument.value.text, argument: "extent", problem), at: argument.value.range)
            }
        }
        guard extents.count == statement.arguments.count else { return nil }
        guard isWithinLimits(Shape(extents), "a sample", at: statement.range) else { return nil }
        return Diagnostic.ShapeOrigin(shape: Shape(extents), keyword: "Input", range: statement.range)
    }
}
