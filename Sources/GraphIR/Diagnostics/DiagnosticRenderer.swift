extension Diagnostic {
    /// The diagnostic as compilers print it, without a newline at its end:
    ///
    ///     digits.nn:4:8: error: Linear expects 784 features but gets 256
    ///      4 | Linear 784 10
    ///        |        ^~~
    ///        = note: expected [784], found [256]
    ///        = note: [256] comes from Linear at 2:1
    ///        = hint: `Linear 256 10`
    public func render(in source: SourceText) -> String {
        let location = source.location(of: range.lowerBound)
        let excerpt = Excerpt(of: range, in: source)
        let gutter = String(repeating: " ", count: String(location.line).count + 1)
        var lines = ["\(visibleText(source.path)):\(location): \(severity.rawValue): \(message)"]
        lines.append(" \(location.line) |\(excerpt.line.isEmpty ? "" : " \(excerpt.line)")")
        lines.append("\(gutter) | \(excerpt.underline)")
        lines += notes(in: source).map { "\(gutter) = note: \($0)" }
        if let hint { lines.append("\(gutter) = hint: \(hint)") }
        return lines.joined(separator: "\n")
    }
}

/// The line that a diagnostic is about, as a terminal shows it, and the underline below the culprit.
private struct Excerpt {
    private(set) var line = ""
    private(set) var underline = ""
    /// What is shown of a long line on either side of where the culprit starts, in bytes.
    private static let reach = 120

    init(of range: SourceRange, in source: SourceText) {
        let whole = source.line(around: range.lowerBound)
        let culprit = min(max(range.lowerBound, whole.lowerBound), whole.upperBound)
        var window = max(whole.lowerBound, culprit - Self.reach)..<min(whole.upperBound, culprit + Self.reach)
        // Cut between scalars.
        while window.lowerBound < culprit, source.bytes[window.lowerBound].isUTF8Continuation {
            window = (window.lowerBound + 1)..<window.upperBound
        }
        while window.upperBound < whole.upperBound, window.upperBound > culprit,
            source.bytes[window.upperBound].isUTF8Continuation
        {
            window = window.lowerBound..<(window.upperBound - 1)
        }
        let end = min(max(range.upperBound, culprit), window.upperBound)
        if window.lowerBound > whole.lowerBound { line += "…" }
        append(source, window.lowerBound..<culprit)
        underline = String(repeating: " ", count: width(of: line))
        let start = width(of: line)
        append(source, culprit..<end)
        underline += "^" + String(repeating: "~", count: max(0, width(of: line) - start - 1))
        append(source, end..<window.upperBound)
        if window.upperBound < whole.upperBound { line += "…" }
        while line.last == " " { line.removeLast() }
    }

    private mutating func append(_ source: SourceText, _ range: Range<Int>) {
        line += visibleText(source.text(in: SourceRange(range)))
    }
}

/// The text with four blanks for a tab and a visible stand-in for what is invisible or steers the terminal.
package func visibleText(_ text: String) -> String {
    if text.utf8.allSatisfy({ 0x20..<0x7F ~= $0 }) { return text }
    var visible = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch (scalar.value, scalar.properties.generalCategory) {
        case (0x09, _): visible.append(contentsOf: "    ".unicodeScalars)
        case (0x00..<0x20, _): visible.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
        case (0x7F, _): visible.append("\u{2421}")
        case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
            visible.append("\u{FFFD}")
        default: visible.append(scalar)
        }
    }
    return String(visible)
}

/// The columns that a text takes on a terminal.
private func width(of text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 1 : width(of: $1)) }
}

/// Two for the wide blocks of Unicode's East Asian Width, none for a mark on the letter before it, else one.
private func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
        0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF01...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
        0x1F680...0x1F6FF, 0x1F900...0x1F9FF, 0x20000...0x3FFFD:
        return 2
    default: return 1
    }
}
