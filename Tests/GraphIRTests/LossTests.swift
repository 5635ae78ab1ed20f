import Testing

@testable import GraphIR

@Suite struct LossTests {
    private func analysis(_ text: String) -> Analysis {
        analyze(SourceText(path: "", text: text), defaultName: "Net")
    }

    @Test(arguments: lossTable.flatMap(\.examples))
    func aLossIsReadAsItIsWritten(_ loss: Loss) throws {
        let analysis = analysis("Linear 4 3; loss \(loss.text)")
        #expect(analysis.diagnostics == [])
        #expect(try #require(analysis.graph).loss == loss)
    }

    @Test func everyLossHasExamplesOfItsOwn() {
        for reference in lossTable {
            #expect(!reference.examples.isEmpty)
            #expect(reference.examples.allSatisfy { $0.reference.keyword == reference.keyword })
        }
        #expect(Set(lossTable.map(\.keyword)).count == lossTable.count)
    }

    @Test(arguments: [
        ("CrossEntropy", Loss.crossEntropy()), ("CrossEntropy 0.25", .crossEntropy(labelSmoothing: 0.25)),
        ("CrossEntropy label_smoothing=0", .crossEntropy()), ("Huber", .huber()),
        ("Huber 3", .huber(delta: 3)),
        ("Huber delta=1e-3", .huber(delta: 0.001)), ("Huber 1e-45", .huber(delta: 1e-45)),
    ])
    func argumentsHaveTheirDefaults(text: String, loss: Loss) throws {
        #expect(try #require(analysis("Linear 4 3; loss \(text)").graph).loss == loss)
    }

    @Test func whatIsWrittenAnywayIsNotSaidAgain() {
        #expect(Loss.crossEntropy().text == "CrossEntropy")
        #expect(Loss.crossEntropy(labelSmoothing: 0.1).text == "CrossEntropy label_smoothing=0.1")
        #expect(Loss.huber(delta: 1).text == "Huber")
        #expect(Loss.huber(delta: 0.5).text == "Huber delta=0.5")
    }

    @Test func crossEntropyAloneComparesWithLabels() {
        for loss in lossTable.flatMap(\.examples) {
            #expect(loss.readsLabels == (loss.reference.keyword == "CrossEntropy"))
        }
    }

    @Test(arguments: [
        ("CrossEntropyLoss", "CrossEntropy"), ("BCEWithLogitsLoss", "BCEWithLogits"),
        ("BCELoss", "BCEWithLogits"),
        ("MSELoss", "MSE"), ("L1Loss", "L1"), ("HuberLoss", "Huber"), ("SmoothL1Loss", "Huber"),
        ("SmoothL1", "Huber"), ("nn.MSELoss", "MSE"), ("NLLLoss", "CrossEntropy"), ("mse", "MSE"),
    ])
    func aNameOfPyTorchIsRecognized(word: String, meant: String) {
        let kinds = analysis("Linear 4 3; loss \(word)").diagnostics.map(\.kind)
        #expect(kinds == [.unknownLoss(word, suggestion: meant)])
        #expect(keywordMeant(by: word) == "loss \(meant)")
    }

    @Test(arguments: ["BCEWithLogits", "MSE", "L1", "Huber"])
    func aLossOfTargetsTakesOutputsOfAnyShape(keyword: String) {
        #expect(analysis("Input 1 4 4; Conv2d 2 3; loss \(keyword)").diagnostics == [])
        #expect(analysis("Linear 4 1; loss \(keyword)").diagnostics == [])
    }

    @Test func theReferenceListsEveryLossOnce() {
        let lines = operatorReferenceText().split(separator: "\n")
        for reference in lossTable {
            #expect(
                lines.count { "\($0) ".hasPrefix(reference.signature + " ") } == 1, "\(reference.keyword)")
        }
    }
}
