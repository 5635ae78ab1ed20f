/// Reads the statements of a text.
///
/// A statement that cannot be read is diagnosed and marked, and reading goes on with the next.
func parse(_ source: SourceText, reporting diagnostics: inout [Diagnostic]) -> SyntaxTree {
    let tokens = lex(source, reporting: &diagnostics)
    var parser = Parser(source: source)
    for statement in tokens.split(whereSeparator: { $0.kind == .separator }) {
        parser.read(statement)
    }
    diagnostics += parser.diagnostics
    return parser.tree
}

struct Parser {
    let source: SourceText
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var tree = SyntaxTree()
    private var lossIsMisplaced = false

    init(source: SourceText) { self.source = source }

    /// Reads one statement, of at least one token, and puts it where it belongs.
    mutating func read(_ tokens: ArraySlice<Token>) {
        let (parts, areForeign) = parts(of: tokens)
        for part in parts {
            let rest = withoutAccess(part)
            guard !rest.isEmpty else { continue }
            var statement = statement(of: rest)
            if areForeign { statement.isForeign = true }
            place(statement)
        }
    }

    /// What is behind `public`, which says of `model` who sees it.
    private mutating func withoutAccess(_ tokens: ArraySlice<Token>) -> ArraySlice<Token> {
        let words = tokens.prefix(2).map(word)
        let isModel = words.count == 2 && words[1].text.lowercased() == Directive.model.rawValue
        if let access = AccessLevel(rawValue: words[0].text) {
            if !isModel { report(.accessWithoutModel(access), at: words[0].range) }
            if isModel, tree.model == nil { tree.access = access }
            return tokens.dropFirst()
        }
        guard isModel, let meant = accessMeant(by: words[0].text) else { return tokens }
        let fix = [meant] + tokens.dropFirst().map { word($0).text }
        report(.unknownAccess(words[0].text, fix: fix.joined(separator: " ")), at: words[0].range)
        return tokens.dropFirst()
    }

    private func accessMeant(by word: String) -> String? {
        otherAccessLevels[word]?.rawValue
            ?? suggestion(for: word, among: AccessLevel.allCases.map(\.rawValue))
    }

    /// Puts a statement where it belongs, and says so if it does not stand where it should.
    private mutating func place(_ statement: SyntaxTree.Statement) {
        switch directive(of: statement) {
        case .model:
            guard isFirst(.model, tree.model, at: statement) else { return }
            if tree.input != nil || !tree.layers.isEmpty {
                report(.misplacedDirective(.model), at: statement.keyword.range)
            }
            tree.model = statement
        case .input:
            guard isFirst(.input, tree.input, at: statement) else { return }
            if !tree.layers.isEmpty {
                report(.misplacedDirective(.input), at: statement.keyword.range)
            }
            tree.input = statement
        case .loss:
            guard isFirst(.loss, tree.loss, at: statement) else { return }
            tree.loss = statement
        case nil:
            tree.layers.append(statement)
            if let loss = tree.loss, !lossIsMisplaced {
                report(.misplacedDirective(.loss), at: loss.keyword.range)
                lossIsMisplaced = true
            }
        }
    }

    /// The directive that a statement is, if only by another case.
    private mutating func directive(of statement: SyntaxTree.Statement) -> Directive? {
        let keyword = statement.keyword
        let directive = Directive.allCases.first { $0.rawValue.lowercased() == keyword.text.lowercased() }
        if let directive, directive.rawValue != keyword.text {
            report(.unknownOperator(keyword.text, suggestion: directive.rawValue), at: keyword.range)
        }
        return directive
    }

    private mutating func isFirst(
        _ directive: Directive, _ earlier: SyntaxTree.Statement?, at statement: SyntaxTree.Statement
    ) -> Bool {
        guard let earlier else { return true }
        report(.repeatedDirective(directive, first: earlier.range), at: statement.keyword.range)
        return false
    }

