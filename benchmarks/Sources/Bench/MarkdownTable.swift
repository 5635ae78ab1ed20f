/// A table whose columns are aligned in the text, too.
struct MarkdownTable {
    private var rows: [[String]]

    init(_ header: String...) { rows = [header] }

    mutating func append(_ cells: String...) { rows.append(cells) }

    /// With a newline at the end of every line.
    var text: String {
        let widths = (rows.first ?? []).indices.map { column in
            rows.map { $0[column].count }.max() ?? 0
        }
        var lines = rows.map { row in
            "| "
                + zip(row, widths).map { cell, width in
                    cell + String(repeating: " ", count: width - cell.count)
                }.joined(separator: " | ") + " |"
        }
        lines.insert("|" + widths.map { String(repeating: "-", count: $0 + 2) + "|" }.joined(), at: 1)
        return lines.map { "\($0)\n" }.joined()
    }
}
