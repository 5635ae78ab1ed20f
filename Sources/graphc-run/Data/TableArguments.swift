import ArgumentParser
import GraphIR
import GraphRuntime

/// How a table is read.
struct TableArguments: ParsableArguments {
    @Option(help: ArgumentHelp("The column with the class. (default: the last one)", valueName: "column"))
    var label: String?

    @Option(
        help: ArgumentHelp(
            "The columns with the numbers to predict, with commas between them. (default: the last ones)",
            valueName: "columns"))
    var targets: WordList?

    @Option(help: ArgumentHelp("The columns of texts that become inputs of 0 or 1.", valueName: "columns"))
    var categories: WordList?

    @Option(help: ArgumentHelp("The columns that are not read.", valueName: "columns"))
    var leaveOut: WordList?

    @Option(help: "What is between cells: comma, semicolon or tab.")
    var separator: CSVSeparator?

    @Flag(help: "Leave out rows in which a value is missing.")
    var dropMissing = false

    func validate() throws {
        if label != nil && targets != nil {
            throw ValidationError("There are --label and --targets. Give one.")
        }
    }

    /// Throws if anything is said of tables, and the data is none.
    func refuse(for path: String) throws {
        for (option, isGiven) in [
            ("--label", label != nil), ("--targets", targets != nil), ("--categories", categories != nil),
            ("--leave-out", leaveOut != nil), ("--separator", separator != nil),
            ("--drop-missing", dropMissing),
        ] where isGiven {
            throw ValidationError("'\(option)' is for tables, and '\(path)' is a folder of images.")
        }
    }

    /// Reads a table as it is, to be normalized when it is known which rows are for what.
    func read(_ path: String, for graph: Graph) throws -> TableDataset {
        let last = { (count: Int) throws in try lastColumns(count, of: path) }
        if let label = try label ?? (targets == nil && graph.loss.readsLabels ? last(1).first : nil) {
            return try read(path, label: label)
        }
        return try read(path, targets: targets?.words ?? last(graph.values[graph.output].shape.count))
    }

    /// Reads a table as it is, for no model: the last column has classes, unless it has numbers that are not all whole.
    func read(_ path: String) throws -> TableDataset {
        if let label { return try read(path, label: label) }
        if let targets { return try read(path, targets: targets.words) }
        let last = try lastColumns(1, of: path)
        if let table = try? read(path, targets: last), try table.hasFractions { return table }
        // Without a column there is nothing to read, whatever is asked for.
        return try last.first.map { try read(path, label: $0) } ?? read(path, targets: [])
    }

    private func read(_ path: String, label: String) throws -> TableDataset {
        try TableDataset(
            csv: path, label: label, categories: categories?.words ?? [], leavingOut: leaveOut?.words ?? [],
            missingValues: missingValues, separator: separator(of: path))
    }

    private func read(_ path: String, targets: [String]) throws -> TableDataset {
        try TableDataset(
            csv: path, targets: targets, categories: categories?.words ?? [],
            leavingOut: leaveOut?.words ?? [], missingValues: missingValues, separator: separator(of: path))
    }

    private func lastColumns(_ count: Int, of path: String) throws -> [String] {
        let others = leaveOut?.words ?? []
        return try columnNames(ofCSV: path, separator: separator(of: path)).filter { !others.contains($0) }
            .suffix(count)
    }

    private var missingValues: MissingValues { dropMissing ? .dropped : .refused }

    private func separator(of path: String) -> CSVSeparator {
        separator ?? (path.lowercased().contains(".tsv") ? .tab : .comma)
    }
}

extension TableDataset {
    /// Whether a number that is to be predicted is not whole.
    fileprivate var hasFractions: Bool {
        get throws {
            var found = false
            try forEachBatch(of: 1024) { rows in
                found = found || rows.targets.contains { $0 != $0.rounded() }
            }
            return found
        }
    }
}

extension CSVSeparator: ExpressibleByArgument {}
