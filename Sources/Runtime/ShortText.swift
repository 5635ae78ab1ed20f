/// How wide a text is, in columns of a terminal.
func columns(of text: String) -> Int { text.reduce(0) { $0 + ($1.isWide ? 2 : 1) } }

/// What of a text fits into so many columns, of which a character of Chinese, Japanese or Korean takes two.
func shortened(_ text: String, columns: Int) -> String {
    var room = columns
    for (place, character) in zip(text.indices, text) {
        let width = character.isWide ? 2 : 1
        let isLast = text.index(after: place) == text.endIndex
        // The sign for what is missing takes one.
        guard room >= width + (isLast ? 0 : 1) else { return text[..<place] + "…" }
        room -= width
    }
    return text
}

extension Character {
    /// Whether it is as wide as high (Unicode's East Asian Width, roughly).
    fileprivate var isWide: Bool {
        guard let scalar = unicodeScalars.first?.value else { return false }
        return (0x1100...0x115F).contains(scalar) || (0x2E80...0xA4CF).contains(scalar)
            || (0xAC00...0xD7A3).contains(scalar) || (0xF900...0xFAFF).contains(scalar)
            || (0xFF00...0xFF60).contains(scalar) || (0x1F300...0x1FAFF).contains(scalar)
            || (0x20000...0x3FFFD).contains(scalar)
    }
}
