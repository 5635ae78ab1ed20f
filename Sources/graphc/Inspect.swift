import ArgumentParser
import GraphCodegen
import GraphIR

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show what a model consists of, what it costs and what becomes of it.",
        discussion: """
            table  layers with shapes, parameters, operations and memory
            ir     the graph
            loops  the loop program, before and after the passes
            json   all of it, for tools
            """)

    @OptionGroup var models: ModelArguments

    @Option(help: "What to print.")
    var format: Format = .table

    @Option(
        help: ArgumentHelp(
            "In the table and the JSON: what a batch of so many samples costs, and which layers cost the most.",
            valueName: "samples"))
    var batch: Int?

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case table, ir, loops, json
    }

    func validate() throws {
        guard models.inputs.count == 1 else { throw ValidationError("'inspect' takes one model.") }
        guard let batch else { return }
        guard batch >= 1 else {
            throw ValidationError("'--batch \(batch)': a batch has at least one sample.")
        }
        switch format {
        case .table, .json: return
        case .ir, .loops: throw ValidationError("'--batch' is for the table and the JSON.")
        }
    }

    func run() throws {
        for input in models.inputs { try inspect(input) }
    }

    private func inspect(_ input: ModelInput) throws {
        let source = try input.read()
        let analysis = analyze(source, defaultName: typeName(fromFileName: input.fileName))
        let compilation = try CheckedModel(input, source, analysis)?.compiled()
        let inspection = Inspection(analysis, compilation, source: source, batch: batch)
        try printOutput(text(of: inspection, source))
        report(analysis.diagnostics, in: source, all: models.allErrors)
        if compilation == nil { throw ExitCode.failure }
    }

    private func text(of inspection: Inspection, _ source: SourceText) -> String {
        switch format {
        case .table: inspection.table
        case .ir: inspection.graphText(in: source)
        case .loops: inspection.compiled?.loopsText ?? ""
        case .json: inspection.json(in: source)
        }
    }
}
