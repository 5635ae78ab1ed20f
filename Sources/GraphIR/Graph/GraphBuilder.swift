/// Gives the statements their meaning: operators, arguments, shapes.
func build(
    _ tree: SyntaxTree, source: SourceText, defaultName: String, diagnostics: [Diagnostic]
) -> Analysis {
    var diagnostics = diagnostics
    let layers = resolve(tree.layers, reporting: &diagnostics)
    var builder = GraphBuilder(source: source, resolved: layers, diagnostics: diagnostics)
    let name = builder.typeName(tree.model, defaultName: defaultName)
    let input = builder.input(tree.input)
    builder.apply(to: input)
    let loss = builder.loss(tree.loss)
    return builder.analysis(name: name, input: input, loss: loss)
}

private struct GraphBuilder {
    private let source: SourceText
    private var diagnostics: [Diagnostic]
    private let resolved: [ResolvedLayer]
    private var layers: [AnalyzedLayer] = []
    private var nodes: [Graph.Node] = []
    private var parameters: [Graph.Parameter] = []
    private var parameterCount = 0
    /// The shape behind the layers so far; nil where errors leave it unknown.
    private var flow: Diagnostic.Origin?

    init(source: SourceText, resolved: [ResolvedLayer], diagnostics: [Diagnostic]) {
        self.source = source
        self.resolved = resolved
        self.diagnostics = diagnostics
    }

    // MARK: Names

    mutating func typeName(_ statement: SyntaxTree.Statement?, defaultName: String) -> String {
        guard let statement else {
            checkName(defaultName, at: SourceRange(source.start..<source.start))
            return defaultName
        }
        guard !statement.isDamaged else { return defaultName }
        guard let word = onlyWord(of: statement, directive: .model, ifMissing: .missingTypeName) else {
            return defaultName
        }
        checkName(word.text, at: word.range)
        return word.text
    }

    private mutating func checkName(_ name: String, at range: SourceRange) {
        do {
            try checkTypeName(name)
        } catch {
            report(.invalidTypeName(name, error), at: range)
        }
    }

    /// The one word behind `model` or `loss`.
    private mutating func onlyWord(
        of statement: SyntaxTree.Statement, directive: Directive, ifMissing missing: Diagnostic.Kind
    ) -> SyntaxTree.Word? {
        guard let first = statement.arguments.first else {
            report(missing, at: statement.keyword.range)
            return nil
        }
        guard first.name == nil else {
            reportExcess(first, after: directive)
            return nil
        }
        if statement.arguments.count > 1 { reportExcess(statement.arguments[1], after: directive) }
        return first.value
    }

    private mutating func reportExcess(_ argument: SyntaxTree.Argument, after directive: Directive) {
        report(.excessWord(source.text(in: argument.range), after: directive), at: argument.range)
    }

    // MARK: Shapes

    /// The shape of one sample: as `Input` states it, or else as the first layer that fixes it does.
    mutating func input(_ statement: SyntaxTree.Statement?) -> Diagnostic.Origin? {
        if let statement { return declaredInput(statement) }
        for layer in resolved {
            guard let reference = layer.reference, let arguments = layer.arguments else { return nil }
            switch reference.stated(arguments).input {
            case .exactly(let shape):
                return Diagnostic.Origin(
                    shape: shape, keyword: reference.keyword, range: layer.statement.range)
            case .known:
                if !layer.hasErrors { reportUnknownInput(of: layer, reference) }
                return nil
            case .any: continue
            }
        }
        if let first = resolved.first, !resolved.contains(where: \.hasErrors) {
            report(
                .unknownInput(keyword: first.statement.keyword.text, fix: nil),
                at: first.statement.keyword.range)
        }
        return nil
    }

    private mutating func reportUnknownInput(of layer: ResolvedLayer, _ reference: OperatorReference) {
        var fixed = layer.statement
        for (declared, index) in zip(reference.arguments, layer.bound?.indices ?? []) {
            guard case .inferredSize = declared.kind, index == nil else { continue }
            let range = fixed.range
            fixed.arguments.insert(
                SyntaxTree.Argument(
                    name: nil, value: SyntaxTree.Word(text: "784", range: range), range: range),
                at: 0)
        }
        report(
            .unknownInput(keyword: reference.keyword, fix: fixed.text), at: layer.statement.keyword.range)
    }

