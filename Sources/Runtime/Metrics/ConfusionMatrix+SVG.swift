extension ConfusionMatrix {
    /// Writes the drawing to a file, in place of an older one.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func write(to path: String, title: String = "") throws(FileError) {
        try writeAtomically(Array(svg(title: title).utf8), to: path)
    }

    /// A drawing (SVG) that stands alone: a row for each class, a column for each that samples were taken
    /// for. What is right is blue, mistakes are red, and the stronger the larger the share of the row is: by
    /// its root, so that few mistakes are seen, too. Cells have their counts where there is room, and all
    /// show them where a pointer rests.
    ///
    /// - Parameter title: What is written above, if it is not empty.
    public func svg(title: String = "") -> String { ConfusionDrawing(self, title: title).svg }
}

/// A matrix, its sizes in pixels.
private struct ConfusionDrawing {
    private let matrix: ConfusionMatrix
    private let title: String
    private let rows: Int
    private let columns: Int
    /// The side of a cell.
    private let side: Int
    /// The size of the letters of a class's name.
    private let letters: Int
    /// The size of the digits of counts, of which the largest fits into a cell.
    private let digits: Int
    private let names: [String]
    /// Where the matrix begins.
    private let left: Int
    private let top: Int
    /// What is below it: names of columns.
    private let below: Int
    private let areNamesUpright: Bool

    init(_ matrix: ConfusionMatrix, title: String) {
        (self.matrix, self.title) = (matrix, title)
        rows = matrix.classNames.count
        columns = rows + (matrix.isDecided ? 0 : 1)
        side = max(2, min(48, 1100 / max(1, columns)))
        letters = max(8, min(13, side - 1))
        let largest = (matrix.counts.joined() + matrix.undecided).max() ?? 0
        digits = min(13, (side - 3) * 5 / 3 / "\(largest)".count)
        names = matrix.classNames.map { shortened($0, columns: 20) }
        let heads = names + (matrix.isDecided ? [] : ["none"])
        let longest = heads.map { GraphRuntime.columns(of: $0) }.max() ?? 0
        let length = longest * letters * 5 / 8 + 2
        areNamesUpright = length > side - 4
        left = margin + 22 + length + 8
        top = title.isEmpty ? margin : margin + 44
        below = 8 + (areNamesUpright ? length : letters)
    }

    var svg: String {
        let bottom = top + rows * side
        let width = max(left + columns * side + margin, 380)
        let height = bottom + below + 74 + margin
        let shown = shortened(title, columns: (width - 2 * margin) / 10)
        let heading = #"<text class="title" x="\#(margin)" y="\#(margin + 18)">\#(escaped(shown))</text>"#
        let middle = top + rows * side / 2
        let frame =
            #"<rect class="matrix" x="\#(left)" y="\#(top)" width="\#(columns * side)" height="\#(rows * side)"/>"#
        let sides = [
            #"<text class="side" transform="rotate(-90)" x="\#(-middle)" y="\#(margin + 11)">true</text>"#,
            #"<text class="side" x="\#(left + columns * side / 2)" y="\#(bottom + below + 22)">predicted</text>"#,
        ]
        return drawing(
            width: width, height: height, title: title, styles: styles,
            content: (title.isEmpty ? [] : [heading]) + [frame] + cells + classes + sides
                + legend(top: bottom + below + 46))
    }

    /// All that are not empty.
    private var cells: [String] {
        let support = matrix.support
        return matrix.counts.indices.flatMap { label in
            (0..<columns).compactMap { predicted in
                let count =
                    predicted < rows ? matrix.counts[label][predicted] : matrix.undecided[label]
                return count == 0 ? nil : cell(label, predicted, count, of: support[label])
            }
        }
    }

