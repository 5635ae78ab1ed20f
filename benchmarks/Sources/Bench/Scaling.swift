import ArgumentParser
import Foundation

struct Scaling: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Measures how the cost of training steps of generated C grows with a model's size, and what compiling \
            takes; writes results/scaling.md and results/scaling.json.
            """)

    @Option(help: "Seconds to measure each size for.")
    var seconds = 1.0

    @Flag(help: "Few sizes and little time, to see that everything works.")
    var quick = false

    func run() throws {
        try Folder.prepare()
        let sweeps = quick ? Sweep.quick : Sweep.all
        let measured = try sweeps.map { sweep in
            try MeasuredSweep(sweep, seconds: quick ? 0.02 : seconds)
        }
        let compilations = try Compilation.all.map { compilation in
            printProgress("\(compilation.title)\n")
            return try MeasuredCompilation(compilation, runs: quick ? 1 : 3)
        }
        let report = ScalingReport(
            machine: Machine(), sweeps: measured, compilations: compilations, isQuick: quick)
        let markdown = report.markdown
        try Data(markdown.utf8).write(to: Folder.results.appending(path: "scaling.md"), options: .atomic)
        try report.json.write(to: Folder.results.appending(path: "scaling.json"), options: .atomic)
        print(markdown, terminator: "")
    }
}
