extension GraphBuilder {
    /// The word behind `model` or `loss`.
    mutating func name(
        in statement: SyntaxTree.Statement, of directive: Directive, ifMissing missing: Diagnostic.Kind
    ) -> SyntaxTree.Word? {
        guard let first = statement.arguments.first else {
            report(missing, at: statement.keyword.range)
            return nil
        }
        guard first.name == nil else {
            reportExcess(first, after: directive)
            return nil
        }
        return first.value
    }

    mutating func reportExcess(_ argument: SyntaxTree.Argument, after directive: Directive) {
        report(.excessWord(source.text(in: argument.range), after: directive), at: argument.range)
    }
}
