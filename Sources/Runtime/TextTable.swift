/// Lines of aligned columns: the first ones to the left, the others to the right.
///
/// - Parameters:
///   - texts: How many columns are to the left.
///   - gap: The blanks between two columns.
///   - limit: How many rows are shown.
func table(
    _ header: [String], _ rows: [[String]], texts: Int = 1, gap: Int = 2, limit: Int = 100
) -> [String] {
    let shown = [header] + rows.prefix(limit)
    let widths = header.indices.map { column in shown.map { columns(of: $0[column]) }.max() ?? 0 }
    let lines = shown.map { cells in
        zip(cells, widths).enumerated().map { column, cell in
            let blanks = String(repeating: " ", count: cell.1 - columns(of: cell.0))
            return column < texts ? cell.0 + blanks : blanks + cell.0
        }.joined(separator: String(repeating: " ", count: gap))
    }
    return lines + (rows.count > limit ? ["… and \(rows.count - limit) more"] : [])
}
