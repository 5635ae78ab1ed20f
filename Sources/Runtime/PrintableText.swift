/// The beginning of a text that somebody else has written, as it may be shown: without what would move the cursor, change
/// colours or turn the direction of what follows, and short enough to be read.
package func printable(_ text: String) -> String { printable(text, limit: 80) }

/// As above, with so many characters shown at most.
package func printable(_ text: String, limit: Int) -> String {
    var shown = ""
    for (index, scalar) in text.unicodeScalars.enumerated() {
        guard index < limit else { return shown + "…" }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
            shown += "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: shown.unicodeScalars.append(scalar)
        }
    }
    return shown
}

/// The first ten of names that somebody else has given.
package func listed(_ names: [String]) -> String {
    (names.prefix(10).map(printable) + (names.count > 10 ? ["…"] : [])).joined(separator: ", ")
}

/// The bytes as two hexadecimal digits each.
package func hex(_ bytes: [UInt8], separator: String = " ") -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: separator)
}

/// The text with blanks before it.
func aligned(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
}
