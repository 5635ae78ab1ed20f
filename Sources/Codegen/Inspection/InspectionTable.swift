import GraphIR

extension Inspection {
    /// A row a layer, with its errors below it, then totals and memory: for people.
    public var table: String {
        let rows = layers.map(row) + (compiled.map { [totalRow($0)] } ?? [])
        let lines = aligned([columns.map(\.title)] + rows, columns.map(\.alignment))
        let findings = Dictionary(grouping: findings, by: \.layer)
        var text = heading + "\n\n" + lines[0] + "\n"
        for finding in findings[nil] ?? [] { text += finding.remark }
        for (layer, line) in zip(layers, lines.dropFirst()) {
            text += line + "\n"
            for finding in findings[layer.position] ?? [] { text += finding.remark }
        }
        guard let compiled else { return text }
        text += lines[lines.count - 1] + "\n\n" + explanation + "\n"
        return text + (batch.map { $0.table(of: compiled) } ?? compiled.memoryTable)
    }

    private var heading: String {
        let shapes = [inputShape, layers.last?.outputShape].map { $0?.description ?? unknown }
        let loss = compiled.map { ", loss \($0.compilation.graph.loss.text)" } ?? ""
        return "\(name) from \(visibleText(path)): \(shapes.joined(separator: " → "))\(loss)"
    }

    private func row(_ layer: Layer) -> [String] {
        [
            shortened(visibleText(layer.text)), "\(layer.location)",
            layer.outputShape?.description ?? unknown,
            number(layer.parameters), number(layer.flops), number(layer.parameterBytes),
            number(layer.activationBytes),
        ]
    }

    private func totalRow(_ compiled: Compiled) -> [String] {
        ["total", "", ""]
            + [compiled.parameters, compiled.flops, compiled.parameterBytes, compiled.activationBytes].map(
                grouped)
    }
}

private let columns: [(title: String, alignment: Alignment)] = [
    ("layer", .left), ("at", .left), ("output", .left), ("parameters", .right), ("FLOPs", .right),
    ("bytes", .right), ("activations", .right),
]

private let explanation = """
    FLOPs: the forward pass for one sample; a multiply-add is two, any other operation one.
    bytes: of the parameters. activations: bytes kept for one sample in training; a layer
    that is fused with the next keeps none.

    """

extension Inspection.Compiled {
    fileprivate var memoryTable: String {
        let batch = Inspection.Arena.plannedBatch
        let rows =
            [
                ["memory for a batch of \(batch)", "bytes", "a sample", "fixed"],
                ["parameters", grouped(parameterArenaBytes), "", grouped(parameterArenaBytes)],
            ]
            + (stateBytes == 0 ? [] : [["state", grouped(stateBytes), "", grouped(stateBytes)]])
            + [("arena for inference", inference), ("arena for training", training)].map { name, arena in
                [name, grouped(arena.planned), grouped(arena.perSample), grouped(arena.fixed)]
            }
        return lines(of: rows, [.left, .right, .right, .right])
    }
}

extension Inspection.Batch {
    fileprivate func table(of compiled: Inspection.Compiled) -> String {
        func row(_ name: String, _ inference: Int, _ training: Int) -> [[String]] {
            inference == 0 && training == 0 ? [] : [[name, grouped(inference), grouped(training)]]
        }
        func rows(by cost: (Part) -> Int, of total: Int) -> [[String]] {
            worst(by: cost).map { part in
                let share = (1000 * Double(cost(part)) / Double(total)).rounded() / 10
                return [
                    shortened(visibleText(part.text)), "\(part.location)", grouped(cost(part)), "\(share) %",
                ]
            }
        }
        let totals =
            [["a batch of \(grouped(size))", "inference", "training step"]]
            + row("FLOPs", inference.flops, training.flops)
            + row("bytes of the arena", inference.arenaBytes, training.arenaBytes)
            + row("bytes of parameters", compiled.parameterArenaBytes, compiled.parameterArenaBytes)
            + row("bytes of state", compiled.stateBytes, compiled.stateBytes)
            + row("bytes of the gradient", 0, gradientBytes)
            + row("bytes in all", inferenceBytes(of: compiled), trainingBytes(of: compiled))
        let flops = rows(by: { $0.training.flops }, of: training.flops)
        let bytes = rows(by: { $0.training.bytes }, of: training.arenaBytes)
        let alignments: [Alignment] = [.left, .left, .right, .right]
        return lines(of: totals, [.left, .right, .right])
            + "\n" + lines(of: [["most FLOPs of a step", "at", "FLOPs", "share"]] + flops, alignments)
            + (bytes.isEmpty
                ? ""
                : "\n"
                    + lines(of: [["most of the arena at once", "at", "bytes", "share"]] + bytes, alignments))
    }
}

extension Inspection.Finding {
    fileprivate var remark: String { "  ^ \(severity.rawValue) at \(location): \(message)\n" }
}

private let unknown = "?"

private func number(_ value: Int?) -> String { value.map(grouped) ?? unknown }

/// The text, cut if it would push the numbers off the screen.
private func shortened(_ text: String) -> String {
    text.count > 32 ? text.prefix(31) + "…" : text
}

private enum Alignment { case left, right }

private func lines(of rows: [[String]], _ alignments: [Alignment]) -> String {
    aligned(rows, alignments).map { $0 + "\n" }.joined()
}

/// The rows with each column as wide as its widest cell.
private func aligned(_ rows: [[String]], _ alignments: [Alignment]) -> [String] {
    let widths = alignments.indices.map { column in rows.reduce(0) { max($0, $1[column].count) } }
    return rows.map { row in
        var line = ""
        for (column, cell) in row.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - cell.count)
            let padded =
                switch alignments[column] {
                case .left: cell + padding
                case .right: padding + cell
                }
            line += (column == 0 ? "" : "  ") + padded
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
