import ArgumentParser
import GraphIR

/// What a model is called, and where it says so.
struct NamedModel {
    var source: SourceText
    var name: String
    /// nil if the file's name names it.
    var range: SourceRange?

    init(_ source: SourceText, _ analysis: Analysis) {
        self.source = source
        name = analysis.name
        range = analysis.nameRange
    }
}

/// Makes sure that models which are to be parts of one program have different names.
func checkDifferent(_ models: [NamedModel]) throws(ExitCode) {
    var owners: [String: NamedModel] = [:]
    var areDifferent = true
    for model in models {
        guard let first = owners[model.name] else {
            owners[model.name] = model
            continue
        }
        areDifferent = false
        let location = first.source.location(of: first.range?.lowerBound ?? 0)
        let diagnostic = Diagnostic.repeatedTypeName(
            model.name, first: "\(first.source.path):\(location)", at: model.range)
        report([diagnostic], in: model.source, all: true)
    }
    if !areDifferent { throw ExitCode.failure }
}
