/// Every optimizer as a Markdown table: what makes one in Swift, its settings with their defaults, and the tensors
/// that it keeps, with the settings that they are there for.
public func optimizerReferenceMarkdown() -> String {
    let rows = OptimizerRow.table.map { row in
        let settings = row.arguments.map { argument in
            "`\(argument.name)`"
                + (argument.defaultText.map { argument.isTuple ? " \($0)" : " (\($0))" } ?? "")
        }
        return "| `.\(row.swiftName)` | \(settings.joined(separator: ", ")) | \(states(of: row)) |"
    }
    return (["| optimizer | settings | tensors |", "|---|---|---|"] + rows).joined(separator: "\n") + "\n"
}

/// What every variant of every optimizer does with a weight, line by line.
public func optimizerDefinitionText() -> String {
    OptimizerRow.table.flatMap(\.variants).map { variant in
        ([variant.title + ":"] + variant.rule.text.map { "    \($0)" }).joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
}

/// `exp_avg`, `max_exp_avg_sq` (with `amsgrad`)
private func states(of row: OptimizerRow) -> String {
    var names: [String] = []
    for name in row.variants.flatMap({ $0.rule.states.map(\.name) }) where !names.contains(name) {
        names.append(name)
    }
    let texts = names.map { name in
        let variants = row.variants.filter { $0.rule.states.contains { $0.name == name } }
        let parts = row.parts.filter { part in variants.allSatisfy { $0.parts.contains(part) } }
        let condition = parts.map { "`\($0.name)`" }.joined(separator: " and ")
        return "`\(name)`" + (condition.isEmpty ? "" : " (with \(condition))")
    }
    return texts.joined(separator: ", ")
}
