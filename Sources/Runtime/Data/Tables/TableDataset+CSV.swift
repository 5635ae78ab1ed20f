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
            path, .label(label), categories, leavingOut: others, normalization, missingValues, separator,
            columnNames)
    }

    /// As above, with columns of numbers that are to be predicted.
    public init(
        csv path: String, targets: [String], categories: [String] = [], leavingOut others: [String] = [],
        normalization: ColumnNormalization = .none, missingValues: MissingValues = .refused,
        separator: CSVSeparator = .comma, columnNames: [String]? = nil
    ) throws {
        try self.init(
            path, .targets(targets), categories, leavingOut: others, normalization, missingValues, separator,
            columnNames)
    }

    /// Reads another file of the same kind, such as that for testing: its columns, in whatever order, become what those of
    /// `other` have become, with the same categories, classes and normalization. Further columns are not read.
    ///
    /// A file that has none of the columns that are to be predicted gives a data set without them, to be predicted.
    ///
    /// - Throws: `FileError` if the file cannot be read; `TableError` if it is no such table, or has a category or a class
    ///   that `other` has not.
    public init(csv path: String, like other: TableDataset) throws {
        try self.init(csv: path, schema: other.schema)
    }

    /// As above, with the schema of a table that need not be there any more.
    public init(csv path: String, schema: TableSchema) throws {
        let reader = try CSVReader(path: path, separator: schema.separator.byte)
        let header = try TableHeader(reader, path: path, columnNames: schema.columnNames)
        let isAnswered = schema.answer.names.contains(where: header.names.contains)
        let parts = try header.parts(
            inputs: schema.columns.map { ($0.name, !$0.categories.isEmpty) },
            answer: isAnswered ? schema.answer : .targets([]))
        var table = TableReader(
            reader, header, parts, schema.missingValues,
            categories: schema.columns.map { Vocabulary($0.categories) },
            classes: Vocabulary(schema.classNames))
        try table.readAll()
        self.init(path, schema, table, target: isAnswered ? schema.target : .values(names: []))
    }

    private init(
        _ path: String, _ answer: TableSchema.Answer, _ categories: [String], leavingOut others: [String],
        _ normalization: ColumnNormalization, _ missingValues: MissingValues, _ separator: CSVSeparator,
        _ columnNames: [String]?
    ) throws {
        let reader = try CSVReader(path: path, separator: separator.byte)
        let header = try TableHeader(reader, path: path, columnNames: columnNames)
        let inputs = try header.inputs(besides: answer, categories: categories, leavingOut: others)
        let parts = try header.parts(inputs: inputs.map { ($0, categories.contains($0)) }, answer: answer)
        var table = TableReader(
            reader, header, parts, missingValues, categories: inputs.map { _ in Vocabulary() },
            classes: Vocabulary())
        try table.readAll()
        let schema = TableSchema(
            columns: zip(inputs, table.categories).map { TableColumn(name: $0, categories: $1.names) },
            answer: answer, classNames: table.classes.names, separator: separator,
            missingValues: missingValues, columnNames: columnNames)
        self = TableDataset(path, schema, table, target: schema.target).normalized(normalization)
    }

    private init(_ path: String, _ schema: TableSchema, _ table: TableReader, target: Target) {
        self.init(
            path: path, schema: schema, target: target, droppedRows: table.dropped, rows: table.rows,
            members: Array(0..<Int32(table.count)))
    }
}
