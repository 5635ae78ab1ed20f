extension [Diagnostic] {
    /// All of them as text, but not more than so many errors; nil for all.
    ///
    /// - Returns: The text, which ends without a newline, and the number of errors that are not in it.
    package func rendered(in source: SourceText, errorLimit: Int?) -> (text: String, more: Int) {
        var errors = 0
        var parts: [String] = []
        for diagnostic in self {
            errors += diagnostic.severity == .error ? 1 : 0
            let isShown = errorLimit.map { errors <= $0 } ?? true
            if isShown || diagnostic.severity == .warning { parts.append(diagnostic.render(in: source)) }
        }
        return (parts.joined(separator: "\n"), errorLimit.map { Swift.max(0, errors - $0) } ?? 0)
    }
}
