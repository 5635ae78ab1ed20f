extension PixelImage {
    /// How images become text.
    public enum TextStyle: Sendable, Hashable {
        /// In 24-bit colours, by the sequences that terminals know (ISO 8613-6).
        case colored
        /// In characters alone.
        case plain

        /// `.colored` if standard output is a terminal, unless the environment has a `NO_COLOR` that is not
        /// empty.
        public static var automatic: TextStyle {
            StandardOutput.isTerminal && StandardOutput.allowsColors ? .colored : .plain
        }
    }

    /// The image as lines of text, without a newline at the end.
    ///
    /// In colours, a character shows two pixels, one above the other: the upper half of `▀` and what is
    /// behind the lower. In characters alone, two pixels, one above the other, become two characters side by
    /// side, the denser the brighter they are.
    ///
    /// - Parameter columns: How many there are at most, by default those of the terminal, or 80. A wider
    ///   image is reduced.
    public func text(columns: Int? = nil, style: TextStyle = .automatic) -> String {
        let columns = max(1, columns ?? StandardOutput.columns())
        return switch style {
        case .colored: fitted(to: columns).halfBlocks
        case .plain: fitted(to: max(1, columns / 2)).characters
        }
    }

    private func fitted(to columns: Int) -> PixelImage {
        guard width > columns else { return self }
        let height = Int((Double(height) * Double(columns) / Double(width)).rounded())
        return shrunk(height: max(1, height), width: columns)
    }

    private var halfBlocks: String {
        stride(from: 0, to: height, by: 2).map { row in
            var line = ColoredLine()
            for column in 0..<width {
                let below = row + 1 < height ? self[row + 1, column] : nil
                line.append("▀", self[row, column], on: below)
            }
            return line.ended
        }.joined(separator: "\n")
    }

    private var characters: String {
        stride(from: 0, to: height, by: 2).map { row in
            var line = ""
            for column in 0..<width {
                let above = Int(self[row, column].gray)
                let below = row + 1 < height ? Int(self[row + 1, column].gray) : above
                let character = ramp[(above + below) / 2 * ramp.count / 256]
                line.append(character)
                line.append(character)
            }
            while line.last == " " { line.removeLast() }
            return line
        }.joined(separator: "\n")
    }
}

/// From black to white, on a dark page.
private let ramp = Array(" .:-=+*#%@")
