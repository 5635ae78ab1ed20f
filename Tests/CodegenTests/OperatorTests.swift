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

    /// Compares logits and losses with the naive model, in inference and in training.
    private func expectDefinition(_ text: String, seed: UInt64) throws {
        let compilation = try compile(text)
        try expectDefinition(text, compilation, nil, .loss, seed: seed)
        try expectDefinition(text, compilation, seed, .gradient, seed: seed)
    }

    private func expectDefinition(
        _ text: String, _ compilation: Compilation, _ trainingSeed: UInt64?, _ role: LoopFunction.Role,
        seed: UInt64
    ) throws {
        let program = compilation.program
        let batch = Batch(for: program, rows: 3, seed: seed)
        let naive = NaiveModel(
            graph: compilation.graph, parameters: batch.parameters.map { $0.map(Double.init) },
            trainingSeed: trainingSeed)
        let width = program.inputShape.count
        let rows = (0..<batch.rows).map { batch.inputs[$0 * width..<($0 + 1) * width].map(Double.init) }
        let logits = try naive.logits(rows)
        let losses = logits.enumerated().map { row, logits in
            let outputs = row * logits.count..<(row + 1) * logits.count
            return naive.loss(
                logits, label: Int(batch.labels[row]), target: batch.targets[outputs].map(Double.init))
        }
        let results = batch.results(of: role, in: program)
        let what = "\(text), seed \(seed), \(role)"
        expectClose(results.logits, logits.flatMap { $0 }, 1e-9, "\(what): logits")
        expectClose(results.losses, losses, 1e-9, "\(what): losses")
    }

    /// Compares the gradient of the mean loss in training with central differences.
    private func expectDerivatives(_ text: String, seed: UInt64) throws {
        let program = try compile(text).program
        let batch = Batch(for: program, rows: 3, seed: seed)
        let gradient = batch.results(of: .gradient, in: program)
        let epsilon = 1e-6
        var random = SplitMix64(seed: seed)
        for (parameter, place) in program.trained.enumerated() {
            // Some of the elements, which another seed would choose otherwise.
            let elements = program.elements(of: place)
            for element in (0..<6).map({ _ in random.draw(elements.count) }).removingDuplicates {
                let position = elements[element]
                func meanLoss(shiftedBy shift: Double) -> Double {
                    var interpreter = batch.interpreter(of: program)
                    interpreter.memory[place.buffer][position] += shift
                    let losses = interpreter.afterRunning(.gradient).results.losses
                    return losses.reduce(0, +) / Double(losses.count)
                }
                let difference = meanLoss(shiftedBy: epsilon) - meanLoss(shiftedBy: -epsilon)
                let expected = difference / (2 * epsilon)
                let found = gradient.gradient[parameter][element]
                let isClose = abs(found - expected) <= 1e-5 + 1e-3 * abs(expected)
                #expect(
                    isClose,
                    "\(text), seed \(seed): \(place.parameter.name)[\(element)] is \(found), not \(expected)")
            }
        }
    }
}

/// Compares numbers, relative to the largest that is expected: each is a sum whose terms are as large.
///
/// - Parameter scale: How large the terms are at least, where sums may cancel out.
func expectClose(
    _ found: [Double], _ expected: [Double], _ tolerance: Double, scale: Double = 1e-6,
    _ what: @autoclosure () -> String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, "\(what())", sourceLocation: sourceLocation)
    let scale = expected.reduce(scale) { max($0, abs($1)) }
    for (index, (found, expected)) in zip(found, expected).enumerated() {
        // Not with `>`, which is false of a NaN.
        if abs(found - expected) <= tolerance * scale { continue }
        Issue.record("\(what()) at \(index): \(found), not \(expected)", sourceLocation: sourceLocation)
        return
    }
}
