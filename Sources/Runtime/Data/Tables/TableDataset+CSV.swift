extension TableDataset {
    /// Reads a file of comma-separated values, compressed with gzip or not, of which one column has labels. All other
    /// columns are inputs, unless they are left out.
    ///
    /// - Parameters:
    ///   - label: The name of the column. The classes are what occurs in it, in the order of numbers if all are such,
    ///     otherwise in that of their letters.
    ///   - categories: The columns of inputs that are no numbers. Each text that occurs in one becomes an input of 0 or 1.
    ///   - others: The columns that are not read.
    ///   - normalization: What becomes of the columns of numbers.
    ///   - missingValues: What becomes of rows with cells that have no value.
    ///   - columnNames: Those of a file without them; otherwise they are in its first row.
    /// - Throws: `FileError` if the file cannot be read; `TableError`, with the line and the column, if it is no such
    ///   table.
    public init(
        csv path: String, label: String, categories: [String] = [], leavingOut others: [String] = [],
        normalization: ColumnNormalization = .none, missingValues: MissingValues = .refused,
        separator: CSVSeparator = .comma, columnNames: [String]? = nil
    ) throws {
        try self.init(
            TableSource(
                path: path, separator: separator, columnNames: columnNames, missingValues: missingValues,
                answer: .label(label)),
            categories, others, normalization)
    }

    /// As above, with columns of numbers that are to be predicted.
    public init(
        csv path: String, targets: [String], categories: [String] = [], leavingOut others: [String] = [],
        normalization: ColumnNormalization = .none, missingValues: MissingValues = .refused,
        separator: CSVSeparator = .comma, columnNames: [String]? = nil
    ) throws {
        try self.init(
            TableSource(
                path: path, separator: separator, columnNames: columnNames, missingValues: missingValues,
                answer: .targets(targets)),
            categories, others, normalization)
    }

    /// Reads another file of the same kind, such as that for testing: its columns, in whatever order, become what they
    /// have become in `other`, with the same categories, classes and normalization. Further columns are not read.
    ///
    /// A file that has none of the columns that are to be predicted gives a data set without them, to be predicted.
    ///
    /// - Throws: `FileError` if the file cannot be read; `TableError` if it is no such table, or has a category or a class
    ///   that `other` has not.
    public init(csv path: String, like other: TableDataset) throws {
        var source = other.source
        source.path = path
        let reader = try CSVReader(path: path, separator: source.separator.byte)
        let header = try TableHeader(reader, source)
        var target = other.target
        if !source.answer.names.contains(where: header.names.contains) {
            source.answer = .targets([])
            target = .values(names: [])
        }
        let parts = try header.parts(
            inputs: other.columns.map { ($0.name, !$0.categories.isEmpty) }, answer: source.answer)
        var table = TableReader(
            reader, source, parts: parts, cellCount: header.names.count,
            categories: other.columns.map { Vocabulary($0.categories) },
            classes: Vocabulary(other.target.classNames))
        try table.readAll()
        self.init(columns: other.columns, target: target, source: source, table)
    }

    private init(
        _ source: TableSource, _ categories: [String], _ others: [String],
        _ normalization: ColumnNormalization
    ) throws {
        let reader = try CSVReader(path: source.path, separator: source.separator.byte)
        let header = try TableHeader(reader, source)
        let inputs = try header.inputs(besides: source.answer, categories: categories, leavingOut: others)
        let parts = try header.parts(
            inputs: inputs.map { ($0, categories.contains($0)) }, answer: source.answer)
        var table = TableReader(
            reader, source, parts: parts, cellCount: header.names.count,
            categories: inputs.map { _ in Vocabulary() }, classes: Vocabulary())
        try table.readAll()
        let columns = zip(inputs, table.categories).map { TableColumn(name: $0, categories: $1.names) }
        let target: Target =
            switch source.answer {
            case .label: .label(classNames: table.classes.names)
            case .targets(let names): .values(names: names)
            }
        self = TableDataset(columns: columns, target: target, source: source, table)
            .normalized(normalization)
    }

    private init(columns: [TableColumn], target: Target, source: TableSource, _ table: TableReader) {
        self.init(
            columns: columns, target: target, source: source, droppedRows: table.dropped, rows: table.rows,
            members: Array(0..<Int32(table.count)))
    }

    /// What a model reads of one row, for a prediction.
    ///
    /// - Parameter row: The cells by the names of their columns. Those that are no inputs do not count.
    /// - Throws: `TableError` if a column has no value, or one that is no number, or no category of this table.
    public func values(of row: [String: String]) throws(TableError) -> [Float] {
        var values = [Float](repeating: 0, count: sampleShape[0])
        var place = 0
        for column in columns {
            let cell: Float
            do throws(TableError.Reason) {
                cell = try column.cell(row[column.name] ?? "")
            } catch { throw TableError(error, file: nil, column: column.name) }
            values.withUnsafeMutableBufferPointer { values in
                if let start = values.baseAddress { column.encoding.write(cell, to: start + place) }
            }
            place += column.encoding.width
        }
        return values
    }
}

extension TableColumn {
    /// A number, or the index of a category. Blanks around it do not count, as in a file.
    fileprivate func cell(_ text: String) throws(TableError.Reason) -> Float {
        let text = text.utf8.drop(while: isBlank).reversed().drop(while: isBlank).reversed()
        return try Array(text).withUnsafeBufferPointer { (text) throws(TableError.Reason) in
            guard !isMissing(text) else { throw .missing(found: excerpt(text)) }
            guard !categories.isEmpty else { return try number(text) }
            let name = String(decoding: text, as: UTF8.self)
            guard let index = categories.firstIndex(of: name) else {
                throw .unknownCategory(name, known: categories)
            }
            return Float(index)
        }
    }
}

private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