    private func cell(_ label: Int, _ predicted: Int, _ count: Int, of all: Int) -> String {
        let (x, y) = (left + predicted * side, top + label * side)
        let share = Double(count) / Double(all)
        let strength = strength(share)
        let said = predicted < rows ? matrix.classNames[predicted] : "none"
        let tip = escaped("true \(matrix.classNames[label]), predicted \(said): \(count) (\(percent(share)))")
        // The cells of few classes have a gap between them.
        let inner = side < 10 ? side : side - 1
        let box =
            #"<g><title>\#(tip)</title><rect class="\#(label == predicted ? "hit" : "miss")" "#
            + #"fill-opacity="\#(short(strength))" x="\#(x)" y="\#(y)" width="\#(inner)" height="\#(inner)"/>"#
        return box + number(count, isOnStrong: strength > 0.75, x + side / 2, y + side / 2) + "</g>"
    }

    /// Nothing where the numbers would be too small to be read.
    private func number(_ count: Int, isOnStrong: Bool, _ x: Int, _ y: Int) -> String {
        guard digits >= 7 else { return "" }
        return #"<text class="count\#(isOnStrong ? " strong" : "")" style="font-size:\#(digits)px" "#
            + #"x="\#(x)" y="\#(y)" dy="\#(short(0.36 * Double(digits)))">\#(count)</text>"#
    }

    private var classes: [String] {
        // Where cells are smaller than letters, there is not a name for each.
        let step = (letters + side) / side
        let style = #"class="class" style="font-size:\#(letters)px""#
        let drop = short(0.36 * Double(letters))
        let bottom = top + rows * side + 8
        let columnNames = names + (matrix.isDecided ? [] : ["none"])
        var texts: [String] = []
        for place in stride(from: 0, to: columnNames.count, by: step) {
            let middle = side / 2 + place * side
            let name = escaped(columnNames[place])
            if place < rows {
                texts.append(
                    #"<text \#(style) x="\#(left - 8)" y="\#(top + middle)" dy="\#(drop)">\#(name)</text>"#)
            }
            texts.append(
                areNamesUpright
                    ? #"<text \#(style) transform="rotate(-90)" x="\#(-bottom)" y="\#(left + middle)" "#
                        + #"dy="\#(drop)">\#(name)</text>"#
                    : #"<text class="side" style="font-size:\#(letters)px" x="\#(left + middle)" "#
                        + #"y="\#(bottom + letters)">\#(name)</text>"#)
        }
        return texts
    }

    /// What the strength of a colour means.
    private func legend(top: Int) -> [String] {
        var parts = [#"<text x="\#(margin)" y="\#(top + 13)">share of the row</text>"#]
        for (place, share) in [0.01, 0.1, 0.5, 1].enumerated() {
            let x = margin + 118 + place * 60
            for (kind, y) in [("hit", top), ("miss", top + 10)] {
                parts.append(
                    #"<rect class="\#(kind)" fill-opacity="\#(short(strength(share)))" x="\#(x)" y="\#(y)" "#
                        + #"width="16" height="9"/>"#)
            }
            parts.append(#"<text x="\#(x + 21)" y="\#(top + 14)">\#(Int(share * 100))%</text>"#)
        }
        return parts
    }

    private func strength(_ share: Double) -> Double { 0.06 + 0.94 * share.squareRoot() }
}

private let margin = 24

private let styles = """
    \(SVGStyles.page)
    .matrix { fill: none; stroke: #d0d7de; stroke-width: 1; }
    .hit { fill: #0969da; }
    .miss { fill: #cf222e; }
    .class { text-anchor: end; }
    .side { text-anchor: middle; }
    .count { text-anchor: middle; fill: #1f2328; }
    .strong { fill: #ffffff; }
    @media (prefers-color-scheme: dark) {
    \(SVGStyles.darkPage)
    .matrix { stroke: #3d444d; }
    .hit { fill: #1f6feb; }
    .miss { fill: #da3633; }
    .count { fill: #f0f6fc; }
    .strong { fill: #ffffff; }
    }
    """
