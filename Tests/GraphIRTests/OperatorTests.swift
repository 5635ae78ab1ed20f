import Foundation
import GraphIR
import Testing

@Suite struct OperatorTests {
    @Test func keywordsAreUniqueWhateverTheirCase() {
        let keywords = operatorTable.map(\.keyword) + Directive.allCases.map(\.rawValue)
        #expect(Set(keywords.map { $0.lowercased() }).count == keywords.count)
    }

    /// Reads every argument that the operator declares, so that one it does not declare traps here.
    @Test(arguments: operatorTable.map(\.keyword))
    func everyOperatorMakesALayer(keyword: String) throws {
        let reference = try #require(operatorTable.first { $0.keyword == keyword })
        let sizes = reference.arguments.map { argument in
            switch argument.kind {
            case .size, .inferredSize: "\(argument.name)=5"
            case .number(let value): "\(argument.name)=\(value)"
            case .flag(let value): "\(argument.name)=\(value)"
            }
        }
        let text = "Input 5; " + ([keyword] + sizes).joined(separator: " ") + "; loss MSE"
        let graph = try #require(analyze(SourceText(path: "", text: text), defaultName: "Net").graph)
        try graph.verify()
        #expect(graph.nodes[0].operation.reference.keyword == keyword)
        #expect(graph.nodes[0].name == keyword.lowercased() + "0")
    }

    @Test func theReferenceListsEveryOperatorOnce() {
        let lines = operatorReferenceText().split(separator: "\n")
        for reference in operatorTable {
            #expect(lines.count { $0.hasPrefix(reference.signature + " ") } == 1, "\(reference.keyword)")
        }
    }

    @Test func theTableOfTheLanguagePageIsCurrent() throws {
        let text = try languagePage()
        let table = "<!-- operators -->\n\(operatorReferenceMarkdown())<!-- end of operators -->\n"
        #expect(text.contains(table), "docs/language.md lacks this:\n\(table)")
    }

    private func languagePage() throws -> String {
        let page = URL(filePath: #filePath).appending(path: "../../../docs/language.md").standardized
        return try String(contentsOf: page, encoding: .utf8)
    }

    @Test func linearHasPyTorchsParametersAndInitialization() {
        let parameters = Linear(inputs: 784, outputs: 256).parameters
        #expect(parameters.map(\.name) == ["weight", "bias"])
        #expect(parameters.map(\.shape) == [[256, 784], [256]])
        for parameter in parameters {
            #expect(parameter.initialization == Initialization.uniform(bound: 1.0 / 28))
        }
        #expect(Linear(inputs: 784, outputs: 256, bias: false).parameters.map(\.name) == ["weight"])
    }
}
