import ArgumentParser
import Foundation
import GraphCodegen
import GraphIR
import GraphRuntime

/// A model without errors, and what it was made from.
struct ModelText {
    let source: SourceText
    let graph: Graph
    /// Models that differ in their name only become the same code: in this their name is `Net`.
    let compilation: Compilation
    private let analysis: Analysis

    /// Reads and checks a model. What is wrong with it goes to standard error.
    ///
    /// - Parameters:
    ///   - file: Its path; `-` is standard input.
    ///   - text: The model itself, in place of a file.
    /// - Throws: `FileError`; the exit status 1 if the model has errors; what contradicts itself in the compiler, for
    ///   which no model can be the reason.
    init(file: String?, text: String?) throws {
        let name: String
        if let text {
            (name, source) = ("net.nn", SourceText(path: "<command line>", text: text))
        } else if file == "-" {
            let bytes = try FileHandle.standardInput.readToEnd() ?? Data()
            (name, source) = ("net.nn", SourceText(path: "<standard input>", bytes: [UInt8](bytes)))
        } else {
            let path = file ?? ""
            (name, source) = (path, SourceText(path: path, bytes: try readFile(path, limit: 1 << 28)))
        }
        let analysis = analyze(source, defaultName: typeName(fromFileName: name))
        let (text, more) = analysis.diagnostics.rendered(in: source, errorLimit: 20)
        if !text.isEmpty { printError(text) }
        if more > 0 {
            printError("\(source.path): and \(more) more; `graphc check --all-errors` prints them")
        }
        guard let graph = analysis.graph else { throw ExitCode.failure }
        self.graph = graph
        self.analysis = analysis
        var nameless = graph
        nameless.name = "Net"
        compilation = try Compilation(nameless, source: source)
    }

    /// What `graphc inspect` shows of the model, and of a batch.
    func table(batchSize: Int) -> String {
        Inspection(analysis, compilation, source: source, batch: batchSize).table
    }
}
