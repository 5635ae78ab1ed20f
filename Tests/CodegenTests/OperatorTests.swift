import GraphCodegen
import GraphIR
import Testing

/// Every operator computes what its definition says, and its gradient is the derivative of that.
struct OperatorTests {
    @Test func everyOperatorHasAReference() {
        #expect(Set(NaiveModel.operators.keys) == Set(OperatorModels.keywords))
    }

    @Test(arguments: OperatorModels.keywords) func everyOperatorHasExamples(_ keyword: String) {
        #expect(!OperatorModels.examples(keyword).isEmpty)
    }

    @Test(arguments: OperatorModels.keywords)
    func forwardAndLoss(_ keyword: String) throws {
        for (seed, text) in OperatorModels.all(keyword).enumerated() {
            try expectDefinition(text, seed: UInt64(seed))
        }
    }

    @Test(arguments: ["Softmax", "LogSoftmax"])
    func softmaxRunsAlongTheLastDimension(_ keyword: String) throws {
        let text = "Input 2 3; \(keyword); Flatten; Linear 6 3"
        try expectDefinition(text, seed: 1)
        try expectDerivatives("Input 2 3; Flatten; Linear 6 6; \(keyword); Linear 2", seed: 1)
    }

    /// Where channels lie last, behind Flatten, and where a group goes across channels.
    @Test(arguments: [
        "Input 2 3 4; Conv2d 6 1; Flatten; GroupNorm 9; Linear 4",
        "Input 2 3 4; Conv2d 6 1; Flatten; LayerNorm; Linear 4",
        "Input 2 3 4; Conv2d 6 1; Flatten; GroupNorm 1; LayerNorm affine=false",
        "Input 1 5 6; Conv2d 16 3 padding=1; GroupNorm 4; Tanh; LayerNorm [5 6]; Conv2d 2 3; LayerNorm 4; Flatten",
    ])
    func samplesAreNormalizedInTheOrderOfTheGraph(_ text: String) throws {
        try expectDefinition(text, seed: 1)
        try expectDerivatives(text, seed: 1)
    }

    @Test func randomModelsComputeTheirDefinition() throws {
        for seed: UInt64 in 0..<40 { try expectDefinition(randomModel(seed: seed), seed: seed) }
    }

    /// What the compiler verifies after every pass holds for whatever follows on whatever.
    @Test func randomModelsCompile() {
        for seed: UInt64 in 0..<150 {
            let text = randomImageModel(
                seed: seed, images: ["BatchNorm2d", "BatchNorm2d affine=false"])
            #expect(throws: Never.self, "\(text), seed \(seed)") { try compile(text) }
        }
    }

    /// The first of equal elements takes the gradient, as in PyTorch.
    @Test func theFirstOfEqualsIsTheGreatest() throws {
        let program = try compile("Input 1 2 2; Conv2d 1 1 bias=false; MaxPool2d 2; Flatten; loss MSE")
            .program
        var batch = Batch(for: program, rows: 1, seed: 0)
        (batch.inputs, batch.parameters, batch.targets) = ([-1, 2, 2, 2], [[1]], [1])
        let interpreter = batch.interpreter(of: program).afterRunning(.gradient)
        let gradient = try #require(program.buffers.firstIndex { $0.name == "conv2d0_weight_grad" })
        #expect(interpreter.memory[gradient][0] == 2 * (2 - 1) * 2)
        let place = try #require(program.buffers.firstIndex { $0.name == "maxpool2d1_place" })
        #expect(interpreter.memory[place] == [1])
    }

    /// What is smaller than any padding with zeros.
    @Test func thePaddingOfAPoolIsNeverTaken() throws {
        let program = try compile("Input 1 2 3; MaxPool2d 2 1 1; Flatten; Linear 3").program
        var batch = Batch(for: program, rows: 1, seed: 0)
        batch.inputs = [-1, -2, -3, -4, -5, -1e30]
        let interpreter = batch.interpreter(of: program).afterRunning(.forward)
        let pool = try #require(program.buffers.firstIndex { $0.name == "maxpool2d0" })
        #expect(
            interpreter.memory[pool] == [-1, -1, -2, -3, -1, -1, -2, -3, -4, -4, -5, Double(Float(-1e30))])
    }

    @Test(arguments: OperatorModels.keywords)
    func gradientsAreDerivatives(_ keyword: String) throws {
        for (seed, text) in OperatorModels.all(keyword).enumerated() {
            try expectDerivatives(text, seed: UInt64(seed))
        }
    }
}