    private mutating func declaredInput(_ statement: SyntaxTree.Statement) -> Diagnostic.Origin? {
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
            switch readSize(argument.value.text) {
            case .success(let size): extents.append(size)
            case .failure(let problem):
                report(
                    .invalidSize(argument.value.text, argument: "extent", problem), at: argument.value.range)
            }
        }
        guard extents.count == statement.arguments.count else { return nil }
        guard isWithinLimits(Shape(extents), "a sample", at: statement.range) else { return nil }
        return Diagnostic.Origin(shape: Shape(extents), keyword: "Input", range: statement.range)
    }

    /// Puts the layers behind the input, one after another.
    mutating func apply(to input: Diagnostic.Origin?) {
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
                if stated.input.shape != nil { analyzed.parameterCount = append(operation, layer) }
            }
        }
        guard let output, isWithinLimits(output, "the output", at: statement.keyword.range) else {
            flow = nil
            return
        }
        analyzed.outputShape = output
        if output != flow?.shape || stated.output != nil {
            flow = Diagnostic.Origin(shape: output, keyword: reference.keyword, range: statement.range)
        }
    }

    /// Adds a node with its parameters, and counts these; nil if they are too large.
    private mutating func append(_ operation: any Operator, _ layer: ResolvedLayer) -> Int? {
        let position = layers.count
        let range = layer.statement.keyword.range
        let first = parameters.count
        var count = 0
        for var parameter in operation.parameters {
            guard isWithinLimits(parameter.shape, "`\(parameter.name)`", at: range) else { return nil }
            count += parameter.shape.count
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
        return count
    }

    private mutating func report(_ error: ShapeError, of operation: any Operator, _ layer: ResolvedLayer) {
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

    private mutating func isWithinLimits(_ shape: Shape, _ name: String, at range: SourceRange) -> Bool {
        if shape.isWithinLimits { return true }
        report(.tensorTooLarge(name, shape: shape), at: range)
        return false
    }

    // MARK: Loss

    mutating func loss(_ statement: SyntaxTree.Statement?) -> Loss {
        guard let statement else {
            checkLoss(.crossEntropy, isDefault: true, at: resolved.last?.statement.keyword.range)
            return .crossEntropy
        }
        guard !statement.isDamaged,
            let word = onlyWord(of: statement, directive: .loss, ifMissing: .missingLoss)
        else { return .crossEntropy }
        guard let loss = Loss(rawValue: word.text) else {
            let suggestion = suggestion(for: word.text, among: Loss.allCases.map(\.rawValue))
            report(.unknownLoss(word.text, suggestion: suggestion), at: word.range)
            return .crossEntropy
        }
        checkLoss(loss, isDefault: false, at: word.range)
        return loss
    }

    private mutating func checkLoss(_ loss: Loss, isDefault: Bool, at range: SourceRange?) {
        guard let range, let output = flow, let last = resolved.last, loss == .crossEntropy else { return }
        guard output.shape.rank == 1 else {
            return report(.unsuitableOutput(loss, isDefault: isDefault, origin: output), at: range)
        }
        if output.shape == [1] { report(.singleClass(origin: output), at: range) }
        if let node = nodes.last, node.position == layers.count - 1,
            node.operation is Softmax || node.operation is LogSoftmax
        {
            report(
                .softmaxBeforeCrossEntropy(keyword: node.operation.reference.keyword),
                at: last.statement.keyword.range)
        }
    }

    // MARK: Result

    mutating func analysis(name: String, input: Diagnostic.Origin?, loss: Loss) -> Analysis {
        sortDiagnostics()
        attachDiagnostics()
        return Analysis(
            name: name, graph: input.flatMap { graph(name: name, input: $0, loss: loss) }, layers: layers,
            diagnostics: diagnostics)
    }

    private func graph(name: String, input: Diagnostic.Origin, loss: Loss) -> Graph? {
        if diagnostics.contains(where: { $0.severity == .error }) { return nil }
        var values = [Graph.Value(id: 0, shape: input.shape, range: input.range)]
        for layer in layers {
            guard let shape = layer.outputShape else { return nil }
            values.append(Graph.Value(id: values.count, shape: shape, range: layer.range))
        }
        return Graph(
            name: name, values: values, nodes: nodes, parameters: parameters, input: 0,
            output: values.count - 1, loss: loss)
    }

    /// In the order of the text; what is at one place stays in the order in which it was found.
    private mutating func sortDiagnostics() {
        diagnostics = diagnostics.enumerated().sorted {
            ($0.element.range.lowerBound, $0.offset) < ($1.element.range.lowerBound, $1.offset)
        }.map(\.element)
    }

    /// Gives each layer the diagnostics that start within it; both are in the order of the text.
    private mutating func attachDiagnostics() {
        var rest = diagnostics[...]
        for index in layers.indices {
            let range = layers[index].range
            rest = rest.drop { $0.range.lowerBound < range.lowerBound }
            layers[index].diagnostics = Array(rest.prefix { $0.range.lowerBound < range.upperBound })
        }
    }

    private mutating func report(_ kind: Diagnostic.Kind, at range: SourceRange) {
        diagnostics.append(Diagnostic(kind, range))
    }
}

extension StatedShapes.Input {
    fileprivate var shape: Shape? { if case .exactly(let shape) = self { shape } else { nil } }
}
