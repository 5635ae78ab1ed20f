import Foundation
import GraphCodegen
import GraphRuntime

/// What `--json` prints: a line for every epoch, and one at the end.
struct TrainingLog {
    /// Evaluations by what they are of, in the order of the lines.
    typealias Evaluations = [(name: String, evaluation: Evaluation?)]

    func print(epoch: Int, _ evaluations: Evaluations, seconds: Double) {
        write([("epoch", .number(epoch))] + members(evaluations) + [("seconds", .real(seconds))])
    }

    /// - Parameters:
    ///   - epoch: The last one that has been finished.
    ///   - seconds: Of all epochs.
    ///   - paths: The files that have been written, by what they are.
    func printEnd(
        epoch: Int, _ evaluations: Evaluations, seconds: Double, isInterrupted: Bool,
        paths: [(name: String, path: String)]
    ) {
        let end: [(String, JSON)] = [("final", .bool(true)), ("epoch", .number(epoch))]
        let rest: [(String, JSON)] = [
            ("seconds", .real(seconds)), ("interrupted", .bool(isInterrupted)),
        ]
        write(end + members(evaluations) + rest + paths.map { ($0.name, .string($0.path)) })
    }

    private func members(_ evaluations: Evaluations) -> [(String, JSON)] {
        evaluations.flatMap { name, evaluation in
            let others = (evaluation?.results ?? []).filter { $0.name != "accuracy" }
            return [
                ("\(name)_loss", JSON(evaluation?.loss)), ("\(name)_accuracy", JSON(evaluation?["accuracy"])),
            ] + others.map { ("\(name)_\($0.name)", .real($0.value)) }
        }
    }

    private func write(_ members: [(String, JSON)]) {
        Trainer.Progress.writeToOutput(JSON.object(members).line + "\n")
    }
}