    /// Reads the tokens of one statement, of which there is at least one.
    private mutating func statement(of tokens: ArraySlice<Token>) -> SyntaxTree.Statement {
        let range = SourceRange(
            tokens[tokens.startIndex].range.lowerBound..<tokens[tokens.endIndex - 1].range.upperBound)
        var isDamaged = reportUnreadable(tokens)
        let (readable, isForeign) = readable(tokens)
        let keyword = word(readable.first ?? tokens[tokens.startIndex])
        switch readable.first?.kind {
        case .word, .unreadable, .damaged: break
        case .number, .equals, .bracket, .punctuation, .arrow, .separator:
            report(.expectedOperator(found: keyword.text), at: keyword.range)
            return SyntaxTree.Statement(keyword: keyword, arguments: [], isDamaged: true, range: range)
        case nil: isDamaged = true
        }
        let (arguments, areComplete) = arguments(of: readable.dropFirst())
        return SyntaxTree.Statement(
            keyword: keyword, arguments: arguments, isDamaged: isDamaged || !areComplete,
            isForeign: isForeign, range: range)
    }

    /// Whether there are tokens that cannot be read.
    private mutating func reportUnreadable(_ tokens: ArraySlice<Token>) -> Bool {
        for token in tokens where token.kind == .unreadable {
            let word = word(token)
            report(.unreadableWord(word.text, suggestion: separated(word.text)), at: word.range)
        }
        return tokens.contains { $0.kind == .unreadable || $0.kind == .damaged }
    }

    /// `1 28 28` for `1x28x28`, `16` for `0x10`; nil for what is neither a row of numbers nor a number.
    private func separated(_ word: String) -> String? {
        if let value = decimal(ofHexadecimal: word) { return value }
        let parts = word.split(omittingEmptySubsequences: false) { "xX×*".contains($0) }
        return parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(\.isDigit) }
            ? parts.joined(separator: " ") : nil
    }

    /// Reads `784 bias=false`, and whether nothing had to be left out.
    private mutating func arguments(
        of tokens: ArraySlice<Token>
    ) -> (arguments: [SyntaxTree.Argument], areComplete: Bool) {
        var arguments: [SyntaxTree.Argument] = []
        var areComplete = true
        var rest = tokens
        while let token = rest.popFirst() {
            if token.kind == .equals {
                if areComplete { report(.strayEquals, at: SourceRange(token.range)) }
                areComplete = false
                continue
            }
            var name: SyntaxTree.Word?
            var first = token
            if token.kind != .bracket, rest.first?.kind == .equals {
                rest.removeFirst()
                name = word(token)
                guard let value = rest.first, value.kind != .equals else {
                    report(.missingValue(argument: word(token).text), at: SourceRange(token.range))
                    areComplete = false
                    continue
                }
                rest.removeFirst()
                first = value
            }
            guard let (value, elements) = value(from: first, &rest) else { return (arguments, false) }
            let start = name?.range.lowerBound ?? value.range.lowerBound
            arguments.append(
                SyntaxTree.Argument(
                    name: name, value: value, elements: elements,
                    range: SourceRange(start..<value.range.upperBound)))
        }
        return (arguments, areComplete)
    }

    /// The value that begins with a token: a word, or a list of words with its brackets; nil if one of these is alone.
    private mutating func value(
        from first: Token, _ rest: inout ArraySlice<Token>
    ) -> (SyntaxTree.Word, elements: [SyntaxTree.Word]?)? {
        guard first.kind == .bracket else { return (word(first), nil) }
        let elements = rest.prefix { $0.kind != .bracket && $0.kind != .equals }
        guard isOpening(first), let end = rest.dropFirst(elements.count).first, end.kind == .bracket,
            !isOpening(end)
        else {
            report(.loneBracket(word(first).text), at: SourceRange(first.range))
            return nil
        }
        rest = rest.dropFirst(elements.count + 1)
        let range = SourceRange(first.range.lowerBound..<end.range.upperBound)
        let words = elements.map(word)
        let text = "[\(words.map(\.text).joined(separator: " "))]"
        return (SyntaxTree.Word(text: text, range: range), words)
    }

    func word(_ token: Token) -> SyntaxTree.Word {
        let range = SourceRange(token.range)
        return SyntaxTree.Word(text: source.text(in: range), range: range)
    }

    mutating func report(_ kind: Diagnostic.Kind, at range: SourceRange) {
        diagnostics.append(Diagnostic(kind, range))
    }
}

/// Swift's words that no generated type has, and the nearest that it may have.
private let otherAccessLevels: [String: AccessLevel] = [
    "private": .internal, "fileprivate": .internal, "open": .public,
]
