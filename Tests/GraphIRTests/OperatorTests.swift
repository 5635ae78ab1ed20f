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
    func everyOperatorHasExamplesThatAreLayers(keyword: String) throws {
        let reference = try #require(operatorTable.first { $0.keyword == keyword })
        #expect(!reference.examples.isEmpty)
        for example in reference.examples {
            let extents = example.input.extents.map(String.init).joined(separator: " ")
            let text = "Input \(extents); \(example.text); loss MSE"
            let analysis = analyze(SourceText(path: "", text: text), defaultName: "Net")
            #expect(analysis.diagnostics == [], "\(text)")
            let graph = try #require(analysis.graph)
            try graph.verify()
            #expect(graph.values[graph.input].shape == example.input)
            #expect(graph.nodes.map(\.operation.reference.keyword) == [keyword])
            #expect(graph.nodes[0].name == keyword.lowercased() + "0")
        }
    }

    @Test func anElementwiseOperatorIsTriedWithItsDefaultsAndWithOthers() throws {
        let texts = operatorTable.map { ($0.keyword, $0.examples.map(\.text)) }
        let examples = Dictionary(uniqueKeysWithValues: texts)
        #expect(examples["ReLU"] == ["ReLU"])
        #expect(examples["ELU"] == ["ELU", "ELU 1.25"])
    }

    @Test func theReferenceListsEveryOperatorOnce() {
        let lines = operatorReferenceText().split(separator: "\n")
        for reference in operatorTable {
            let listed = lines.filter { "\($0) ".hasPrefix(reference.signature + " ") }
            #expect(listed.count == 1, "\(reference.keyword)")
        }
    }

    @Test func theTableOfTheLanguagePageIsCurrent() throws {
        let text = try languagePage()
        let table = "<!-- operators -->\n\(operatorReferenceMarkdown())<!-- end of operators -->\n"
        #expect(text.contains(table), "docs/language.md lacks this:\n\(table)")
    }

    @Test func theLimitsStandInTheLanguagePage() throws {
        let text = try languagePage()
        #expect(text.contains("\(grouped(Shape.maximumCount)) elements"))
        #expect(text.contains("at most \(grouped(Graph.maximumLayerCount)) layers"))
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

    @Test func whatNormalizesSamplesHasPyTorchsParametersAndInitialization() {
        var layer = LayerNorm(shape: [16, 28])
        var groups = GroupNorm(groups: 4, channels: 16)
        let initializations = [Initialization.constant(1), .constant(0)]
        let shapes: [Shape] = [[16, 28], [16]]
        for (parameters, shape) in zip([layer.parameters, groups.parameters], shapes) {
            #expect(parameters.map(\.name) == ["weight", "bias"])
            #expect(parameters.map(\.shape) == [shape, shape])
            #expect(parameters.map(\.initialization) == initializations)
            #expect(parameters.allSatisfy { $0.role == .trained })
        }
        (layer.affine, groups.affine) = (false, false)
        #expect(layer.parameters.isEmpty && groups.parameters.isEmpty)
        #expect(layer.attributes == "shape=[16 28] eps=1e-05")
        #expect(groups.attributes == "groups=4 channels=16 eps=1e-05")
    }

    @Test func convHasPyTorchsParametersAndInitialization() {
        var layer = Conv(
            inputChannels: 4, outputChannels: 16, window: SlidingWindow(kernel: [5, 20]))
        #expect(layer.parameters.map(\.name) == ["weight", "bias"])
        #expect(layer.parameters.map(\.shape) == [[16, 4, 5, 20], [16]])
        for parameter in layer.parameters {
            #expect(parameter.initialization == Initialization.uniform(bound: 1.0 / 20))
            #expect(parameter.role == .trained)
        }
        layer.bias = false
        #expect(layer.parameters.map(\.name) == ["weight"])
        layer.groups = 4
        #expect(layer.parameters.map(\.shape) == [[16, 1, 5, 20]])
        #expect(layer.parameters[0].initialization == Initialization.uniform(bound: 1.0 / 10))
    }
}
