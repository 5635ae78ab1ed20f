import GraphIR

/// The Swift functions that make an optimizer.
extension OptimizerLibrary {
    /// `Optimizer+Table.swift`
    public var swift: String {
        let functions = rows.map(function).joined(separator: "\n")
        return """
            // Printed by graphc. Do not edit.

            internal import TileKernels

            extension Optimizer {
            \(functions)}

            private let nonNegative = \(limits(.nonNegative))
            private let fraction = \(limits(.fraction))

            """
    }

    private func limits(_ range: OptimizerSetting.Range) -> String {
        "\(range.limits.lowerBound)...\(range.limits.upperBound)"
    }

    private func function(_ row: OptimizerRow) -> String {
        var printer = CodePrinter()
        printer.indented { printer in
            documentation(row).forEach { printer.line($0) }
            printer.line("public static func \(row.swiftName)(")
            let parameters = row.arguments.map(\.declaration)
            printer.indented { $0.line(filled(parameters, columns: 102)) }
            printer.block(") -> Optimizer") { body(row, &$0) }
        }
        return printer.text
    }

    private func documentation(_ row: OptimizerRow) -> [String] {
        let source = row.source.map { " (\($0))" } ?? ""
        var lines = words("`torch.optim.\(row.name)`\(source). \(row.summary)", first: "/// ", others: "/// ")
        lines += ["///", "/// - Parameters:"]
        for argument in row.arguments {
            lines += words(
                "\(argument.summary).", first: "///   - \(argument.name): ", others: "///     ")
        }
        return lines
    }

    private func body(_ row: OptimizerRow, _ printer: inout CodePrinter) {
        let variants = row.variants
        let chooses = variants.count > 1
        if chooses { printer.line("var rule = \(variants[0].cEnumerator)") }
        for variant in variants.dropFirst() {
            let conditions = variant.parts.map { $0.isFlag ? $0.name : "\($0.name) != 0" }
            printer.line("if \(conditions.joined(separator: ", ")) { rule = \(variant.cEnumerator) }")
        }
        printer.line("\(row.requirements.isEmpty ? "return" : "var optimizer =") Optimizer(")
        printer.indented { printer in
            printer.line("\(chooses ? "rule" : variants[0].cEnumerator),")
            printer.line("settings: [")
            printer.indented { printer in
                for setting in row.settings {
                    switch setting.kind {
                    case .number(_, let range):
                        printer.line(
                            "Setting(name: \"\(setting.name)\", value: \(setting.name), range: \(range)),")
                    case .flag: printer.line("Setting(name: \"\(setting.name)\", isOn: \(setting.name)),")
                    }
                }
            }
            printer.line("])")
        }
        for requirement in row.requirements {
            let setting = requirement.setting
            let name = setting.name.prefix(1).uppercased() + setting.name.dropFirst()
            let (comparison, problem) =
                requirement.isZero
                ? ("!=", "\(requirement.flag.name)With\(name)(\(setting.name))")
                : ("==", "\(requirement.flag.name)Without\(name)")
            printer.line("if \(requirement.flag.name), \(setting.name) \(comparison) 0 {")
            printer.indented { $0.line("optimizer.conflicts.append(.\(problem))") }
            printer.line("}")
        }
        if !row.requirements.isEmpty { printer.line("return optimizer") }
    }
}

/// Joins with commas, in lines of at most so many columns.
private func filled(_ items: [String], columns: Int) -> String {
    var lines = [""]
    for (index, item) in items.enumerated() {
        let text = index == items.count - 1 ? item : item + ","
        let line = lines[lines.count - 1]
        if line.isEmpty {
            lines[lines.count - 1] = text
        } else if line.count + 1 + text.count <= columns {
            lines[lines.count - 1] += " " + text
        } else {
            lines.append(text)
        }
    }
    return lines.joined(separator: "\n")
}

/// Text in lines that fit behind the indentation of a member.
private func words(_ text: String, first: String, others: String) -> [String] {
    var lines: [String] = []
    var line = first
    var isEmpty = true
    for word in text.split(separator: " ") {
        if !isEmpty, line.count + 1 + word.count > 104 {
            lines.append(line)
            line = others
            isEmpty = true
        }
        line += (isEmpty ? "" : " ") + word
        isEmpty = false
    }
    return lines + [line]
}
