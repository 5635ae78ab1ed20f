/// The rows of a table, with a label or with numbers that are to be predicted: read from a file of comma-separated
/// values.
///
/// Numbers and categories stay as they have been read and become what a model reads when a batch is gathered. The
/// rows are in memory once however often the data set is copied.
public struct TableDataset: Sendable {
    /// What models read.
    public let columns: [TableColumn]
    public let target: Target
    /// How many rows of the file were left out, since they lack a value.
    public let droppedRows: Int
    /// How another file is read like this one.
    let source: TableSource

    private let encodings: [CellEncoding]
    private let rows: TableRows
    /// The rows of this data set, as positions in those of the file.
    private let members: [Int32]

    init(
        columns: [TableColumn], target: Target, source: TableSource, droppedRows: Int, rows: TableRows,
        members: [Int32]
    ) {
        self.columns = columns
        self.target = target
        self.source = source
        self.droppedRows = droppedRows
        self.rows = rows
        self.members = members
        encodings = columns.map(\.encoding)
    }

    /// The names of what models read, in the order in which they read it: `age`, `colour=green`, `colour=red`.
    public var inputNames: [String] { columns.flatMap(\.inputNames) }

    /// These rows, with the numbers of each column normalized by what these rows are.
    public func normalized(_ normalization: ColumnNormalization) -> TableDataset {
        let normalized = columns.indices.map { index in
            let column = columns[index]
            guard column.categories.isEmpty else { return column }
            let numbers = members.lazy.map { rows.cells[Int($0) * columns.count + index] }
            let (shift, scale) = normalization.fitted(to: numbers)
            return TableColumn(name: column.name, shift: shift, scale: scale)
        }
        return TableDataset(
            columns: normalized, target: target, source: source, droppedRows: droppedRows, rows: rows,
            members: members)
    }

    /// These rows, normalized as those of another table: rows for testing as those for training.
    ///
    /// - Throws: `TableError` if that has other columns or categories.
    public func normalized(like other: TableDataset) throws(TableError) -> TableDataset {
        let (expected, found) = (other.inputNames, inputNames)
        if expected != found {
            let place = zip(expected, found).prefix { $0 == $1 }.count
            throw TableError(
                .columns(expected: expected.dropFirst(place).first, found: found.dropFirst(place).first),
                file: source.path)
        }
        return TableDataset(
            columns: other.columns, target: target, source: source, droppedRows: droppedRows, rows: rows,
            members: members)
    }
}

/// The cells of a table that are read.
struct TableRows: Sendable {
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
        TableDataset(
            columns: columns, target: target, source: source, droppedRows: droppedRows, rows: rows,
            members: indices.map { members[Int($0)] })
    }
}
