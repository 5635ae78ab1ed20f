/// The columns of a file, and those that are read.
struct TableHeader {
    let names: [String]
    /// The line that has the names; nil if they are given.
    let line: Int?
    let path: String

    /// A column that is read, in the order in which its cells are kept.
    struct Part {
        let place: Int
        let name: String
        let use: Use
    }

    /// What a cell is. A category has a place among those of the inputs.
    enum Use {
        case number
        case category(Int)
        case label
        case target
    }

    /// - Throws: `FileError`, `TableError`.
    init(_ reader: CSVReader, path: String, columnNames: [String]?) throws {
        self.path = path
        if let names = columnNames {
            (self.names, line) = (names, nil)
        } else {
            guard try reader.next() else { throw TableError(.noRows(dropped: 0), file: path) }
            line = reader.line
            names = (0..<reader.count).map { String(decoding: reader[$0], as: UTF8.self) }
            guard zip(names, 0...).allSatisfy({ $0.utf8.elementsEqual(reader[$1]) }) else {
                throw error(.encoding)
            }
        }
        var places: [String: Int] = [:]
        for (place, name) in names.enumerated() {
            if let first = places.updateValue(place, forKey: name) {
                throw error(.repeatedName(first: first + 1, second: place + 1), in: name)
            }
        }
    }

    /// What is neither to be predicted nor left out.
    ///
    /// - Throws: `TableError` if there is no such column, or if there is more than one use for it.
    func inputs(
        besides answer: TableSchema.Answer, categories: [String], leavingOut others: [String]
    ) throws(TableError) -> [String] {
        var unused = Set(names)
        for name in answer.names + others {
            guard names.contains(name) else { throw error(.unknownColumn(name, known: names), in: name) }
            guard unused.remove(name) != nil else { throw error(.usedTwice, in: name) }
        }
        for name in categories {
            guard names.contains(name) else { throw error(.unknownColumn(name, known: names), in: name) }
            guard unused.contains(name) else { throw error(.usedTwice, in: name) }
        }
        guard !unused.isEmpty else { throw error(.noInputs) }
        return names.filter(unused.contains)
    }

    /// The columns of inputs, and then those of what is to be predicted.
    ///
    /// - Throws: `TableError` if there is no such column.
    func parts(
        inputs: [(name: String, isCategory: Bool)], answer: TableSchema.Answer
    ) throws(TableError) -> [Part] {
        var parts: [Part] = []
        for (index, input) in inputs.enumerated() {
            parts.append(try part(input.name, input.isCategory ? .category(index) : .number))
        }
        for name in answer.names {
            parts.append(try part(name, answer.isLabel ? .label : .target))
        }
        return parts
    }

    private func part(_ name: String, _ use: Use) throws(TableError) -> Part {
        guard let place = names.firstIndex(of: name) else {
            throw error(.unknownColumn(name, known: names), in: name)
        }
        return Part(place: place, name: name, use: use)
    }

    private func error(_ reason: TableError.Reason, in column: String? = nil) -> TableError {
        TableError(reason, file: path, line: line, column: column)
    }
}

/// The names of the columns of a file of comma-separated values: the cells of its first row.
///
/// - Throws: `FileError` if the file cannot be read; `TableError` if there are no such names.
package func columnNames(ofCSV path: String, separator: CSVSeparator) throws -> [String] {
    let reader = try CSVReader(path: path, separator: separator.byte)
    return try TableHeader(reader, path: path, columnNames: nil).names
}
