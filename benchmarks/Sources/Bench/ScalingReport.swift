import Foundation

/// How the cost of a training step grows and what compiling takes, as Markdown and as JSON.
struct ScalingReport {
    let machine: Machine
    let sweeps: [MeasuredSweep]
    let compilations: [MeasuredCompilation]
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
        text += "\n## Compiling\n\nThe fastest of some runs.\n\n" + compiling.text
        return text
    }

    private func table(of sweep: MeasuredSweep) -> MarkdownTable {
        var table = MarkdownTable(
            sweep.axis, "threads", "step", "ps per FLOP", "of the best", "share of peak")
        for point in sweep.points {
            table.append(
                "\(point.net.value)", "\(point.threads)", duration(point.seconds),
                fixed(point.picosecondsPerFLOP, 2),
                "\(fixed(point.picosecondsPerFLOP / best(threads: point.threads), 2)) ×",
                percentage(point.shareOfPeak))
        }
        return table
    }

    private func best(threads: Int) -> Double {
        sweeps.flatMap(\.points).filter { $0.threads == threads }.map(\.picosecondsPerFLOP).min() ?? .nan
    }

    private var compiling: MarkdownTable {
        var table = MarkdownTable("what", "time", "wanted", "object", "wanted")
        for measured in compilations {
            table.append(
                measured.compilation.title, measured.seconds.map(duration) ?? "–",
                "at most \(duration(measured.compilation.seconds))", measured.bytes.map(kilobytes) ?? "",
                measured.compilation.bytes.map { "at most \(kilobytes($0))" } ?? "")
        }
        return table
    }

    private func kilobytes(_ bytes: Int) -> String { "\(fixed(Double(bytes) / 1000, 1)) KB" }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Document(
                    machine: machine, quick: isQuick,
                    points: sweeps.flatMap { sweep in sweep.points.map { .init(sweep, $0) } },
                    compilations: compilations.map(Document.Compiled.init)))
        }
    }

    private struct Document: Encodable {
        let machine: Machine
        let quick: Bool
        let points: [Point]
        let compilations: [Compiled]

        struct Point: Encodable {
            let sweep, axis: String
            let value, batch, threads: Int
            let flops, seconds, peak: Double

            init(_ sweep: MeasuredSweep, _ point: MeasuredSweep.Point) {
                self.sweep = sweep.title
                axis = sweep.axis
                value = point.net.value
                batch = point.net.batch
                threads = point.threads
                flops = point.net.stepFLOPs
                seconds = point.seconds
                peak = point.peak
            }
        }

        struct Compiled: Encodable {
            let what: String
            let seconds: Double?
            let bytes: Int?

            init(_ measured: MeasuredCompilation) {
                what = measured.compilation.title
                seconds = measured.seconds
                bytes = measured.bytes
            }
        }
    }
}
