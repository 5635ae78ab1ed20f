extension ConfusionMatrix {
    /// The counts as a table, a row for each class and a column for each that samples were taken for; if it
    /// is wider than `columns`, the most frequent mistakes instead. There is no newline at the end.
    ///
    /// Columns have numbers where names are longer than counts.
    ///
    /// - Parameter columns: By default those of the terminal, or 80.
    public func text(columns: Int? = nil) -> String {
        let columns = max(40, columns ?? StandardOutput.columns())
        let (short, long) = (names(upTo: 10), names(upTo: 20))
        let tables = [(long, 2), (long, 1), (short, 1)].lazy.map { counts(named: $0, gap: $1) }
        let matrix = tables.first { GraphRuntime.columns(of: $0[0]) <= columns }
        return (matrix ?? mistakes(columns)).joined(separator: "\n")
    }

    /// Precision, recall, F1 and the number of samples of each class, and at last the means: those of
    /// `results`. There is no newline at the end.
    ///
    /// - Parameter columns: By default those of the terminal, or 80.
    public func classificationReport(columns: Int? = nil) -> String {
        let columns = max(40, columns ?? StandardOutput.columns())
        func cells(_ name: String, _ shares: [Double?], _ count: Int) -> [String] {
            [name] + shares.map { $0.map(percent) ?? "–" } + ["\(count)"]
        }
        let names = names(upTo: max(1, columns - 48))
        let (precision, recall, f1, support) = (precision, recall, f1, support)
        let rows = names.indices.map {
            cells(names[$0], [precision[$0], recall[$0], f1[$0]], support[$0])
        }
        let lines = table(
            ["class", "precision", "recall", "f1", "samples"],
            rows + [cells("mean", results.map { $0.value.isNaN ? nil : $0.value }, samples)], limit: .max)
        return lines.joined(separator: "\n")
    }

    private func names(upTo width: Int) -> [String] {
        classNames.map { shortened(printable($0), columns: width) }
    }

    /// A row for each class.
    private func counts(named names: [String], gap: Int) -> [String] {
        let room = String(counts.joined().max() ?? 0).count
        let areNumbered = names.contains { columns(of: $0) > room }
        let digits = String(names.count - 1).count
        let headings = areNumbered ? names.indices.map(String.init) : names
        let rows = names.enumerated().map { label, name in
            let number = aligned(String(label), to: digits)
            let cells = counts[label].map { $0 == 0 ? "·" : "\($0)" }
            return [areNumbered ? "\(number) \(name)" : name] + cells
                + (isDecided ? [] : ["\(undecided[label])"])
        }
        return table(["true ↓ predicted →"] + headings + (isDecided ? [] : ["none"]), rows, gap: gap)
    }

    private func mistakes(_ columns: Int) -> [String] {
        let names = names(upTo: max(8, (columns - 24) / 2))
        let support = support
        let confusions = confusions
        let rows = confusions.prefix(20).map { confusion in
            let share = Double(confusion.count) / Double(support[confusion.label])
            return [names[confusion.label], names[confusion.predicted], "\(confusion.count)", percent(share)]
        }
        let rest = confusions.count - rows.count
        return [
            "\(classNames.count) classes, \(samples - hits) of \(samples) samples wrong"
                + (rest > 0 ? ", most often so:" : ":"), "",
        ] + table(["true", "predicted", "samples", "of class"], rows, texts: 2)
            + (rest > 0 ? ["… and \(rest) other kinds of mistakes"] : [])
    }

    /// Whether the model has said something of every sample.
    var isDecided: Bool { undecided.allSatisfy { $0 == 0 } }
}
