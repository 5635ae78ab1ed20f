extension GraphBuilder {
    /// The one word behind `model` or `loss`.
    mutating func onlyWord(
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

    mutating func reportExcess(_ argument: SyntaxTree.Argument, after directive: Directive) {
        report(.excessWord(source.text(in: argument.range), after: directive), at: argument.range)
    }
}
