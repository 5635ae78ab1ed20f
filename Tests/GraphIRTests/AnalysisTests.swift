import GraphIR
import Testing

@Suite struct AnalysisTests {
    private func analysis(_ text: String, defaultName: String = "Net") -> Analysis {
        analyze(SourceText(path: "model.nn", text: text), defaultName: defaultName)
    }

    @Test func theReferenceModelHasItsParametersAndNames() throws {
        let graph = try #require(analysis("Flatten; Linear 784 256; ReLU; Linear 256 10").graph)
        #expect(graph.parameters.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias"])
        #expect(graph.parameters.reduce(0) { $0 + $1.shape.count } == 203_530)
        #expect(graph.values[graph.input].shape == [784])
        #expect(graph.nodes.map(\.name) == ["flatten0", "linear1", "relu2", "linear3"])
        #expect(graph.loss == .crossEntropy())
        #expect(graph.name == "Net")
    }

    @Test(arguments: [
        "Flatten\nLinear 4 3\nReLU\nLinear 3 2\n", "Flatten\r\nLinear 4 3\r\nReLU\r\nLinear 3 2\r\n",
        "\u{FEFF}Flatten; Linear 4 3; ReLU; Linear 3 2",
        ";;Flatten;;\n;Linear in=4 out=3 # Kommentar\n\nReLU;Linear 2",
        "Input 2 2\nFlatten; Linear 3; ReLU; Linear 2; loss CrossEntropy # zu Ende",
        "Flatten;Linear\t4  3;ReLU;Linear out=2 in=3",
        "Flatten\rLinear 4 3\rReLU\rLinear 3 2",
    ])
    func oneModelIsWrittenInManyWays(text: String) throws {
        let result = analysis(text)
        #expect(result.diagnostics == [])
        let graph = try #require(result.graph)
        #expect(graph.nodes.map(\.operation.attributes) == ["", "in=4 out=3 bias", "", "in=3 out=2 bias"])
    }

    @Test func layersAreKnownAsFarAsErrorsAllow() {
        let layers = analysis("Flatten; Linear 784 256; Relu; Linear 100 10; Bogus; ReLU; Linear 7 3").layers
        #expect(layers.map(\.position) == [0, 1, 2, 3, 4, 5, 6])
        #expect(layers.map(\.text)[1] == "Linear 784 256")
        #expect(layers.map(\.inputShape) == [[784], [784], [256], [256], [10], nil, nil])
        #expect(layers.map(\.outputShape) == [[784], [256], [256], [10], nil, nil, [3]])
        #expect(layers.map(\.parameterCount) == [0, 200_960, 0, 1_010, nil, nil, 24])
        #expect(layers.map(\.diagnostics.count) == [0, 0, 1, 1, 1, 0, 0])
    }

    @Test func oneMistakeIsOneError() {
        for text in [
            "Input 0; Flatten; Linear 10", "Bogus; Linear 10; ReLU", "Linear x 10; Linear 10 5",
            "Linear 784 10 bias=maybe; Linear 10 2", "Input 1 28 28; Linear 10; ReLU; Linear 10 5",
            "Input 65536 65536; Flatten; Linear 10", "Linear; Linear 10", "input 784; Linear 10",
            "Linear 784 10; Linear 11 5; ReLU; Linear 5 2", "Linear 10; Linear 10 5",
            "%; Linear 10; loss MSE",
        ] {
            #expect(analysis(text).diagnostics.count == 1, "\(text)")
        }
    }

    @Test func theDefaultNameIsCheckedToo() {
        #expect(analysis("Linear 4 2", defaultName: "not a name").graph == nil)
        #expect(analysis("model Fine; Linear 4 2", defaultName: "not a name").graph?.name == "Fine")
    }

    @Test func theLargestSizesAreAccepted() throws {
        #expect(analysis("Linear 1 1073741823").graph != nil)
        #expect(analysis("Input 2147483647; ReLU; loss MSE").graph != nil)
        #expect(analysis("Input 2147483648; ReLU; loss MSE").graph == nil)
        #expect(analysis("Linear 2 1073741823").graph == nil)
    }
}
