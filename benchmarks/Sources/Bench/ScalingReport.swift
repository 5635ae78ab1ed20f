import Foundation

/// How the cost of a training step grows, as Markdown and as JSON.
struct ScalingReport {
    let machine: Machine
    let sweeps: [MeasuredSweep]
    let isQuick: Bool

    var markdown: String {
        var text = "# How cost grows\n\n\(machine.text).\n\n"
        if isQuick {
            text += "**A quick run: it shows that everything works; its numbers mean nothing.**\n\n"
        }
        text += """
            A training step of generated C, the fastest of ten runs. Flat means: the time for a \
            floating-point operation stays near the best, which is that of the fastest size with as many threads.

            """
        for sweep in sweeps { text += "\n## \(sweep.title)\n\n" + table(of: sweep).text }
        return text
    }

    private func table(of sweep: MeasuredSweep) -> MarkdownTable {
        var table = MarkdownTable(
            "width", "depth", "batch", "threads", "step", "ps per FLOP", "of the best", "share of peak")
        for point in sweep.points {
            table.append(
                "\(point.net.width)", "\(point.net.depth)", "\(point.net.batch)", "\(point.threads)",
                duration(point.seconds), fixed(point.picosecondsPerFLOP, 2),
                "\(fixed(point.picosecondsPerFLOP / best(threads: point.threads), 2)) ×",
                percentage(point.shareOfPeak))
        }
        return table
    }

    private func best(threads: Int) -> Double {
        sweeps.flatMap(\.points).filter { $0.threads == threads }.map(\.picosecondsPerFLOP).min() ?? .nan
    }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Document(machine: machine, quick: isQuick, points: sweeps.flatMap(\.points)))
        }
    }

    private struct Document: Encodable {
        let machine: Machine
        let quick: Bool
        let points: [MeasuredSweep.Point]
    }
}
