extension OptimizerVariant {
    /// The variant that a text names: an optimizer, and behind a colon the parts that it has, between commas, in
    /// any order: `adam`, `adam:amsgrad`, `sgd:momentum,nesterov`.
    ///
    /// Upper and lower case are the same.
    public init(named text: String) throws(OptimizerNameError) {
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(halves.first ?? "")
        guard let row = OptimizerRow.table.first(where: { $0.name.lowercased() == name.lowercased() }) else {
            let names = OptimizerRow.table.map { $0.name.lowercased() }
            throw .unknownOptimizer(name, suggestion: suggestion(for: name, among: names), names)
        }
        var chosen: [OptimizerSetting] = []
        for part in halves.dropFirst().flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) })
        {
            guard let setting = row.parts.first(where: { $0.cName == part.lowercased() }) else {
                let names = row.parts.map(\.cName)
                throw .unknownPart(
                    String(part), of: row.name, suggestion: suggestion(for: String(part), among: names), names
                )
            }
            chosen.append(setting)
        }
        for requirement in row.requirements where chosen.contains(requirement.flag) && !requirement.isZero {
            guard !row.parts.contains(requirement.setting) || chosen.contains(requirement.setting) else {
                throw .missingPart(requirement.setting.cName, for: requirement.flag.cName, of: row.name)
            }
        }
        guard let variant = row.variants.first(where: { Set($0.parts) == Set(chosen) }) else {
            throw .noSuchVariant(text)
        }
        self = variant
    }

    /// As `init(named:)` takes it.
    public var choice: String {
        row.name.lowercased() + (parts.isEmpty ? "" : ":" + parts.map(\.cName).joined(separator: ","))
    }
}

/// Why a text names no variant of an optimizer.
public enum OptimizerNameError: Error, Hashable, Sendable {
    case unknownOptimizer(String, suggestion: String?, [String])
    case unknownPart(String, of: String, suggestion: String?, [String])
    case missingPart(String, for: String, of: String)
    /// The parts do not go together.
    case noSuchVariant(String)
}

extension OptimizerNameError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownOptimizer(let name, let suggestion, let names):
            "there is no optimizer '\(name)'" + hint(suggestion, else: "there are \(list(names))")
        case .unknownPart(let part, let row, let suggestion, let names):
            "\(row) has no part '\(part)'"
                + hint(suggestion, else: names.isEmpty ? "it has none" : "it has \(list(names))")
        case .missingPart(let part, let flag, let row): "\(row) with \(flag) needs \(part), too"
        case .noSuchVariant(let text): "the parts of '\(text)' do not go together"
        }
    }

    private func hint(_ suggestion: String?, else alternatives: String) -> String {
        suggestion.map { "; did you mean '\($0)'?" } ?? "; \(alternatives)"
    }

    private func list(_ names: [String]) -> String {
        names.count < 2
            ? names.joined() : names.dropLast().joined(separator: ", ") + " and \(names[names.count - 1])"
    }
}
