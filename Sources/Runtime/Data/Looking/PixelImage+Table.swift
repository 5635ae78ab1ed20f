extension PixelImage {
    /// The pixels as numbers, row by row, without a newline at the end: of an image of three channels a table
    /// for each.
    ///
    /// In colours, each number stands on the gray that it means.
    ///
    /// - Parameters:
    ///   - rows: Which are shown, as far as there are such; all by default.
    ///   - columns: As `rows`.
    public func table(
        rows: Range<Int>? = nil, columns: Range<Int>? = nil, style: TextStyle = .automatic
    ) -> String {
        let rows = (rows ?? 0..<height).clamped(to: 0..<height)
        let columns = (columns ?? 0..<width).clamped(to: 0..<width)
        let tables = (0..<channels.count).map { channel in
            rows.map { row in
                line(columns.map { pixels[(row * width + $0) * channels.count + channel] }, style)
            }.joined(separator: "\n")
        }
        guard channels != .gray else { return tables[0] }
        return zip(PixelImage.channelNames(channels.count), tables).map { "\($0)\n\($1)" }.joined(
            separator: "\n\n")
    }

    private func line(_ values: [UInt8], _ style: TextStyle) -> String {
        let cells = values.map { (aligned("\($0)", to: 4), $0) }
        switch style {
        case .plain: return cells.map(\.0).joined()
        case .colored:
            var line = ColoredLine()
            for (text, value) in cells {
                line.append(text, .digits(on: value), on: PixelColor(gray: value))
            }
            return line.ended
        }
    }

    /// What channels are called.
    static func channelNames(_ count: Int) -> [String] {
        switch count {
        case 1: ["gray"]
        case 3: ["red", "green", "blue"]
        default: (0..<count).map(String.init)
        }
    }
}

extension PixelColor {
    /// Black or white, whichever has the higher contrast with a gray: from 118 on, whose luminance is 0.18,
    /// black (WCAG 2, contrast ratio).
    fileprivate static func digits(on gray: UInt8) -> PixelColor { PixelColor(gray: gray < 118 ? 255 : 0) }
}
