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
        let isTSV = path.lowercased().contains(".tsv")
        let separator = separator ?? (isTSV ? .tab : .comma)
        let missing: MissingValues = dropMissing ? .dropped : .refused
        let (categories, others) = (categories?.words ?? [], leaveOut?.words ?? [])
        let last = { (count: Int) throws in
            try columnNames(ofCSV: path, separator: separator).filter { !others.contains($0) }.suffix(count)
        }
        if let label = try label ?? (targets == nil && graph.loss.readsLabels ? last(1).first : nil) {
            return try TableDataset(
                csv: path, label: label, categories: categories, leavingOut: others, missingValues: missing,
                separator: separator)
        }
        let targets = try targets?.words ?? Array(last(graph.values[graph.output].shape.count))
        return try TableDataset(
            csv: path, targets: targets, categories: categories, leavingOut: others, missingValues: missing,
            separator: separator)
    }
}

extension CSVSeparator: ExpressibleByArgument {}
