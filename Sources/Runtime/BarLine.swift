/// A line of two texts and, where they leave room for one in `width` columns, a bar between them.
///
/// - Parameter done: What of `total` is green, or drawn with heavier strokes.
package func barLine(
    _ left: String, _ right: String, done: Int, of total: Int, width: Int, colored: Bool
) -> String {
    let cells = min(width - left.count - right.count - 1, 40)
    guard cells >= 4 else { return left + right }
    let doneCells = Int(Double(cells) * Double(done) / Double(max(total, 1)))
    let filled = String(repeating: "━", count: doneCells)
    let empty = String(repeating: "─", count: cells - doneCells)
    return colored
        ? "\(left) \u{1B}[32m\(filled)\u{1B}[0;2m\(empty)\u{1B}[0m\(right)"
        : "\(left) \(filled)\(empty)\(right)"
}
