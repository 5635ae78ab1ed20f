import Foundation
import GraphCodegen
import GraphRuntime

/// How answers are printed: a line each, and errors to standard error.
struct AnswerFormat {
    let target: GraphRuntime.Target
    let layout: ModelLayout
    /// How many classes there are in a line.
    let top: Int
    let isJSON: Bool

    /// In their order, of what goes to different files, too.
    func print(_ answers: [Predictor.Answer]) {
        var lines = ""
        for answer in answers {
            switch answer.result {
            case .success(let prediction):
                lines += (isJSON ? json(prediction, answer).line : text(prediction, answer)) + "\n"
            case .failure(let error):
                if !lines.isEmpty { Trainer.Progress.writeToOutput(lines) }
                lines = ""
                printError("graphc: error: \(error)")
                if isJSON {
                    lines = JSON.object(place(of: answer) + [("error", .string("\(error)"))]).line + "\n"
                }
            }
        }
        if !lines.isEmpty { Trainer.Progress.writeToOutput(lines) }
    }

    /// `photos/7.png: cat 98.21 %, dog 1.70 %, bird 0.09 %`, `homes.csv:2: price 240.5`
    private func text(_ prediction: Prediction, _ answer: Predictor.Answer) -> String {
        let place = printable(answer.path, limit: 4096) + (answer.line.map { ":\($0)" } ?? "")
        let parts = shown(prediction).map { name, _, output in
            "\(printable(name)) \(areProbabilities ? percent(Double(output)) : short(output))"
        }
        return "\(place): \(parts.joined(separator: ", "))"
    }

    private func json(_ prediction: Prediction, _ answer: Predictor.Answer) -> JSON {
        let outputs = shown(prediction)
        switch target {
        case .label:
            let best = outputs.map(members)
            return .object(place(of: answer) + best[0] + [("top", .array(best.map(JSON.object)))])
        case .values:
            let values = outputs.map { ($0.name, JSON.real(exact($0.output))) }
            return .object(place(of: answer) + [("values", .object(values))])
        }
    }

    private func members(_ output: Output) -> [(String, JSON)] {
        [
            ("class", .string(output.name)), ("index", .number(output.index)),
            (areProbabilities ? "probability" : "output", .real(exact(output.output))),
        ]
    }

    private func place(of answer: Predictor.Answer) -> [(String, JSON)] {
        [("path", .string(answer.path))] + (answer.line.map { [("line", .number($0))] } ?? [])
    }

    private typealias Output = (name: String, index: Int, output: Float)

    /// The classes that are most probable, of equals the first; or all numbers in their order.
    private func shown(_ prediction: Prediction) -> [Output] {
        let outputs = prediction.probabilities
        switch target {
        case .label(let names):
            let best = outputs.indices.sorted { (outputs[$1], $0) < (outputs[$0], $1) }.prefix(top)
            return best.map { index in
                (names.indices.contains(index) ? names[index] : "\(index)", index, outputs[index])
            }
        case .values(let names):
            // A single output of BCEWithLogits is a probability, beside which is that of the opposite.
            let own = outputs.suffix(names.count)
            return zip(names.indices, own).map { index, output in (names[index], index, output) }
        }
    }

    private var areProbabilities: Bool {
        layout.loss == .crossEntropy || layout.loss == .binaryCrossEntropy
    }

    private func short(_ output: Float) -> String { String(format: "%.6g", Double(output)) }

    /// The number that is printed as the float is.
    private func exact(_ output: Float) -> Double { Double("\(output)") ?? Double(output) }
}
