/// What the front end finds out about a model's text.
public struct Analysis: Sendable {
    /// The name of the generated type.
    public var name: String
    /// The checked model; nil if there is any error.
    public var graph: Graph?
    /// Every layer of the text in order, as far as it is understood.
    public var layers: [AnalyzedLayer]
    /// All errors and warnings, in the order of the text.
    public var diagnostics: [Diagnostic]
    /// Where the text names the generated type; nil if it does not.
    public var nameRange: SourceRange?
}

extension Analysis {
    /// The warnings that concern nobody but those who generate Swift.
    public var warningsOfSwift: [Diagnostic] {
        guard hidesRuntimeType(name) else { return [] }
        let kind = Diagnostic.Kind.hidesRuntimeType(name, isDefault: nameRange == nil)
        return [Diagnostic(kind, nameRange ?? SourceRange(0..<0))]
    }
}

/// A layer as it is written, and what is known of it.
public struct AnalyzedLayer: Sendable {
    /// `Linear 784 256`, as the text has it.
    public var text: String
    public var range: SourceRange
    /// The operator's keyword, or the word that stands in its place.
    public var keyword: String
    /// The layer's index in the equivalent `nn.Sequential`.
    public var position: Int
    /// The shapes of a sample in front of the layer and behind it; nil where errors leave them unknown.
    public var inputShape: Shape?
    public var outputShape: Shape?
    /// The number of trained elements; nil where errors leave it unknown.
    public var parameterCount: Int?
    public var diagnostics: [Diagnostic]
}

/// Reads and checks a model: every error in one run, and the graph if there is none.
///
/// A pure function of the text; `defaultName` names the model if the text does not
/// (see `typeName(fromFileName:)`).
public func analyze(_ source: SourceText, defaultName: String) -> Analysis {
    var diagnostics: [Diagnostic] = []
    let tree = parse(source, reporting: &diagnostics)
    return build(tree, source: source, defaultName: defaultName, diagnostics: diagnostics)
}
