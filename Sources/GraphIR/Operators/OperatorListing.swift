/// Every directive, operator and loss for a terminal: how it is written, what it does, how it is defined. What is longer to
/// write than most has a line of its own.
public func operatorReferenceText() -> String {
    let entries = operatorEntries()
    let width = entries.map(\.signature.count).filter { $0 <= 40 }.max() ?? 0
    let indent = String(repeating: " ", count: width + 2)
    let lines = entries.map { entry in
        let rest = width + 2 - entry.signature.count
        let padding = rest < 2 ? "\n\(indent)" : String(repeating: " ", count: rest)
        return entry.signature + padding + entry.summary + (entry.formula.map { "\n\(indent)\($0)" } ?? "")
    }
    return lines.joined(separator: "\n") + "\n"
}

/// The same as a Markdown table.
public func operatorReferenceMarkdown() -> String {
    let rows = operatorEntries().map { entry in
        let formula = entry.formula.map { "`\($0)`" } ?? ""
        return "| `\(escaped(entry.signature))` | \(escaped(entry.summary)) | \(escaped(formula)) |"
    }
    return (["| written | meaning | definition |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
}

private func operatorEntries() -> [(signature: String, summary: String, formula: String?)] {
    Directive.allCases.map { ($0.signature, $0.summary, nil) }
        + operatorTable.map { ($0.signature, $0.summary, $0.formula) }
        + lossTable.map { ($0.signature, $0.summary, $0.formula) }
}

private func escaped(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
}
