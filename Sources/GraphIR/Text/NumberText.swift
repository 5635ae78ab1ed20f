/// A number with its digits in threes: `203,530`.
package func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number.magnitude).reversed().enumerated() {
        if index > 0, index % 3 == 0 { text.append(",") }
        text.append(digit)
    }
    return (number < 0 ? "-" : "") + String(text.reversed())
}

/// `16` for `0x10`; nil for what is no hexadecimal number.
func decimal(ofHexadecimal word: String) -> String? {
    guard word.lowercased().hasPrefix("0x") else { return nil }
    return Int(word.dropFirst(2), radix: 16).flatMap { $0 < 0 ? nil : String($0) }
}

/// A value as this language writes it: `false` for `False`, `16` for `0x10`.
func plainValue(_ text: String) -> String {
    Bool(text.lowercased()).map { String($0) } ?? decimal(ofHexadecimal: text) ?? text
}

/// A number without a needless fraction: `1`, `0.01`.
public func shortText(_ value: Double) -> String {
    let text = String(value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
