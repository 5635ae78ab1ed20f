import ArgumentParser
import Foundation
import GraphRuntime

struct Predict: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say what images, or the rows of a table, are.",
        usage: """
            graphc predict model.nn --weights model.safetensors image.png ...
            graphc predict model.nn --weights model.safetensors rows.csv
            find photos -name '*.jpg' | graphc predict model.nn --weights model.safetensors -
            """)

    @Argument(
        help: ArgumentHelp("A file with the text of a model; '-' is standard input.", valueName: "model.nn"),
        completion: .file(extensions: ["nn"]))
    var model: String?

    @Argument(
        help: ArgumentHelp(
            "Images (PNG or JPEG, of any size) and tables; '-' is a path a line from standard input.",
            valueName: "path"),
        completion: .file())
    var paths: [String] = []

    @Option(
        name: .customShort("e"),
        help: ArgumentHelp("The text of a model, in place of a file.", valueName: "text"))
    var text: String?

    @OptionGroup var weights: WeightsArguments

    @Option(help: "How many classes are shown, the most probable first.")
    var top = 3

    @Flag(help: "Print a line of JSON for every image or row.")
    var json = false

    /// Nil if there is a text in its place.
    private var file: String? { text == nil ? model : nil }
    private var inputs: [String] { text == nil ? paths : (model.map { [$0] } ?? []) + paths }

    func validate() throws {
        if file == nil && text == nil {
            throw ValidationError("No model. Name a file, or give the text: -e 'Linear 784 10'.")
        }
        if inputs.isEmpty {
            throw ValidationError("Nothing to predict. Name images or a table, or '-' for a path a line.")
        }
        if file == "-" && inputs.contains("-") {
            throw ValidationError("Standard input is either the model or the paths.")
        }
        if top < 1 { throw ValidationError("'--top \(top)' shows nothing.") }
        if weights.normalize == .zscore {
            throw ValidationError(
                "'--normalize zscore' takes the data that the model was trained on, which is not there.")
        }
    }

    func run() throws {
        // Unlike a training, this has nothing to do any more when nobody reads it.
        signal(SIGPIPE, SIG_DFL)
        let model = try TrainedModel(
            ModelText(file: file, text: text), weights, defaultWeights: defaultWeights(ofModel: file))
        let predictor = Predictor(model)
        let format = AnswerFormat(target: model.target, layout: model.network.layout, top: top, isJSON: json)
        var batches = PathBatches(inputs[...])
        var isComplete = true
        while let batch = try batches.next() {
            try predictor.predict(batch) { answers in
                for answer in answers { if case .failure = answer.result { isComplete = false } }
                format.print(answers)
            }
        }
        if !isComplete { throw ExitCode.failure }
    }
}
