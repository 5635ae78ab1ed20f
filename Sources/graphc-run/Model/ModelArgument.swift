import ArgumentParser
import Foundation

/// The model that a command works on.
struct ModelArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("A file with the text of a model; '-' is standard input.", valueName: "model.nn"),
        completion: .file(extensions: ["nn"]))
    var file: String?

    @Option(
        name: .customShort("e"),
        help: ArgumentHelp("The text of a model, in place of a file.", valueName: "text"))
    var text: String?

    func validate() throws {
        switch (file, text) {
        case (nil, nil): throw ValidationError("No model. Name a file, or give the text: -e 'Linear 784 10'.")
        case (_?, _?): throw ValidationError("There is a file and -e. Give one or the other.")
        case (_?, nil), (nil, _?): break
        }
    }

    func read() throws -> ModelText { try ModelText(file: file, text: text) }

    var defaultOutput: String { defaultWeights(ofModel: file) }
}

/// The path of weights that are not given one: the model's name, in this folder.
func defaultWeights(ofModel file: String?) -> String {
    guard let file, file != "-" else { return "net.safetensors" }
    return "\(URL(filePath: file).deletingPathExtension().lastPathComponent).safetensors"
}
