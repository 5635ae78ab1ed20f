import ArgumentParser
import GraphCodegen
import GraphIR

struct Emit: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "emit",
        abstract: "Write the Swift or C of models (what graphc does without a subcommand).")

    @OptionGroup var models: ModelArguments

    @Option(
        name: [.customShort("o"), .customLong("output")],
        help: ArgumentHelp(
            "Where to: Model.swift; model.c, with model.h beside it; a folder; or '-' for standard output.",
            valueName: "path"))
    var output: [String]

    @Option(help: "The language, where -o does not tell.")
    var emit: Language?

    @Option(help: "The name of the generated type, whatever the model says.")
    var typeName: String?

    @Option(
        help: ArgumentHelp(
            "A file name to name the generated type after, unless the model says.", visibility: .hidden))
    var namedAfter: String?

    @Option(help: "Who sees the generated Swift, whatever the model says.")
    var access: AccessLevel?

    @Option(
        help: ArgumentHelp(
            "A training step of C's: sgd, adam, adamw, rmsprop or adagrad, perhaps with parts "
                + "(sgd:momentum,nesterov). May be given several times.", valueName: "name"),
        transform: optimizerVariant)
    var optimizer: [OptimizerVariant] = []

    @Flag(help: "Replace files that graphc has not generated, too.")
    var force = false

    func validate() throws {
        guard output.count == 1 else {
            throw ValidationError("There are \(output.count) outputs, '-o \(output[0])' first. Give one.")
        }
    }

    func run() throws {
        try checkNames()
        let inputs = models.inputs
        let destination = try Destination(output: output[0], emit: emit, modelCount: inputs.count)
        try checkLanguage(of: destination)
        try destination.checkPaths(for: inputs)
        let checked = try checkedModels(models, namedAfter: namedAfter ?? fileOfText(in: destination))
        try checkDifferent(checked.map { NamedModel($0.source, $0.analysis) })
        if destination.language == .swift && typeName == nil {
            for model in checked { report(model.analysis.warningsOfSwift, in: model.source, all: true) }
        }
        let files = try checked.flatMap { try generate($0, to: destination) }
        switch destination.place {
        case .standardOutput:
            for file in files { try printOutput(file.text) }
        case .folder(let folder):
            do { try makeFolder(folder) } catch { throw CommandError.cannotWrite(path: folder, error) }
            try writeFiles(files, force: force)
        case .file:
            try writeFiles(files, force: force)
        }
    }

    /// Each optimizer once.
    private var optimizers: [OptimizerVariant] {
        var names: Set<String> = []
        return optimizer.filter { names.insert($0.cName).inserted }
    }

    private func checkNames() throws(ValidationError) {
        if models.inputs.count > 1 && (typeName ?? namedAfter) != nil {
            throw ValidationError("Several models cannot have one name.")
        }
        guard let typeName else { return }
        do { try checkTypeName(typeName) } catch {
            switch error {
            case .notAnIdentifier:
                throw ValidationError(
                    "'\(typeName)' cannot name a type: a letter, then letters, digits and _, can.")
            case .reserved: throw ValidationError("'\(typeName)' cannot name a type: it is reserved.")
            }
        }
    }

    /// Some options are for one language.
    private func checkLanguage(of destination: Destination) throws(ValidationError) {
        switch destination.language {
        case .swift:
            guard let first = optimizer.first else { return }
            throw ValidationError(
                "'--optimizer \(first.choice)' is for C. In Swift the trainer takes any optimizer when it runs."
            )
        case .c:
            guard let access else { return }
            throw ValidationError(
                "'--access \(access)' is for Swift. Whoever includes the header of a model in C sees it.")
        }
    }

    /// A text has no file to be named after but the one that it is written to.
    private func fileOfText(in destination: Destination) -> String? {
        guard case .file(let path) = destination.place else { return nil }
        return switch models.inputs[0] {
        case .file: nil
        case .standardInput, .text: path
        }
    }

    private func generate(
        _ model: CheckedModel, to destination: Destination
    ) throws(CommandError) -> [OutputFile] {
        var model = model
        if let typeName { model.graph.name = typeName }
        if let access { model.graph.access = access }
        let compilation = try model.compiled(optimizers: optimizers)
        let sourceName = fileName(of: model.source.path)
        let path = destination.path(for: model.input)
        switch destination.language {
        case .swift:
            return [OutputFile(path: path, text: compilation.swift(sourceName: sourceName))]
        case .c:
            let header = destination.headerPath(for: model.input)
            let headerName = fileName(of: header)
            let code = compilation.c(sourceName: sourceName, headerName: headerName)
            if case .standardOutput = destination.place {
                // One stream cannot hold two files: the header takes the place of the line that includes it.
                let include = "#include \"\(headerName)\"\n"
                return [OutputFile(path: path, text: code.source.replacing(include, with: code.header))]
            }
            return [OutputFile(path: header, text: code.header), OutputFile(path: path, text: code.source)]
        }
    }
}

/// The optimizer that an argument names.
private func optimizerVariant(_ argument: String) throws -> OptimizerVariant {
    do { return try OptimizerVariant(named: argument) } catch { throw ValidationError("\(error).") }
}

extension AccessLevel: ExpressibleByArgument {}
