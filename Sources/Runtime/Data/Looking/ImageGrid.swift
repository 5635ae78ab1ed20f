import Foundation

/// Images side by side, with what is written under them, as a drawing (SVG) that stands alone.
///
///     try ImageGrid(data.train.prefix(24).pictures(), columns: 8).write(to: "digits.svg")
public struct ImageGrid: Sendable, Hashable {
    public var pictures: [Picture]
    /// How many images are side by side; less than one counts as one.
    public var columns: Int
    /// What is written above, if it is not empty.
    public var title: String

    /// What there is room for in a line of a caption.
    static let captionColumns = 20

    public init(_ pictures: [Picture], columns: Int = 8, title: String = "") {
        (self.pictures, self.columns, self.title) = (pictures, columns, title)
    }

    /// Writes the drawing to a file, in place of an older one.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func write(to path: String) throws(FileError) {
        try writeAtomically(Array(svg.utf8), to: path)
    }

    /// The text of the drawing. What is too long to be shown shows where a pointer rests.
    public var svg: String {
        let columns = min(max(1, columns), max(1, pictures.count))
        // As wide as a title of usual length, too.
        let width = 2 * margin + max(columns * (side + gap) - gap, min(title.count, 60) * titleAdvance)
        var cells: [String] = []
        var top = title.isEmpty ? margin : margin + 44
        for first in stride(from: 0, to: pictures.count, by: columns) {
            let row = pictures[first..<min(first + columns, pictures.count)]
            for (column, picture) in row.enumerated() {
                cells.append(cell(picture, left: margin + column * (side + gap), top: top))
            }
            let lines = row.map { min($0.lines.count, lineLimit) }.max() ?? 0
            top += side + (lines == 0 ? 0 : 8 + lines * lineHeight) + gap
        }
        let height = (pictures.isEmpty ? top : top - gap) + margin
        return drawing(
            width: width, height: height, title: title, styles: styles, content: heading(width) + cells)
    }

    private func heading(_ width: Int) -> [String] {
        if title.isEmpty { return [] }
        let shown = escaped(shortened(title, columns: (width - 2 * margin) / titleAdvance))
        return [#"<text class="title" x="\#(margin)" y="\#(margin + 18)">\#(shown)</text>"#]
    }

    /// An image within a square, and its caption below.
    private func cell(_ picture: Picture, left: Int, top: Int) -> String {
        let image = picture.image
        let scale = scale(of: image)
        let (width, height) = (Double(image.width) * scale, Double(image.height) * scale)
        let (x, y) = (Double(left) + (Double(side) - width) / 2, Double(top) + (Double(side) - height) / 2)
        let mark =
            switch picture.mark {
            case .right: " right"
            case .wrong: " wrong"
            case nil: ""
            }
        var parts = [
            "<g><title>\(escaped(picture.caption))</title>",
            #"<image class="\#(scale < 1 ? "large" : "small")" \#(place(x, y, width, height)) "#
                + #"href="data:image/png;base64,\#(Data(image.png).base64EncodedString())"/>"#,
            // The frame is around the image, not on it.
            #"<rect class="frame\#(mark)" \#(place(x - 1.5, y - 1.5, width + 3, height + 3))/>"#,
        ]
        for (number, line) in picture.lines.prefix(lineLimit).enumerated() {
            let baseline = top + side + 8 + (number + 1) * lineHeight - 4
            parts.append(
                #"<text class="caption" x="\#(left + side / 2)" y="\#(baseline)">"#
                    + "\(escaped(shortened(line, columns: Self.captionColumns)))</text>")
        }
        return parts.joined(separator: "\n") + "</g>"
    }

    /// A whole number, which makes all pixels equal, where the image is not much smaller then than it could
    /// be.
    private func scale(of image: PixelImage) -> Double {
        let largest = Double(side) / Double(max(image.height, image.width))
        let whole = largest.rounded(.down)
        return whole >= 0.75 * largest ? whole : largest
    }

    private func place(_ x: Double, _ y: Double, _ width: Double, _ height: Double) -> String {
        #"x="\#(short(x))" y="\#(short(y))" width="\#(short(width))" height="\#(short(height))""#
    }
}

/// In pixels: the square that images are fitted into, and what is around it.
private let (side, gap, margin) = (112, 18, 24)
/// The height of a line of a caption, and the width of a letter of the title.
private let (lineHeight, titleAdvance) = (16, 11)
/// The lines of a caption that there is room for.
private let lineLimit = 3

private let styles = """
    \(SVGStyles.page)
    .caption { font-size: 12px; text-anchor: middle; }
    .small { image-rendering: pixelated; }
    .frame { fill: none; stroke: #d0d7de; stroke-width: 1; }
    .right { stroke: #1a7f37; stroke-width: 3; }
    .wrong { stroke: #cf222e; stroke-width: 3; }
    @media (prefers-color-scheme: dark) {
    \(SVGStyles.darkPage)
    .frame { stroke: #3d444d; }
    .right { stroke: #3fb950; }
    .wrong { stroke: #f85149; }
    }
    """
