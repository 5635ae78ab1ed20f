/// What all drawings have in common, on light pages and on dark ones.
enum SVGStyles {
    static let page = """
        text { font: 13px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; fill: #57606a; }
        .title { font-size: 18px; font-weight: 600; fill: #1f2328; }
        .page { fill: #ffffff; }
        """
    static let darkPage = """
        text { fill: #9198a1; }
        .title { fill: #f0f6fc; }
        .page { fill: #0d1117; }
        """
}

/// A drawing on a page of its own.
///
/// - Parameters:
///   - title: What a pointer shows, and what a screen reader says.
///   - styles: Those of `SVGStyles`, and its own.
func drawing(width: Int, height: Int, title: String, styles: String, content: [String]) -> String {
    """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(width) \(height)" width="\(width)" \
    height="\(height)" role="img">
    <title>\(escaped(title))</title>
    <style>
    \(styles)
    </style>
    <rect class="page" width="\(width)" height="\(height)" rx="8"/>
    \(content.joined(separator: "\n"))
    </svg>

    """
}

/// A coordinate with two digits at most behind the point.
func short(_ value: Double) -> String {
    let rounded = (value * 100).rounded() / 100
    return rounded == rounded.rounded() ? fixed(rounded, 0) : "\(rounded)"
}

/// What of a text fits: the whole one shows where a pointer rests.
func shortened(_ text: String, to room: Int) -> String {
    text.count <= room ? text : text.prefix(room - 1) + "…"
}

/// The text with XML's own characters written as entities, without those that XML does not allow.
func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        case "\0"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{FFFE}", "\u{FFFF}": break
        default: escaped.unicodeScalars.append(scalar)
        }
    }
    return escaped
}
