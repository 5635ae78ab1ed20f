extension Graph: CustomStringConvertible {
    /// The textual IR: a line a node, with its shape and its parameters.
    public var description: String { description(locating: nil) }

    /// The textual IR, with the line and column of every node.
    ///
    ///     graph Digits
    ///       %0 = input                         [1, 8, 8]
    ///       %1 = Flatten %0                    [64]       # 2:1
    ///       %2 = Linear %1 in=64 out=10 bias   [10]       # 3:1  1.weight [10, 64], 1.bias [10]
    ///       loss CrossEntropy %2
    public func description(locating source: SourceText?) -> String {
        let rows =
            [("%\(input) = input", values[input].shape.description, "")] + nodes.map { row($0, source) }
        let nameWidth = rows.reduce(0) { max($0, $1.0.utf8.count) }
        let shapeWidth = rows.reduce(0) { max($0, $1.1.utf8.count) }
        let modifier = access == .internal ? "" : "\(access.rawValue) "
        var lines = ["\(modifier)graph \(name)"]
        for (operation, shape, remark) in rows {
            let line = "  \(padded(operation, nameWidth))  "
            lines.append(line + (remark.isEmpty ? shape : "\(padded(shape, shapeWidth))  \(remark)"))
        }
        lines.append("  " + lossStatement)
        return lines.joined(separator: "\n") + "\n"
    }

    private func row(_ node: Node, _ source: SourceText?) -> (String, String, String) {
        let owned = node.parameters.map { "\(parameters[$0].name) \(parameters[$0].shape)" }
        let remarks =
            [source.map { "\($0.location(of: node.range.lowerBound))" }, owned.joined(separator: ", ")]
            .compactMap { $0 }.filter { !$0.isEmpty }
        return (
            statement(of: node), values[node.output].shape.description,
            remarks.isEmpty ? "" : "# " + remarks.joined(separator: "  ")
        )
    }
}

/// Text of ASCII with blanks behind it.
private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.utf8.count))
}
