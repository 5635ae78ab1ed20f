import GraphIR

extension Inspection {
    /// The graph; of a model with errors its layers, as far as they are understood, with the errors in place.
    public func graphText(in source: SourceText) -> String {
        if let compiled { return compiled.compilation.graph.description(locating: source) }
        let findings = Dictionary(grouping: findings, by: \.layer)
        var printer = CodePrinter(indentation: "  ")
        printer.line("graph \(name)")
        printer.indented { printer in
            printer.line("%0 = input  \(inputShape?.description ?? "?")")
            for finding in findings[nil] ?? [] { printer.line(finding.comment) }
            for layer in layers {
                let shape = layer.outputShape?.description ?? "?"
                printer.line(
                    "%\(layer.position + 1) = \(visibleText(layer.text)) %\(layer.position)  \(shape)"
                        + "  # \(layer.location)")
                for finding in findings[layer.position] ?? [] { printer.line(finding.comment) }
            }
        }
        return printer.text
    }
}

extension Inspection.Finding {
    fileprivate var comment: String { "# \(severity.rawValue) at \(location): \(message)" }
}

extension Inspection.Compiled {
    /// The loop program as lowered, and as it is emitted.
    public var loopsText: String {
        "# As lowered.\n\(compilation.lowered)\n# After the passes.\n\(compilation.program)"
    }
}
