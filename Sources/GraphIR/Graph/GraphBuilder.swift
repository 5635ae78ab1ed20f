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
    return builder.analysis(name: name, access: tree.access ?? .internal, input: input, loss: loss)
}

/// A graph in the making; each of its tasks is an extension in a file of its own.
struct GraphBuilder {
    let source: SourceText
    let resolved: [ResolvedLayer]
    var diagnostics: [Diagnostic]
    var layers: [AnalyzedLayer] = []
    var nodes: [Graph.Node] = []
    var parameters: [Graph.Parameter] = []
    var parameterCount = 0
    /// The shape behind the layers so far; nil where errors leave it unknown.
    var flow: Diagnostic.ShapeOrigin?

    mutating func report(_ kind: Diagnostic.Kind, at range: SourceRange) {
        diagnostics.append(Diagnostic(kind, range))
    }

    mutating func isWithinLimits(_ shape: Shape, _ name: String, at range: SourceRange) -> Bool {
        if shape.isWithinLimits { return true }
        report(.tensorTooLarge(name, shape: shape), at: range)
        return false
    }
}
