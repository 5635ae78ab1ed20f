import ArgumentParser
import Foundation

struct Scaling: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: """
            Measures training steps of generated C over width, depth, batch and threads; writes \
            results/scaling.md and results/scaling.json.
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
        let report = ScalingReport(machine: Machine(), sweeps: measured, isQuick: quick)
        let markdown = report.markdown
        try Data(markdown.utf8).write(to: Folder.results.appending(path: "scaling.md"), options: .atomic)
        try report.json.write(to: Folder.results.appending(path: "scaling.json"), options: .atomic)
        print(markdown, terminator: "")
    }
}

/// Models that differ in one thing.
struct Sweep {
    let title: String
    let nets: [Net]

    static let all = [
        Sweep(
            title: "Width (2 hidden layers, batch 64)",
            nets: [64, 128, 256, 512, 1024, 2048, 4096].map { Net(width: $0, depth: 2, batch: 64) }),
        Sweep(
            title: "Depth (width 256, batch 64)",
            nets: [1, 2, 4, 8, 16].map { Net(width: 256, depth: $0, batch: 64) }),
        Sweep(
            title: "Batch (width 512, 2 hidden layers)",
            nets: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024].map { Net(width: 512, depth: 2, batch: $0) }),
    ]

    static let quick = [
        Sweep(
            title: "Width (2 hidden layers, batch 64)",
            nets: [64, 256].map { Net(width: $0, depth: 2, batch: 64) })
    ]
}

/// `depth` layers of `width` inputs and outputs with ReLU, and one to ten classes.
struct Net: Encodable {
    let width, depth, batch: Int

    var text: String {
        let hidden = Array(repeating: "Linear \(width) \(width); ReLU", count: depth)
        return (hidden + ["Linear \(width) 10"]).joined(separator: "; ")
    }

    var stepFLOPs: Double {
        ModelSize(widths: Array(repeating: width, count: depth + 1) + [10]).trainingFLOPs(samples: batch)
    }
}

/// What a training step of each model takes.
struct MeasuredSweep {
    let title: String
    let points: [Point]

    struct Point: Encodable {
        let net: Net
        let threads: Int
        let seconds: Double
        /// Of one core, in GFLOP/s.
        let peak: Double

        var picosecondsPerFLOP: Double { seconds * 1e12 / net.stepFLOPs }
        var shareOfPeak: Double { net.stepFLOPs / seconds / (peak * 1e9 * Double(threads)) }
    }

    init(_ sweep: Sweep, seconds: Double) throws {
        title = sweep.title
        points = try sweep.nets.flatMap { net in
            printProgress("width \(net.width), depth \(net.depth), batch \(net.batch)\n")
            let program = try buildC(
                net.text, driver: "step.c", name: "step",
                settings: ["NET_BATCH": net.batch, "NET_THREADS": 2])
            return try [1, 2].map { threads in
                guard let line = output(of: [program, "\(threads)", "\(seconds)"]) else {
                    throw Failure("\(program) failed")
                }
                let answer = try JSONDecoder().decode(Answer.self, from: Data(line.utf8))
                return Point(net: net, threads: threads, seconds: answer.seconds, peak: answer.peak ?? .nan)
            }
        }
    }
}
