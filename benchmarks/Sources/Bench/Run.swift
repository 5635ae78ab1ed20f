import ArgumentParser
import Foundation

struct Run: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures ours and the peers in turns; writes results/latest.md and results/latest.json.")

    @Option(help: "How often everything is measured.")
    var rounds = 7

    @Flag(help: "A tenth of the data and few calls, to see that everything works.")
    var quick = false

    func validate() throws {
        guard rounds > 0 else { throw ValidationError("There has to be a round.") }
    }

    func run() throws {
        // A contestant that has died shows when it does not answer.
        signal(SIGPIPE, SIG_IGN)
        try Folder.prepare()
        let data = try DataFiles(samples: quick ? 6_000 : 60_000)
        var results = Results(rounds: rounds, epochSamples: data.samples)
        var field = Field(data: data, isQuick: quick)
        field.enter()

        for round in 0..<rounds {
            printProgress("round \(round + 1) of \(rounds)\n")
            for measurement in Measurement.all {
                // Some runtimes let their threads spin for a while when the work is done.
                Thread.sleep(forTimeInterval: 0.25)
                if let answer = field.measure(measurement) {
                    results.add(answer, to: measurement, round: round)
                }
            }
        }

        results.skipped = field.skipped
        let report = Report(
            results: results, machine: Machine(), versions: field.versions, data: data.name, isQuick: quick)
        let markdown = report.markdown
        try Data(markdown.utf8).write(to: Folder.results.appending(path: "latest.md"), options: .atomic)
        try report.json.write(to: Folder.results.appending(path: "latest.json"), options: .atomic)
        print(markdown, terminator: "")
    }
}

/// To standard error, so that standard output is the report alone.
func printProgress(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
