extension GraphBuilder {
    mutating func analysis(
        name: (text: String, range: SourceRange?), access: AccessLevel, input: Diagnostic.ShapeOrigin?,
        loss: Loss
    ) -> Analysis {
        sortDiagnostics()
        attachDiagnostics()
        var checked = input.flatMap { graph(name: name.text, input: $0, loss: loss) }
        checked?.access = access
        return Analysis(
            name: name.text, graph: checked, layers: layers, diagnostics: diagnostics, nameRange: name.range)
    }

    private func graph(name: String, input: Diagnostic.ShapeOrigin, loss: Loss) -> Graph? {
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
}
