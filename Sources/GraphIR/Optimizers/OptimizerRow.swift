/// One of PyTorch's optimizers: a row of `OptimizerRow.table`.
///
/// Settings decide which parts an optimizer has: without a momentum there is no buffer for it. Each choice that
/// makes sense is a variant with a rule of its own.
public struct OptimizerRow: Sendable {
    /// As in `torch.optim`: `RMSprop`.
    public var name: String
    /// As Swift names the function that makes one: `rmsProp`.
    public var swiftName: String
    /// In the order of Swift's arguments; the learning rate is the first.
    public var settings: [OptimizerSetting]
    /// Those of `settings` that decide which states and lines there are: where they are on, or not 0.
    public var parts: [OptimizerSetting]
    public var requirements: [Requirement]
    /// One sentence or two.
    public var summary: String
    /// Where it was published.
    public var source: String?
    let define: @Sendable (inout OptimizerRuleBuilder) -> Void

    /// What a flag asks of another setting.
    public struct Requirement: Hashable, Sendable {
        public var flag: OptimizerSetting
        public var setting: OptimizerSetting
        /// Whether the setting must be 0; otherwise it must not.
        public var isZero: Bool
    }

    /// The rule with some of `parts`.
    private func rule(with parts: [OptimizerSetting]) -> OptimizerRule {
        var builder = OptimizerRuleBuilder(settings: settings, parts: parts)
        define(&builder)
        return builder.rule
    }

    /// Every choice of parts that the requirements allow, from none to all.
    public var variants: [OptimizerVariant] {
        (0..<1 << parts.count).map { choice in
            parts.indices.filter { choice >> $0 & 1 == 1 }.map { parts[$0] }
        }
        .filter { chosen in
            requirements.allSatisfy { requirement in
                !chosen.contains(requirement.flag) || !parts.contains(requirement.setting)
                    || chosen.contains(requirement.setting) != requirement.isZero
            }
        }
        .map { OptimizerVariant(row: self, parts: $0, rule: rule(with: $0)) }
    }

    /// The variant that these settings ask for.
    ///
    /// - Parameter values: One for each of `settings`, a flag as 0 or 1.
    /// - Returns: Nil if a flag's requirement does not hold, or there is not a value for each setting.
    public func variant(for values: [Double]) -> OptimizerVariant? {
        guard values.count == settings.count else { return nil }
        func isZero(_ setting: OptimizerSetting) -> Bool {
            settings.firstIndex(of: setting).map { values[$0] == 0 } ?? true
        }
        for requirement in requirements where !isZero(requirement.flag) {
            if isZero(requirement.setting) != requirement.isZero { return nil }
        }
        let chosen = parts.filter { !isZero($0) }
        return OptimizerVariant(row: self, parts: chosen, rule: rule(with: chosen))
    }
}

/// An optimizer with its parts chosen: SGD with a momentum.
public struct OptimizerVariant: Sendable {
    public var row: OptimizerRow
    public var parts: [OptimizerSetting]
    public var rule: OptimizerRule

    /// As C names it: `sgd_momentum`.
    public var cName: String {
        ([row.name.lowercased()] + parts.map(\.cName)).joined(separator: "_")
    }

    /// As prose names it: `SGD`, `SGD with momentum and nesterov`.
    public var title: String {
        parts.isEmpty ? row.name : "\(row.name) with \(parts.map(\.cName).joined(separator: " and "))"
    }
}
