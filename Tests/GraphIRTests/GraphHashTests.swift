import Testing

@testable import GraphIR

@Suite struct GraphHashTests {
    private func graph(_ text: String) throws -> Graph {
        let source = SourceText(path: "net.nn", text: text)
        let analysis = analyze(source, defaultName: "Net")
        return try #require(analysis.graph, "\(analysis.diagnostics.map { $0.render(in: source) }.joined())")
    }

    private func hash(_ text: String) throws -> UInt64 { try graph(text).hash }

    @Test func howAModelIsWrittenAndCalledDoesNotMatter() throws {
        let hash = try hash("Input 1 28 28; Flatten; Linear 784 256; ReLU; Linear 256 10")
        for text in [
            "Input 1 28 28\n\tFlatten   # a vector\r\n\r\nLinear out=256\nReLU\nLinear 10 bias=true\n",
            "public model Digits\nInput 1 28 28; Flatten; Linear 256; ReLU; Linear 10; loss CrossEntropy # ä",
        ] {
            #expect(try self.hash(text) == hash)
        }
    }

    /// Shapes, the loss, the order, and every argument of every operator that has any.
    @Test func whatAModelComputesMatters() throws {
        let texts = [
            "Linear 8 4", "Linear 8 5", "Linear 9 4", "Linear 8 4 bias=false", "Linear 8 4; loss MSE",
            "Linear 8 4; ReLU", "Input 2 4; Flatten; Linear 8 4", "Linear 8 4; Softmax",
            "Linear 8 4; LogSoftmax",
            "Linear 8 4; ReLU; Tanh", "Linear 8 4; Tanh; ReLU", "Linear 8 4; LeakyReLU",
            "Linear 8 4; LeakyReLU slope=0.02", "Linear 8 4; LeakyReLU slope=0.020000001", "Linear 8 4; ELU",
            "Linear 8 4; ELU alpha=0.5", "Linear 8 4; Dropout", "Linear 8 4; Dropout 0.25",
            "Linear 8 4; BatchNorm1d", "Linear 8 4; BatchNorm1d eps=0.001",
            "Linear 8 4; BatchNorm1d momentum=0.2",
            "Linear 8 4; BatchNorm1d affine=false", "Linear 8 4; LayerNorm",
            "Linear 8 4; LayerNorm eps=0.001",
            "Linear 8 4; LayerNorm affine=false", "Input 2 4; LayerNorm 4; Flatten",
            "Input 2 4; LayerNorm; Flatten",
        ]
        let images = [
            "Conv2d 4 3", "Conv2d 4 [3 2]", "Conv2d 4 3 stride=2", "Conv2d 4 3 padding=1",
            "Conv2d 4 3 dilation=2",
            "Conv2d 4 3 groups=2", "Conv2d 4 3 bias=false", "ConvTranspose2d 4 3",
            "ConvTranspose2d 4 3 stride=2",
            "ConvTranspose2d 4 3 stride=2 output_padding=1", "MaxPool2d 2", "MaxPool2d 2 stride=1",
            "MaxPool2d 3 2", "MaxPool2d 3 2 padding=1", "MaxPool2d 3 2 ceil_mode=true", "AvgPool2d 2",
            "AvgPool2d 3 2 padding=1", "AvgPool2d 3 2 padding=1 count_include_pad=false",
            "AdaptiveAvgPool2d 1",
            "AdaptiveAvgPool2d 2", "GroupNorm 2", "GroupNorm 4", "GroupNorm 2 eps=0.001",
            "GroupNorm 2 affine=false",
            "BatchNorm2d", "Dropout2d",
        ]
        var owners: [UInt64: String] = [:]
        let losses = lossTable.flatMap(\.examples).filter { $0 != .crossEntropy() && $0 != .meanSquaredError }
            .map { "Linear 8 4; loss \($0.text)" }
        for text in texts + losses + images.map({ "Input 4 8 8; \($0); Flatten" }) {
            let owner = owners.updateValue(text, forKey: try hash(text))
            #expect(owner == nil, "\(text) and \(owner ?? "") have one hash")
        }
    }

    /// Files keep hashes, so that they may never change.
    @Test func theHashIsThatOfATextOfTheGraph() throws {
        let graph = try graph("Input 1 28 28; Flatten; Linear 784 256; ReLU; Linear 256 10")
        #expect(
            graph.canonicalText == """
                %0 = input [1, 28, 28]
                %1 = Flatten %0 [784]
                %2 = Linear %1 in=784 out=256 bias [256]
                %3 = ReLU %2 [256]
                %4 = Linear %3 in=256 out=10 bias [10]
                loss CrossEntropy %4
                """)
        #expect(graph.hash == 0x9533_927A_084E_ED37)
    }

    /// From the authors' page, http://www.isthe.com/chongo/tech/comp/fnv/.
    @Test func fnv1aIsThatOfItsAuthors() {
        #expect(fnv1a("".utf8) == 0xCBF2_9CE4_8422_2325)
        #expect(fnv1a("a".utf8) == 0xAF63_DC4C_8601_EC8C)
        #expect(fnv1a("foobar".utf8) == 0x8594_4171_F739_67E8)
    }
}
