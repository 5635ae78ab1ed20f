/// A line of text for terminals with 24-bit colours. They are said where they change.
struct ColoredLine {
    private var text = ""
    private var foreground: PixelColor?
    private var background: PixelColor?
    private var hasColors = false

    /// - Parameter background: Nil for that of the terminal.
    mutating func append(_ part: String, _ foreground: PixelColor, on background: PixelColor?) {
        var codes: [String] = []
        if foreground != self.foreground { codes.append("38;2;\(foreground.code)") }
        if background != self.background { codes.append(background.map { "48;2;\($0.code)" } ?? "49") }
        if !codes.isEmpty { text += "\u{1B}[\(codes.joined(separator: ";"))m" }
        text += part
        (self.foreground, self.background, hasColors) = (foreground, background, true)
    }

    /// The line, behind which the terminal has its own colours again.
    var ended: String { hasColors ? text + "\u{1B}[0m" : text }
}

extension PixelColor {
    fileprivate var code: String { "\(red);\(green);\(blue)" }
}
