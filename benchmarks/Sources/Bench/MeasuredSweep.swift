import Foundation

/// What a training step of each model takes.
struct MeasuredSweep {
    let title: String
    let axis: String
    let points: [Point]

    struct Point {
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
        axis = sweep.axis
        points = try sweep.nets.flatMap { net in
            printProgress("\(sweep.axis) \(net.value)\n")
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
