/// What is wrong with a table, or with the row of one.
public struct TableError: Error, Equatable, Sendable {
    /// Nil for a row that is in no file.
    public let file: String?
    /// That on which a row begins, from 1 on, if it is a row that is wrong.
    public let line: Int?
    /// The name of the column, if it is one that is wrong.
    public let column: String?
    public let reason: Reason

    init(_ reason: Reason, file: String?, line: Int? = nil, column: String? = nil) {
        (self.file, self.line, self.column, self.reason) = (file, line, column.map(excerpt), reason)
    }

    /// Texts out of the file are cut off.
    public enum Reason: Error, Equatable, Sendable {
        // The columns.
        /// There is none of this name; the one that comes closest, and those that there are, 10 at most.
        case noColumn(nearest: String?, known: [String])
        /// Two columns, counted from 1, have the name.
        case repeatedName(first: Int, second: Int)
        /// A column cannot be the label and a category, or be left out and be a target.
        case usedTwice
        /// All columns are labels or targets, or left out.
        case noInputs
        /// Another table has other columns or categories; this is the first input that differs.
        case columns(expected: String?, found: String?)

        /// Metadata that say nothing of a table.
        case metadata

        // The rows.
        case cellCount(expected: Int, found: Int)
        case noRows(dropped: Int)
        case tooManyRows(limit: Int)
        /// A row is longer than so many bytes.
        case tooLong(limit: Int)

        // The cells.
        case number(found: String)
        case missing(found: String)
        /// Neither a category of the column nor, where the column is the label, a class.
        case category(found: String, nearest: String?, known: [String])
        case tooManyCategories(limit: Int)
        case encoding
        /// A quotation mark that no other follows, and something that follows the second but a separator.
        case openQuote
        case textBehindQuote(found: String)
    }
}

extension TableError.Reason {
    static func unknownColumn(_ name: String, known: [String]) -> TableError.Reason {
        .noColumn(nearest: nearest(to: name, among: known), known: known.prefix(10).map(excerpt))
    }

    static func unknownCategory(_ name: String, known: [String]) -> TableError.Reason {
        .category(
            found: excerpt(name), nearest: nearest(to: name, among: known),
            known: known.prefix(10).map(excerpt))
    }
}

/// The beginning of what is in a file, for an error.
func excerpt(_ bytes: UnsafeBufferPointer<UInt8>) -> String {
    String(decoding: bytes.prefix(100), as: UTF8.self)
}

private func excerpt(_ text: String) -> String { String(text.unicodeScalars.prefix(100)) }
