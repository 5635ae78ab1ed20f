/// Reads the rows of a table.
struct TableReader {
    /// One for each column of inputs, empty for those of numbers, and that of the label.
    private(set) var categories: [Vocabulary]
    private(set) var classes: Vocabulary
    private(set) var rows = TableRows()
    private(set) var count = 0
    private(set) var dropped = 0

    private let reader: CSVReader
    private let header: TableHeader
    private let parts: [TableHeader.Part]
    private let missingValues: MissingValues

    init(
        _ reader: CSVReader, _ header: TableHeader, _ parts: [TableHeader.Part],
        _ missingValues: MissingValues,
        categories: [Vocabulary], classes: Vocabulary
    ) {
        (self.reader, self.header, self.parts) = (reader, header, parts)
        (self.missingValues, self.categories, self.classes) = (missingValues, categories, classes)
    }

    /// - Throws: `FileError`, `TableError`.
    mutating func readAll() throws {
        while try reader.next() {
            guard reader.count == header.names.count else {
                throw error(.cellCount(expected: header.names.count, found: reader.count))
            }
            if let part = parts.first(where: { isMissing(reader[$0.place]) }) {
                guard missingValues == .dropped else {
                    throw error(.missing(found: excerpt(reader[part.place])), in: part)
                }
                dropped += 1
            } else {
                guard count < Int32.max else { throw error(.tooManyRows(limit: Int(Int32.max))) }
                try addRow()
            }
        }
        guard count > 0 else { throw TableError(.noRows(dropped: dropped), file: header.path) }
        sortNames()
    }

    private mutating func addRow() throws(TableError) {
        for part in parts {
            let text = reader[part.place]
            do throws(TableError.Reason) {
                switch part.use {
                case .number: rows.cells.append(try number(text))
                case .category(let column): rows.cells.append(Float(try categories[column].index(of: text)))
                case .label: rows.labels.append(try classes.index(of: text))
                case .target: rows.targets.append(try number(text))
                }
            } catch { throw self.error(error, in: part) }
        }
        rows.lines.append(Int32(clamping: reader.line))
        count += 1
    }

    private func error(_ reason: TableError.Reason, in part: TableHeader.Part? = nil) -> TableError {
        TableError(reason, file: header.path, line: reader.line, column: part?.name)
    }

    private mutating func sortNames() {
        for column in categories.indices {
            guard let places = categories[column].sort() else { continue }
            for cell in stride(from: column, to: rows.cells.count, by: categories.count) {
                rows.cells[cell] = Float(places[Int(rows.cells[cell])])
            }
        }
        if let places = classes.sort() {
            for row in rows.labels.indices { rows.labels[row] = places[Int(rows.labels[row])] }
        }
    }
}

/// Whether a cell says that there is no value.
func isMissing(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    switch text.count {
    case 0: true
    case 1: text[0] == UInt8(ascii: "?")
    case 2: text.elementsEqual("NA".utf8)
    case 3: text.elementsEqual("nan".utf8) { $0 | 0x20 == $1 }
    default: false
    }
}

func number(_ text: UnsafeBufferPointer<UInt8>) throws(TableError.Reason) -> Float {
    guard let number = float(text), number.isFinite else { throw .number(found: excerpt(text)) }
    return number
}
