import Testing

@testable import GraphIR

@Suite struct SuggestionTests {
    @Test(arguments: [
        ("relu", "ReLU"), ("RELU", "ReLU"), ("Rleu", "ReLU"), ("nn.Linear", "Linear"), ("Lineer", "Linear"),
        ("LeakyRelu", "LeakyReLU"), ("LogSoftMax", "LogSoftmax"), ("Sigmoide", "Sigmoid"), ("SeLU", "ReLU"),
        ("torch.nn.GELU", "GELU"), ("tanh", "Tanh"), ("Conv2D", "Conv2d"), ("nn.MaxPool2d", "MaxPool2d"),
        ("MaxPool", "MaxPool2d"),
    ])
    func aSlipIsRecognized(word: String, meant: String) {
        #expect(suggestion(for: word, among: operatorTable.map(\.keyword)) == meant)
    }

    @Test(arguments: [
        ("Dense", "Linear"), ("keras.layers.Dense", "Linear"), ("Swish", "SiLU"), ("swish", "SiLU"),
        ("MaxPooling2D", "MaxPool2d"), ("Conv2DTranspose", "ConvTranspose2d"), ("Los", "loss"),
    ])
    func aNameOfOtherLibrariesIsRecognized(word: String, meant: String) {
        #expect(keywordMeant(by: word) == meant)
    }

    @Test(arguments: [
        "ReLU6", "nn.ReLU6", "SELU", "selu", "CELU", "PReLU", "Conv3d", "Bilinear", "Softmin", "Unflatten",
        "LogSigmoid", "BatchNorm3d", "InstanceNorm2d",
    ])
    func anotherFunctionOfPyTorchIsNotTakenForOurs(word: String) {
        #expect(keywordMeant(by: word) == nil)
        #expect(isOperatorElsewhere(word))
    }

    @Test func noOperatorIsSaidToBeMissing() {
        for reference in operatorTable {
            for name in [reference.keyword] + reference.otherNames {
                #expect(!isOperatorElsewhere(name))
                #expect(keywordMeant(by: name) == reference.keyword)
            }
        }
    }

    @Test(arguments: ["Embedding", "x", "é", "", "...", "Upsample", String(repeating: "ReLU", count: 1_000)])
    func anotherWordIsNot(word: String) {
        #expect(suggestion(for: word, among: operatorTable.map(\.keyword)) == nil)
    }

    @Test(arguments: [
        ("", "", 0), ("ab", "ba", 1), ("kitten", "sitting", 3), ("", "abc", 3), ("ca", "abc", 3),
    ])
    func editDistancesAreTheKnownOnes(first: String, second: String, distance: Int) {
        #expect(editDistance(Array(first), Array(second)) == distance)
        #expect(editDistance(Array(second), Array(first)) == distance)
    }
}
