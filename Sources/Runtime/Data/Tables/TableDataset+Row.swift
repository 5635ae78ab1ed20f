extension TableDataset {
    /// The line of the file on which a row begins.
    ///
    /// - Precondition: There is such a row.
    package func line(of index: Int) -> Int { Int(rows.lines[Int(members[index])]) }

    /// What a row has in the columns that are read, before normalization: what models are given, and then what they are to
    /// predict.
    ///
    /// - Throws: `DatasetError.index` if there is no such row.
    package func cells(at index: Int) throws(DatasetError) -> [(column: String, text: String)] {
        guard (0..<count).contains(index) else { throw .index(index, count: count) }
        let member = Int(members[index])
        let columns = schema.columns
        let inputs = columns.enumerated().map { place, column in
            let cell = rows.cells[member * columns.count + place]
            return (column.name, column.categories.isEmpty ? short(cell) : column.categories[Int(cell)])
        }
        let names = schema.answer.names
        switch target {
        case .label(let classes):
            return inputs + names.map { ($0, classes[Int(rows.labels[member])]) }
        case .values(let names):
            let targets = rows.targets[member * names.count..<(member + 1) * names.count]
            return inputs + zip(names, targets).map { ($0, short($1)) }
        }
    }
}

/// As short as it can be: `5.1`, `5`.
private func short(_ number: Float) -> String {
    let text = "\(number)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
}
