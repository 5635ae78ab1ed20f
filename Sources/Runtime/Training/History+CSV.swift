extension History {
    /// One row per epoch, with a header. Cells of evaluations that were not made are empty.
    public var csv: String {
        let names = metricNames
        func columns(_ set: String) -> [String] { ["\(set)_loss"] + names.map { "\(set)_\($0)" } }
        func cells(_ evaluation: Evaluation?) -> [String] {
            guard let evaluation else { return Array(repeating: "", count: names.count + 1) }
            return ["\(evaluation.loss)"] + names.map { name in evaluation[name].map { "\($0)" } ?? "" }
        }
        let header = ["epoch"] + columns("train") + columns("test") + ["seconds"]
        let rows = epochs.map { epoch in
            ["\(epoch.number)"] + cells(epoch.training) + cells(epoch.validation) + ["\(epoch.seconds)"]
        }
        return ([header] + rows).map { $0.map(quoted).joined(separator: ",") + "\n" }.joined()
    }

    /// Those of all epochs.
    var metricNames: [String] {
        var names: [String] = []
        for result in epochs.flatMap({ $0.training.results + ($0.validation?.results ?? []) })
        where !names.contains(result.name) { names.append(result.name) }
        return epochs.isEmpty ? ["accuracy"] : names
    }

    /// Writes `csv` to a file, in place of an older one.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func writeCSV(to path: String) throws(FileError) {
        try writeAtomically(Array(csv.utf8), to: path)
    }

    /// A history from the text that `csv` gives, or from a file that `writeCSV` has written.
    ///
    /// - Throws: `HistoryError` where it is no such text.
    public init(csv: String, modelName: String) throws(HistoryError) {
        var lines = csv.split(whereSeparator: \.isNewline).map { cells(of: $0) }[...]
        let header = lines.popFirst() ?? []
        let count = (header.count - 4) / 2
        guard header.count >= 4, header.count.isMultiple(of: 2), header.first == "epoch",
            header.last == "seconds", header[1] == "train_loss", header[count + 2] == "test_loss"
        else { throw .header(header) }
        let names = header[2..<2 + count].map { String($0.dropFirst("train_".count)) }
        self.init(modelName: modelName)
        for (row, line) in zip(2..., lines) {
            guard line.count == header.count else {
                throw .cells(line: row, expected: header.count, found: line.count)
            }
            func number(at place: Int) throws(HistoryError) -> Double {
                guard let value = Double(line[place]) else { throw .number(line: row, found: line[place]) }
                return value
            }
            func evaluation(at first: Int) throws(HistoryError) -> Evaluation? {
                guard !line[first].isEmpty else { return nil }
                var results: [MetricResult] = []
                for (place, name) in zip((first + 1)..., names) where !line[place].isEmpty {
                    results.append(MetricResult(named: name, value: try number(at: place)))
                }
                return Evaluation(loss: try number(at: first), results: results)
            }
            guard let epoch = Int(line[0]) else { throw .number(line: row, found: line[0]) }
            guard let training = try evaluation(at: 1) else { throw .number(line: row, found: "") }
            epochs.append(
                Epoch(
                    number: epoch, training: training, validation: try evaluation(at: count + 2),
                    seconds: try number(at: line.count - 1)))
        }
    }

    /// A history from a file that `writeCSV` has written.
    ///
    /// - Throws: `FileError` if the file cannot be read, `HistoryError` if it is no such text.
    public init(contentsOf path: String, modelName: String) throws {
        let file = try RandomAccessFile(path: path)
        let bytes = try file.bytes(at: 0, count: file.size)
        try self.init(csv: String(decoding: bytes, as: UTF8.self), modelName: modelName)
    }
}

/// A cell as RFC 4180 has it.
private func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"\(cell.replacing("\"", with: "\"\""))\""
}

private func cells(of line: Substring) -> [String] {
    var cells: [String] = [""]
    var isQuoted = false
    // A quote within quotes is written twice.
    var isBehindQuote = false
    for character in line {
        switch character {
        case "\"":
            if isBehindQuote { cells[cells.count - 1].append(character) }
            isBehindQuote = isQuoted
            isQuoted.toggle()
            continue
        case "," where !isQuoted: cells.append("")
        default: cells[cells.count - 1].append(character)
        }
        isBehindQuote = false
    }
    return cells
}
