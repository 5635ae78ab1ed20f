import ArgumentParser
import GraphCodegen
import GraphIR

/// The models that a command works on.
struct ModelArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp("Files with the text of a model.", valueName: "model.nn"),
        completion: .file(extensions: ["nn"]))
    var files: [String] = []

    @Option(
        name: .customShort("e"),
        help: ArgumentHelp("The text of a model, in place of a file.", valueName: "text"))
    var text: String?

    func validate() throws {
        if files.isEmpty && text == nil {
            throw ValidationError("No model. Name a file, or give the text: -e 'Linear 784 10'.")
        }
        if !files.isEmpty && text != nil {
            throw ValidationError("There are files and -e. Give one or the other.")
        }
    }

    var inputs: [ModelInput] { text.map { [.text($0)] } ?? files.map { .file($0) } }
}

/// Where a model comes from.
enum ModelInput {
    case file(String)
    case text(String)

    /// What diagnostics call it.
    var path: String {
        switch self {
        case .file(let path): path
        case .text: "<command line>"
        }
    }

    /// What a generated file and, unless the model says otherwise, the generated type are named after.
    var fileName: String {
        switch self {
        case .file(let path): path
        case .text: "net.nn"
        }
    }

    func read() throws(CommandError) -> SourceText {
        switch self {
        case .file(let path):
            do { return SourceText(path: path, bytes: try readFile(path)) } catch {
                throw .cannotRead(path: path, error)
            }
        case .text(let text): return SourceText(path: path, text: text)
        }
    }
}

/// A model without errors.
struct CheckedModel {
    var input: ModelInput
    var source: SourceText
    var graph: Graph
    /// What is doubtful about it if it becomes Swift.
    var warningsOfSwift: [Diagnostic]

    func compiled(optimizers: [OptimizerVariant] = []) throws(CommandError) -> Compilation {
        do { return try Compilation(graph, optimizers: optimizers, source: source) } catch {
            throw .compiler(path: input.path, error)
        }
    }
}

/// Reads and checks models. What is wrong with any of them goes to standard error.
///
/// - Parameter file: The file that names the type of a model that does not say; by default its own.
/// - Throws: The exit status 1 if anything is wrong.
func checkedModels(
    _ inputs: [ModelInput], namedAfter file: String? = nil
) throws(ExitCode) -> [CheckedModel] {
    var models: [CheckedModel] = []
    for input in inputs {
        do {
            let source = try input.read()
            let analysis = analyze(source, defaultName: typeName(fromFileName: file ?? input.fileName))
            report(analysis.diagnostics, in: source)
            if let graph = analysis.graph {
                models.append(
                    CheckedModel(
                        input: input, source: source, graph: graph, warningsOfSwift: analysis.warningsOfSwift)
                )
            }
        } catch {
            report(error)
        }
    }
    guard models.count == inputs.count else { throw ExitCode.failure }
    return models
}

/// Prints what is wrong with a model, or doubtful.
func report(_ diagnostics: [Diagnostic], in source: SourceText) {
    for diagnostic in diagnostics { printError(diagnostic.render(in: source) + "\n") }
}

/// Prints why a command, or a part of it, failed.
func report(_ error: CommandError) { printError("graphc: error: \(error)\n") }
