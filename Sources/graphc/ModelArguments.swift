import ArgumentParser
import GraphCodegen
import GraphIR

/// The models that a command works on.
struct ModelArguments: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "Files with the text of a model; '-' is standard input.", valueName: "model.nn"),
        completion: .file(extensions: ["nn"]))
    var files: [String] = []

    @Option(
        name: .customShort("e"),
        help: ArgumentHelp("The text of a model, in place of a file.", valueName: "text"))
    var text: String?

    @Flag(help: "Print every error of a model instead of the first 20.")
    var allErrors = false

    func validate() throws {
        if files.isEmpty && text == nil {
            throw ValidationError("No model. Name a file, or give the text: -e 'Linear 784 10'.")
        }
        if !files.isEmpty && text != nil {
            throw ValidationError("There are files and -e. Give one or the other.")
        }
        if files.count(where: { $0 == "-" }) > 1 {
            throw ValidationError("Standard input can be read once, and '-' is given twice.")
        }
    }

    var inputs: [ModelInput] {
        if let text { return [.text(text)] }
        return files.map { $0 == "-" ? .standardInput : .file($0) }
    }
}

/// Where a model comes from.
enum ModelInput {
    case file(String)
    case standardInput
    case text(String)

    /// What diagnostics call it.
    var path: String {
        switch self {
        case .file(let path): path
        case .standardInput: "<standard input>"
        case .text: "<command line>"
        }
    }

    /// What a generated file and, unless the model says otherwise, the generated type are named after.
    var fileName: String {
        switch self {
        case .file(let path): path
        case .standardInput, .text: "net.nn"
        }
    }

    func read() throws(CommandError) -> SourceText {
        do {
            switch self {
            case .file(let path): return SourceText(path: shown(path), bytes: try readFile(path))
            case .standardInput: return SourceText(path: path, bytes: try readAll(from: STDIN_FILENO))
            case .text(let text): return SourceText(path: path, text: text)
            }
        } catch {
            throw .cannotRead(path: path, error)
        }
    }
}

/// A model without errors.
struct CheckedModel {
    var input: ModelInput
    var source: SourceText
    var analysis: Analysis
    var graph: Graph

    /// nil if there are errors.
    init?(_ input: ModelInput, _ source: SourceText, _ analysis: Analysis) {
        guard let graph = analysis.graph else { return nil }
        self.input = input
        self.source = source
        self.analysis = analysis
        self.graph = graph
    }

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
    _ arguments: ModelArguments, namedAfter file: String? = nil
) throws(ExitCode) -> [CheckedModel] {
    var models: [CheckedModel] = []
    for input in arguments.inputs {
        do {
            let source = try input.read()
            let analysis = analyze(source, defaultName: typeName(fromFileName: file ?? input.fileName))
            report(analysis.diagnostics, in: source, all: arguments.allErrors)
            if let model = CheckedModel(input, source, analysis) { models.append(model) }
        } catch {
            report(error)
        }
    }
    guard models.count == arguments.inputs.count else { throw ExitCode.failure }
    return models
}

/// Prints what is wrong with a model, or doubtful, but not more than 20 errors unless `all` are asked for.
func report(_ diagnostics: [Diagnostic], in source: SourceText, all: Bool) {
    let (text, more) = diagnostics.rendered(in: source, errorLimit: all ? nil : 20)
    if !text.isEmpty { printError(text + "\n") }
    if more > 0 {
        let errors = more == 1 ? "1 more error" : "\(more) more errors"
        printError("\(source.path): \(errors); --all-errors prints everything\n")
    }
}

/// Prints why a command, or a part of it, failed.
func report(_ error: CommandError) { printError("graphc: error: \(error)\n") }
