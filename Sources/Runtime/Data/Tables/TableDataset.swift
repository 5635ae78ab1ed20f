/// The rows of a table, with a label or with numbers that are to be predicted: read from a file of comma-separated
/// values.
///
/// Numbers and categories stay as they have been read and become what a model reads when a batch is gathered. The
/// rows are in memory once however often the data set is copied.
public struct TableDataset: Sendable {
    /// How another file and single rows are read like this one.
    public let schema: TableSchema
    /// That of the schema, or nothing if the file has none of the columns that are to be predicted.
    public let target: Target
    /// How many rows of the file were left out, since they lack a value.
    public let droppedRows: Int

    private let path: String
    private let encodings: [CellEncoding]
    let rows: TableRows
    /// The rows of this data set, as positions in those of the file.
    let members: [Int32]

    init(
        path: String, schema: TableSchema, target: Target, droppedRows: Int, rows: TableRows, members: [Int32]
    ) {
        (self.path, self.schema, self.target, self.droppedRows) = (path, schema, target, droppedRows)
        (self.rows, self.members) = (rows, members)
        encodings = schema.columns.map(\.encoding)
    }

    private init(_ other: TableDataset, schema: TableSchema, members: [Int32]) {
        self.init(
            path: other.path, schema: schema, target: other.target, droppedRows: other.droppedRows,
            rows: other.rows, members: members)
    }

    /// These rows, with the numbers of each column normalized by what these rows are.
    public func normalized(_ normalization: ColumnNormalization) -> TableDataset {
        var schema = schema
        for (index, column) in schema.columns.enumerated() where column.categories.isEmpty {
            let numbers = members.lazy.map { rows.cells[Int($0) * encodings.count + index] }
            let (shift, scale) = normalization.fitted(to: numbers)
            schema.columns[index] = TableColumn(name: column.name, shift: shift, scale: scale)
        }
        return TableDataset(self, schema: schema, members: members)
    }

    /// These rows, normalized as those of another table: rows for testing as those for training.
    ///
    /// - Throws: `TableError` if that has other columns or categories.
    public func normalized(like other: TableDataset) throws(TableError) -> TableDataset {
        let (expected, found) = (other.schema.inputNames, schema.inputNames)
        if expected != found {
            let place = zip(expected, found).prefix { $0 == $1 }.count
            throw TableError(
                .columns(expected: expected.dropFirst(place).first, found: found.dropFirst(place).first),
                file: path)
        }
        var schema = schema
        schema.columns = other.schema.columns
        return TableDataset(self, schema: schema, members: members)
    }
}

/// The cells of a table that are read.
struct TableRows: Sendable {
    /// `[rows]`: where each begins in the file.
    var lines: [Int32] = []
    /// `[rows, columns]`: numbers, and indices of categories.
    var cells: [Float] = []
    /// `[rows]`, or none.
    var labels: [Int32] = []
    /// `[rows, targets]`
    var targets: [Float] = []
}

extension TableDataset: Dataset {
    public var count: Int { members.count }
    public var sampleShape: [Int] { [encodings.reduce(0) { $0 + $1.width }] }

    /// The schema, from which `TableSchema(metadata:)` makes it again.
    public var metadata: [String: String] { schema.metadata }

    public func gather(_ indices: ArraySlice<Int32>, into batch: BatchRows) {
        guard var input = batch.inputs.baseAddress else { return }
        let width = target.hasLabels ? 0 : target.count
        for (row, index) in zip(0..., indices) {
            let member = Int(members[Int(index)])
            for (column, encoding) in encodings.enumerated() {
                encoding.write(rows.cells[member * encodings.count + column], to: input)
                input += encoding.width
            }
            if target.hasLabels { batch.labels[row] = rows.labels[member] }
            for place in 0..<width {
                batch.targets[row * width + place] = rows.targets[member * width + place]
            }
        }
    }

    public func selecting(_ indices: [Int32]) -> TableDataset {
        TableDataset(self, schema: schema, members: indices.map { members[Int($0)] })
    }
}
