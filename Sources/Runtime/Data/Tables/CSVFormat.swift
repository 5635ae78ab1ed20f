/// What is between the cells of a row.
public enum CSVSeparator: String, Sendable, Codable {
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
public enum MissingValues: String, Sendable, Codable {
    /// The first is an error, which names its line and its column.
    case refused
    /// They are left out.
    case dropped
}
