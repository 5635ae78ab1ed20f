import ArgumentParser
import GraphRuntime

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how well a model does on a folder of images or a table.",
        usage: """
            graphc evaluate model.nn --weights model.safetensors --data DIR|FILE.csv
            graphc evaluate model.nn --weights model.safetensors --data DIR --split train --json
            """)

    @OptionGroup var model: ModelArgument

    @OptionGroup var weights: WeightsArguments

    @Option(
        help: ArgumentHelp(
            "A folder of images or a table, as `graphc train` takes it.", valueName: "folder|file.csv"),
        completion: .file())
    var data: String

    @Option(
        help: ArgumentHelp(
            "The part of the data: train or test. (default: test, or all if there is no such part)",
            valueName: "part"))
    var split: DataPart?

    @Flag(help: "Print a line of JSON.")
    var json = false

    func run() throws {
        let model = try TrainedModel(self.model.read(), weights, defaultWeights: self.model.defaultOutput)
        let data = try model.reading.data(self.data, part: split)
        guard data.target.count > 0 else {
            throw EvaluationError.noAnswers(self.data, names: model.answerColumns)
        }
        let evaluation = try model.network.evaluate(on: data, metrics: metrics(for: data.target))
        let report = EvaluationReport(evaluation: evaluation, samples: data.count)
        say(json ? report.json.line : report.text)
    }

    /// Nil for those that fit.
    private func metrics(for target: Target) -> [any Metric]? {
        switch target {
        case .label(let classNames): [Accuracy(), ConfusionMatrix(classNames: classNames)]
        case .values: nil
        }
    }
}

enum EvaluationError: Error, CustomStringConvertible {
    /// A table has nothing to compare predictions with.
    case noAnswers(String, names: [String])

    var description: String {
        switch self {
        case .noAnswers(let path, let names):
            "\(printable(path)): expected what is predicted, too, in the column \(listed(names)), found no such column"
        }
    }
}
