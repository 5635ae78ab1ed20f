import Foundation

/// The results of a run as Markdown and as JSON.
struct Report {
    let results: Results
    let machine: Machine
    /// What took part, with versions.
    let versions: [String]
    let data: String
    let isQuick: Bool

    var markdown: String {
        var text = "# Benchmark\n\n\(machine.text).\n\n"
        if let peak = median(results.peaks) {
            text += "FMA peak of one core: \(fixed(peak, 1)) GFLOP/s with \(machine.instructionSet).\n"
        }
        text += "Data: \(data), \(results.epochSamples) images an epoch. \(results.rounds) rounds, medians.\n"
        if isQuick {
            text += "\n**A quick run: it shows that everything works; its numbers mean nothing.**\n"
        }
        text += "\n" + versions.map { "- \($0)\n" }.joined()
        text += "\n## Measured\n\n" + measured.text
        text += "\n## Ratios\n\n" + ratios.text
        if !results.skipped.isEmpty {
            text += "\n## Left out\n\n" + results.skipped.map { "- \($0.what): \($0.why)\n" }.joined()
        }
        return text
    }

    private var measured: MarkdownTable {
        var table = MarkdownTable("what", "median", "least … most", "GFLOP/s", "share of peak", "last loss")
        for measurement in Measurement.all {
            let seconds = results.seconds(measurement)
            guard let middle = median(seconds), let least = seconds.min(), let most = seconds.max() else {
                continue
            }
            let flops = measurement.flops(epochSamples: results.epochSamples)
            table.append(
                measurement.title, duration(middle), "\(duration(least)) … \(duration(most))",
                flops.map { fixed($0 / middle / 1e9, 1) } ?? "",
                median(results.shares(measurement)).map(percentage) ?? "",
                results.loss(measurement).map { fixed($0, 4) } ?? "")
        }
        return table
    }

    private var ratios: MarkdownTable {
        var table = MarkdownTable("what", "reached", "wanted", "")
        for goal in results.goals {
            table.append(
                goal.title, goal.value.map { goal.unit.text($0) } ?? "–", goal.wanted,
                goal.isReached.map { $0 ? "yes" : "no" } ?? "not measured")
        }
        return table
    }

    var json: Data {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return try encoder.encode(
                Document(
                    machine: machine, versions: versions, data: data, samples: results.epochSamples,
                    quick: isQuick, peakGFLOPS: median(results.peaks),
                    measurements: Measurement.all.compactMap(entry),
                    ratios: results.goals.map(entry),
                    skipped: results.skipped.map { .init(what: $0.what, why: $0.why) }))
        }
    }

    private func entry(_ measurement: Measurement) -> Document.Entry? {
        let seconds = results.seconds(measurement)
        guard let middle = median(seconds) else { return nil }
        return .init(
            id: measurement.id, title: measurement.title, threads: measurement.threads, median: middle,
            seconds: seconds, flops: measurement.flops(epochSamples: results.epochSamples),
            shareOfPeak: median(results.shares(measurement)), loss: results.loss(measurement))
    }

    private func entry(_ goal: Goal) -> Document.Ratio {
        .init(what: goal.title, value: goal.value, wanted: goal.wanted, reached: goal.isReached)
    }

    private struct Document: Encodable {
        let machine: Machine
        let versions: [String]
        let data: String
        let samples: Int
        let quick: Bool
        let peakGFLOPS: Double?
        let measurements: [Entry]
        let ratios: [Ratio]
        let skipped: [Skipped]

        struct Entry: Encodable {
            let id, title: String
            let threads: Int
            let median: Double
            /// In the order of rounds.
            let seconds: [Double]
            let flops, shareOfPeak, loss: Double?
        }

        struct Ratio: Encodable {
            let what: String
            let value: Double?
            let wanted: String
            let reached: Bool?
        }

        struct Skipped: Encodable {
            let what, why: String
        }
    }
}

extension Goal {
    var wanted: String {
        switch bound {
        case .atLeast(let least): "at least \(unit.text(least))"
        case .atMost(let most): "at most \(unit.text(most))"
        }
    }
}

extension Goal.Unit {
    func text(_ value: Double) -> String {
        switch self {
        case .share: percentage(value)
        case .times: "\(fixed(value, 2)) ×"
        case .seconds: duration(value)
        }
    }
}
