import ArgumentParser
import GraphCodegen
import GraphIR

struct Inspect: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print what the compiler makes of a model.")

    @OptionGroup var models: ModelArguments

    @Option(help: "The graph, or the loops before and after the passes.")
    var format: Format = .ir

    enum Format: String, CaseIterable, ExpressibleByArgument {
        case ir, loops
    }

    func run() throws {
        guard let input = models.inputs.first, models.inputs.count == 1 else {
            throw ValidationError("Inspect one model at a time.")
        }
        let source = try input.read()
        let analysis = analyze(source, defaultName: typeName(fromFileName: input.fileName))
        guard let graph = analysis.graph else {
            try printOutput(outline(of: analysis, source))
            throw ExitCode.failure
        }
        for diagnostic in analysis.diagnostics { printError(diagnostic.render(in: source) + "\n") }
        switch format {
        case .ir:
            try printOutput(graph.description(locating: source))
        case .loops:
            let compilation = try CheckedModel(input: input, source: source, graph: graph).compiled()
            try printOutput("# As lowered\n\n\(compilation.lowered)\n# As emitted\n\n\(compilation.program)")
        }
    }

    /// The layers of a model with errors, as far as their shapes are known, each error below its layer.
    private func outline(of analysis: Analysis, _ source: SourceText) -> String {
        var lines = ["graph \(analysis.name)"]
        for layer in analysis.layers {
            let location = source.location(of: layer.range.lowerBound)
            let shape = layer.outputShape?.description ?? "[?]"
            lines.append("  \(layer.position): \(layer.text)  \(shape)  # \(location)")
            lines += layer.diagnostics.map { $0.render(in: source) }
        }
        let shown = Set(analysis.layers.flatMap(\.diagnostics))
        lines += analysis.diagnostics.filter { !shown.contains($0) }.map { $0.render(in: source) }
        return lines.joined(separator: "\n") + "\n"
    }
}
