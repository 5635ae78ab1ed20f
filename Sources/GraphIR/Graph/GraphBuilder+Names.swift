extension GraphBuilder {
    /// What the generated type is called, and where the text says so.
    mutating func typeName(
        _ statement: SyntaxTree.Statement?, defaultName: String
    ) -> (text: String, range: SourceRange?) {
        guard let statement else {
            checkName(defaultName, at: SourceRange(source.start..<source.start))
            return (defaultName, nil)
        }
        guard !statement.isDamaged,
            let word = name(in: statement, of: .model, ifMissing: .missingTypeName)
        else { return (defaultName, nil) }
        if statement.arguments.count > 1 { reportExcess(statement.arguments[1], after: .model) }
        checkName(word.text, at: word.range)
        return (word.text, word.range)
    }

    private mutating func checkName(_ name: String, at range: SourceRange) {
        do {
            try checkTypeName(name)
        } catch {
            report(.invalidTypeName(name, error), at: range)
        }
    }
}
