import GraphIR

extension Compilation {
    /// The model as a Swift type that conforms to `GraphRuntime.Model`.
    ///
    /// Every type is named with its module, since the target that the code becomes part of may have one of that name.
    ///
    /// - Parameter sourceName: What the header comment says the code comes from: `digits.nn`.
    public func swift(sourceName: String) -> String {
        SwiftModel(graph: graph, program: program, source: source, target: target, sourceName: sourceName)
            .text
    }
}

/// The Swift of one model.
private struct SwiftModel {
    let graph: Graph
    let program: LoopProgram
    let source: SourceText
    let target: Target
    let sourceName: String

    private var modifier: String {
        switch graph.access {
        case .public: "public "
        case .internal: ""
        case .package: "package "
        }
    }

    var text: String {
        let statements = SwiftStatements(program, for: target)
        var printer = CodePrinter()
        printer.line("// \(generatedMark(sourceName: sourceName))")
        printer.line("// swift-format-ignore-file\n\nimport GraphRuntime\n")
        for node in graph.nodes {
            let shape = graph.values[node.output].shape
            printer.line("/// - \(layer(node)): \(shape)")
        }
        printer.block("\(modifier)struct \(program.name): GraphRuntime.Model") { printer in
            SwiftLayout(
                graph: graph, program: program, text: source.text, modifier: modifier, piece: target.piece
            ).print(to: &printer)
            printer.line()
            printer.line("\(modifier)var storage: GraphRuntime.ModelStorage")
            printer.line()
            printer.line("\(modifier)init(storage: GraphRuntime.ModelStorage) { self.storage = storage }")
            for (function, calls) in zip(program.functions, statements.calls) {
                printer.line()
                SwiftFunction(function: function, calls: calls, program: program, modifier: modifier)
                    .print(to: &printer)
            }
            for definition in statements.definitions {
                printer.line()
                printer.line(definition)
            }
        }
        return printer.text
    }

    private func layer(_ node: Graph.Node) -> String {
        let attributes = node.operation.attributes
        return node.operation.reference.keyword + (attributes.isEmpty ? "" : " \(attributes)")
    }
}
