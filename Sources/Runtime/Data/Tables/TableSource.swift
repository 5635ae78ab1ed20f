/// Where a table comes from, and what is read of it.
struct TableSource: Sendable {
    var path: String
    let separator: CSVSeparator
    /// Nil if the first row has them.
    let columnNames: [String]?
    let missingValues: MissingValues
    var answer: Answer

    /// What a model is to predict, by the names of columns.
    enum Answer: Sendable {
        case label(String)
        case targets([String])

        var isLabel: Bool { if case .label = self { true } else { false } }

        var names: [String] {
            switch self {
            case .label(let name): [name]
            case .targets(let names): names
            }
        }
    }
}

/// What is between the cells of a row.
public enum CSVSeparator: Sendable {
    case comma, semicolon, tab

    var byte: UInt8 {
        switch self {
        case .comma: UInt8(ascii: ",")
        case .semicolon: UInt8(ascii: ";")
        case .tab: UInt8(ascii: "\t")
        }
    }
}

/// What becomes of rows in which a cell that is read has no value: it is empty, `NA` or `?`, or `nan` in upper or lower
/// case.
public enum MissingValues: Sendable {
    /// The first is an error, which names its line and its column.
    case refused
    /// They are left out.
    case dropped
}
