extension GraphBuilder {
    /// Puts the layers behind the input, one after another.
    mutating func apply(to input: Diagnostic.ShapeOrigin?) {
        if resolved.isEmpty { report(.emptyModel, at: SourceRange(source.start..<source.start)) }
        if resolved.count > Graph.maximumLayerCount {
            report(
                .tooManyLayers(resolved.count), at: resolved[Graph.maximumLayerCount].statement.keyword.range)
        }
        flow = input
        layers.reserveCapacity(resolved.count)
        for layer in resolved { apply(layer) }
    }

    private mutating func apply(_ layer: ResolvedLayer) {
        let statement = layer.statement
        var analyzed = AnalyzedLayer(
            text: source.text(in: statement.range), range: statement.range, keyword: statement.keyword.text,
            position: layers.count, inputShape: flow?.shape, outputShape: nil, parameterCount: nil,
            diagnostics: [])
        defer { layers.append(analyzed) }
        guard let reference = layer.reference, let arguments = layer.arguments else {
            flow = nil
            return
        }
        let stated = reference.stated(arguments)
        var output = stated.output
        if let shape = flow?.shape ?? stated.input.shape {
            let operation = reference.make(arguments, shape)
            do {
                output = try operation.outputShape(for: shape)
                analyzed.parameterCount = append(operation, layer)
            } catch {
                report(error, of: operation, layer)
                let fitting = fittingShape(error)
                output = output ?? fitting.flatMap { try? operation.outputShape(for: $0) }
                if stated.input.shape != nil || fitting != nil {
                    analyzed.parameterCount = append(operation, layer)
                }
            }
        }
        guard let output, isWithinLimits(output, "the output", at: statement.keyword.range) else {
            flow = nil
            return
        }
        analyzed.outputShape = output
        if output != flow?.shape || stated.input != .any {
            flow = Diagnostic.ShapeOrigin(shape: output, keyword: reference.keyword, range: statement.range)
        }
    }

    /// The shape that a layer asks for where it says so, with which to go on behind an error.
    private func fittingShape(_ error: ShapeError) -> Shape? {
        switch error {
        case .extent(_, let expected, _, _): expected
        case .lastDimensions, .rank, .window, .padding, .sameWithStride, .groups, .outputPadding,
            .nothingLeft, .parts:
            nil
        }
    }

    /// Adds a node with its parameters, and counts the elements that are trained; nil if they are too large.
    private mutating func append(_ operation: any Operator, _ layer: ResolvedLayer) -> Int? {
        let position = layers.count
        let range = layer.statement.keyword.range
        let first = parameters.count
        var count = 0
        var trainedCount = 0
        for var parameter in operation.parameters {
            guard isWithinLimits(parameter.shape, "`\(parameter.name)`", at: range) else { return nil }
            count += parameter.shape.count
            switch parameter.role {
            case .trained: trainedCount += parameter.shape.count
            case .state: break
            }
            parameter.name = "\(position).\(parameter.name)"
            parameters.append(parameter)
        }
        if parameterCount <= Shape.maximumCount, parameterCount + count > Shape.maximumCount {
            report(.modelTooLarge(parameters: parameterCount + count), at: range)
        }
        parameterCount += count
        nodes.append(
            Graph.Node(
                operation: operation, inputs: [nodes.count], output: nodes.count + 1,
                parameters: Array(first..<parameters.count), position: position,
                range: layer.statement.range))
        return trainedCount
    }
}
