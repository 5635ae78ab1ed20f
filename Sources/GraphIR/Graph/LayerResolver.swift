/// A layer whose operator and arguments are known, or as much of them as there is.
struct ResolvedLayer {
    var statement: SyntaxTree.Statement
    /// nil if the keyword is unknown, even to a guess.
    var reference: OperatorReference?
    var bound: BoundArguments?
    /// Whether the operator is a guess at a misspelled keyword: it tells shapes, but no errors of its own.
    var isGuess = false

    var arguments: Arguments? { bound?.arguments }
    var hasErrors: Bool { isGuess || statement.isDamaged || bound?.diagnostics.isEmpty != true }
}

/// Finds the operator of every statement and matches its arguments.
func resolve(
    _ statements: [SyntaxTree.Statement], reporting diagnostics: inout [Diagnostic]
) -> [ResolvedLayer] {
    var resolver = LayerResolver()
    let layers = statements.map { resolver.resolve($0) }
    diagnostics += resolver.diagnostics
    return layers
}

private struct LayerResolver {
    private(set) var diagnostics: [Diagnostic] = []
    private let table = Dictionary(uniqueKeysWithValues: operatorTable.map { ($0.keyword, $0) })
    /// What unknown keywords most likely mean; a text may repeat one a million times.
    private var suggestions: [String: String?] = [:]

    mutating func resolve(_ statement: SyntaxTree.Statement) -> ResolvedLayer {
        if statement.isDamaged { return ResolvedLayer(statement: statement) }
        let keyword = statement.keyword.text
        guard let reference = table[statement.isForeign ? bareName(keyword) : keyword] else {
            return guess(statement)
        }
        let bound = bind(statement, to: reference)
        diagnostics += bound.diagnostics
        return ResolvedLayer(statement: statement, reference: reference, bound: bound)
    }

    private mutating func guess(_ statement: SyntaxTree.Statement) -> ResolvedLayer {
        let keyword = statement.keyword
        let suggestion = keywordSuggestion(for: keyword.text)
        let kind: Diagnostic.Kind =
            isOperatorElsewhere(keyword.text)
            ? .unsupportedOperator(keyword.text) : .unknownOperator(keyword.text, suggestion: suggestion)
        diagnostics.append(Diagnostic(kind, keyword.range))
        guard let reference = suggestion.flatMap({ table[$0] }) else {
            return ResolvedLayer(statement: statement)
        }
        return ResolvedLayer(
            statement: statement, reference: reference, bound: bind(statement, to: reference), isGuess: true)
    }

    private mutating func keywordSuggestion(for word: String) -> String? {
        if let known = suggestions[word] { return known }
        let suggestion = keywordMeant(by: word)
        suggestions[word] = .some(suggestion)
        return suggestion
    }
}
