/// A JSON value, for tools that read what graphc prints.
package enum JSON {
    case null
    case bool(Bool)
    case number(Int)
    /// Null where it is not finite.
    case real(Double)
    case string(String)
    case array([JSON])
    /// In this order.
    case object([(String, JSON)])

    package init(_ number: Int?) { self = number.map(JSON.number) ?? .null }
    package init(_ number: Double?) { self = number.map(JSON.real) ?? .null }
    package init(_ string: String?) { self = string.map(JSON.string) ?? .null }

    /// The text of the value, with a newline at its end.
    var text: String {
        var printer = CodePrinter(indentation: "  ")
        print(to: &printer)
        return printer.text
    }

    private func print(prefix: String = "", suffix: String = "", to printer: inout CodePrinter) {
        switch self {
        case .array(let elements) where elements.contains(where: { !$0.isScalar }):
            printer.line("\(prefix)[")
            printer.indented { printer in
                for (index, element) in elements.enumerated() {
                    element.print(suffix: index == elements.count - 1 ? "" : ",", to: &printer)
                }
            }
            printer.line("]\(suffix)")
        case .object(let members) where !members.isEmpty:
            printer.line("\(prefix){")
            printer.indented { printer in
                for (index, (key, value)) in members.enumerated() {
                    value.print(
                        prefix: "\(quoted(key)): ", suffix: index == members.count - 1 ? "" : ",",
                        to: &printer)
                }
            }
            printer.line("}\(suffix)")
        case .null, .bool, .number, .real, .string, .array, .object: printer.line("\(prefix)\(line)\(suffix)")
        }
    }

    private var isScalar: Bool {
        switch self {
        case .null, .bool, .number, .real, .string: true
        case .array, .object: false
        }
    }

    /// The value on one line.
    package var line: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(let number): String(number)
        case .real(let number): number.isFinite ? "\(number)" : "null"
        case .string(let string): quoted(string)
        case .array(let elements): "[\(elements.map(\.line).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\(quoted($0)): \($1.line)" }.joined(separator: ", "))}"
        }
    }
}

/// The string as RFC 8259 has it.
private func quoted(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
        switch scalar {
        case "\"": text += "\\\""
        case "\\": text += "\\\\"
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\0"..<" ":
            let digits = String(scalar.value, radix: 16)
            text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: text.unicodeScalars.append(scalar)
        }
    }
    return text + "\""
}
