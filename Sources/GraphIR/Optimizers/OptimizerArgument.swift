/// An argument of the Swift function that makes an optimizer: a setting, or several as a tuple.
public struct OptimizerArgument: Hashable, Sendable {
    public var name: String
    public var settings: [OptimizerSetting]

    /// Whether it is a tuple.
    public var isTuple: Bool { settings.contains { $0.name != name } }

    public var summary: String { settings.map(\.summary).joined(separator: "; ") }

    /// `0.01`, `(0.9, 0.999)`, `false`; nil where it has to be given.
    public var defaultText: String? {
        let texts = settings.compactMap { setting in
            switch setting.kind {
            case .number(let defaultValue, _): defaultValue.map(text)
            case .flag: "false"
            }
        }
        guard texts.count == settings.count else { return nil }
        return isTuple ? "(\(texts.joined(separator: ", ")))" : texts.joined()
    }

    /// `momentum: Double = 0`
    public var declaration: String {
        let types = settings.map { $0.isFlag ? "Bool" : "Double" }
        let type = isTuple ? "(\(types.joined(separator: ", ")))" : types.joined()
        return "\(name): \(type)" + (defaultText.map { " = \($0)" } ?? "")
    }
}

extension OptimizerRow {
    /// The arguments of the Swift function, in order.
    public var arguments: [OptimizerArgument] {
        var arguments: [OptimizerArgument] = []
        for setting in settings {
            let name = setting.name.prefix { $0 != "." }
            if let last = arguments.last, last.name == name {
                arguments[arguments.count - 1].settings.append(setting)
            } else {
                arguments.append(OptimizerArgument(name: String(name), settings: [setting]))
            }
        }
        return arguments
    }
}

/// `1e-8`, where Swift has `1e-08`.
private func text(_ value: Double) -> String {
    let text = shortText(value)
    let parts = text.split(separator: "e-", maxSplits: 1)
    return parts.count == 2 ? "\(parts[0])e-\(Int(parts[1]) ?? 0)" : text
}
