extension GraphBuilder {
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
}
