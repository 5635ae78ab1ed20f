import Foundation
import Testing

@testable import GraphRuntime

@Suite struct ModelTests {
    @Test func parametersAreDrawnInPyTorchsOrder() throws {
        let model = TinyClassifier(seed: 7)
        var random = SplitMix64(seed: 7)
        #expect(model.parameters.map(\.name) == ["1.weight", "1.bias", "3.weight", "3.bias"])
        #expect(model.parameters.map(\.shape) == [[5, 3], [5], [2, 5], [2]])
        for (tensor, parameter) in zip(model.parameters, TinyClassifier.layout.parameters) {
            let bound: Float =
                parameter.name.hasPrefix("1.") ? 1 / Float(3).squareRoot() : 1 / Float(5).squareRoot()
            #expect(parameter.start == .uniform(bound: bound))
            let expected = (0..<tensor.values.count).map { _ in (2 * random.nextUniform() - 1) * bound }
            #expect(tensor.values == expected)
        }
    }

    @Test func paddingIsZero() {
        let model = TinyClassifier(seed: 7)
        var isParameter = [Bool](repeating: false, count: TinyClassifier.layout.parameterFloats)
        for parameter in TinyClassifier.layout.parameters {
            parameter.forEachOffset { isParameter[$0] = true }
        }
        model.storage.parameters.withMemory { memory in
            for (offset, isParameter) in isParameter.enumerated() where !isParameter {
                #expect(memory[offset] == 0)
            }
        }
        #expect(isParameter.contains(false))
    }

    @Test func copiesAreIndependent() throws {
        let original = TinyClassifier(seed: 0)
        var copy = original
        var optimizer = Optimizer.sgd(learningRate: 0.5)
        try copy.trainStep(inputs: [[1, 2, 3]], labels: [1], optimizer: &optimizer)
        #expect(Array(original.parameters) == Array(TinyClassifier(seed: 0).parameters))
        #expect(Array(copy.parameters) != Array(original.parameters))
    }

    @Test(arguments: [1, 2, 16, 17, 127, 128, 129, 300])
    func aBatchGivesTheLogitsOfItsSamples(count: Int) throws {
        let model = TinyClassifier(seed: 1)
        let samples = randomSamples(count)
        let batch = try model.logits(batch: samples)
        #expect(batch.count == count)
        for (sample, logits) in zip(samples, batch) {
            #expect(try model.logits(sample) == logits)
        }
    }

    @Test func anEmptyBatchHasNoLogits() throws {
        #expect(try TinyClassifier().logits(batch: []) == [])
        #expect(try TinyClassifier().predict(batch: []) == [])
    }

    @Test func oneModelServesManyThreads() async throws {
        let model = TinyClassifier(seed: 1)
        let samples = randomSamples(200)
        let expected = try model.logits(batch: samples)
        try await withThrowingTaskGroup(of: [[Float]].self) { group in
            for _ in 0..<16 { group.addTask { try model.logits(batch: samples) } }
            for try await found in group { #expect(found == expected) }
        }
    }

    @Test func aPredictionIsTheSoftmaxOfTheLogits() throws {
        let model = TinyClassifier(seed: 3)
        let sample: [Float] = [1, -2, 0.5]
        let logits = try model.logits(sample)
        let prediction = try model.predict(sample)
        #expect(prediction.index == (logits[0] >= logits[1] ? 0 : 1))
        #expect(prediction.label == "\(prediction.index)")
        let odds = exp(Double(logits[1] - logits[0]))
        #expect(abs(Double(prediction.probabilities[1]) - odds / (1 + odds)) < 1e-6)
        #expect(prediction.probability == prediction.probabilities[prediction.index])
    }

    @Test func theProbabilitiesOfSeveralLabelsAreSigmoids() throws {
        var model = TinyTagger()
        try model.setParameter("3.weight", to: Array(repeating: 0, count: 10))
        try model.setParameter("3.bias", to: [1, log(3)])
        let prediction = try model.predict([1, 2, 3])
        #expect(prediction.index == 1 && prediction.probability == prediction.probabilities[1])
        #expect(abs(prediction.probabilities[0] - 0.731_058_6) < 1e-6)
        #expect(abs(prediction.probabilities[1] - 0.75) < 1e-6)
        try model.setParameter("3.bias", to: [-3e38, .infinity])
        #expect(try model.predict([1, 2, 3]).probabilities == [0, 1])
    }

    @Test(arguments: [
        ModelLayout.Loss.crossEntropy, .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError, .huber,
    ])
    func aModelHasMemoryForTargetsWhereItsLossReadsThem(_ loss: ModelLayout.Loss) {
        #expect(loss.readsLabels == (loss == .crossEntropy))
        var layout = TinyClassifier.layout
        layout.loss = loss
        let compiled = CompiledModel(
            layout: layout, forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in },
            step: { _, _ in })
        let plan = WorkspacePlan(for: compiled, size: Workspace.Size(rows: 16))
        #expect(plan.targets == (loss.readsLabels ? 0 : 32))
    }

    @Test func hugeLogitsGiveProbabilities() throws {
        var model = TinyClassifier()
        try model.setParameter("3.weight", to: Array(repeating: 0, count: 10))
        try model.setParameter("3.bias", to: [-3e38, 3e38])
        let prediction = try model.predict([1, 2, 3])
        #expect(prediction.index == 1)
        #expect(prediction.probabilities == [0, 1])
    }

    @Test func theFirstOfEqualOutputsIsPredicted() throws {
        let prediction = try TinyRegressor(storage: ModelStorage(TinyRegressor.compiled))
            .predict([1, 2, 3])
        #expect(prediction.index == 0)
        #expect(prediction.probabilities == [0, 0])
    }

    @Test func infiniteLogitsShareTheProbability() throws {
        var model = TinyClassifier()
        try model.setParameter("3.weight", to: Array(repeating: 0, count: 10))
        try model.setParameter("3.bias", to: [0, .infinity])
        #expect(try model.predict([1, 2, 3]).probabilities == [0, 1])
        try model.setParameter("3.bias", to: [-.infinity, -.infinity])
        #expect(try model.predict([1, 2, 3]).probabilities == [0.5, 0.5])
    }

    /// Neither a model of NaNs nor a NaN in a sample has a class; both have logits.
    @Test func whatIsNotANumberHasNoClass() throws {
        let model = TinyClassifier(seed: 1)
        let samples: [[Float]] = [[1, 2, 3], [1, .nan, 3]]
        #expect(throws: ModelError.notANumber(sample: 0)) { try model.predict(samples[1]) }
        #expect(throws: ModelError.notANumber(sample: 1)) { try model.predict(batch: samples) }
        #expect(try model.logits(samples[1]).allSatisfy(\.isNaN))
        #expect(try model.logits(batch: samples)[0] == model.logits(samples[0]))

        var broken = model
        try broken.setParameter("3.bias", to: [0, .nan])
        let data = try threePixels(200)
        #expect(throws: ModelError.notANumber(sample: 0)) { try broken.predict(samples[0]) }
        #expect(throws: ModelError.notANumber(sample: 0)) { try broken.predict(batch: samples) }
        #expect(throws: ModelError.notANumber(sample: 0)) { try broken.predict(data[7]) }
        #expect(throws: ModelError.notANumber(sample: 0)) { try broken.predict(data) }
        let evaluation = try broken.evaluate(on: data)
        #expect(evaluation.loss.isNaN && evaluation.accuracy == 0)
        #expect(
            ModelError.notANumber(sample: 3).description
                == "sample 3: expected outputs of which one is the largest, found NaN; the input or the model's "
                + "parameters are not numbers, or too large")
    }

    /// Storage knows what it is of: whatever type it is given to, it is read and written as what it is.
    @Test func aModelWithTheStorageOfAnotherIsTheOther() throws {
        let line = DynamicModel(CompiledModel.line(inputs: 1000))
        var model = TinyClassifier(seed: 1)
        model.storage = line.storage
        #expect(model.parameters.map(\.shape) == [[1, 1000]])
        let sample = (0..<1000).map { _ in Float(0.001) }
        #expect(try model.logits(sample) == [0])
        #expect(throws: ModelError.inputLength(sample: 0, expected: 1000, found: 3)) {
            try model.logits([1, 2, 3])
        }
        var optimizer = Optimizer.adam()
        try model.trainStep(inputs: [sample], targets: [[1]], optimizer: &optimizer)
        #expect(try model.logits(sample)[0] > 0)
        try withTemporaryFolder { folder in
            try model.save(to: "\(folder)/w")
            #expect(throws: SafetensorsError.self) { try TinyClassifier(contentsOf: "\(folder)/w") }
            try TinyClassifier(seed: 1).save(to: "\(folder)/w")
            #expect(throws: SafetensorsError.self) { try model.load(from: "\(folder)/w") }
        }
    }

    @Test func aParameterIsSetByName() throws {
        var model = TinyClassifier()
        let values = (0..<10).map(Float.init)
        try model.setParameter("3.weight", to: values)
        #expect(model.parameters["3.weight"] == Tensor(name: "3.weight", shape: [2, 5], values: values))
        #expect(model.parameters["2.weight"] == nil)
        #expect(
            throws: ParameterError.name("2.weight", known: ["1.weight", "1.bias", "3.weight", "3.bias"])
        ) { try model.setParameter("2.weight", to: []) }
        #expect(throws: ParameterError.length("1.bias", shape: [5], found: 4)) {
            try model.setParameter("1.bias", to: [1, 2, 3, 4])
        }
    }

    @Test func aWrongInputIsNamed() throws {
        let model = TinyClassifier()
        #expect(throws: ModelError.inputLength(sample: 0, expected: 3, found: 2)) {
            try model.logits([1, 2])
        }
        #expect(throws: ModelError.inputLength(sample: 1, expected: 3, found: 0)) {
            try model.predict(batch: [[1, 2, 3], []])
        }
    }

    @Test func aWrongBatchIsNamedAndChangesNothing() throws {
        var model = TinyClassifier()
        var regressor = TinyRegressor()
        var sgd = Optimizer.sgd(learningRate: 1)
        var bad = Optimizer.sgd(learningRate: -1)
        let x: [Float] = [1, 2, 3]
        #expect(throws: ModelError.emptyBatch) {
            try model.trainStep(inputs: [], labels: [], optimizer: &sgd)
        }
        #expect(throws: ModelError.labelCount(expected: 1, found: 2)) {
            try model.trainStep(inputs: [x], labels: [0, 1], optimizer: &sgd)
        }
        #expect(throws: ModelError.label(sample: 1, found: 2, classes: 2)) {
            try model.trainStep(inputs: [x, x], labels: [0, 2], optimizer: &sgd)
        }
        #expect(throws: ModelError.label(sample: 0, found: -1, classes: 2)) {
            try model.trainStep(inputs: [x], labels: [-1], optimizer: &sgd)
        }
        #expect(throws: ModelError.label(sample: 0, found: .max, classes: 2)) {
            try model.trainStep(inputs: [x], labels: [.max], optimizer: &sgd)
        }
        #expect(throws: ModelError.targetsForCrossEntropy) {
            try model.trainStep(inputs: [x], targets: [[0, 1]], optimizer: &sgd)
        }
        #expect(throws: ModelError.targetCount(expected: 1, found: 0)) {
            try regressor.trainStep(inputs: [x], targets: [], optimizer: &sgd)
        }
        #expect(throws: ModelError.targetLength(sample: 0, expected: 2, found: 3)) {
            try regressor.trainStep(inputs: [x], targets: [[0, 1, 2]], optimizer: &sgd)
        }
        #expect(throws: OptimizerError.self) {
            try model.trainStep(inputs: [x], labels: [0], optimizer: &bad)
        }
        #expect(Array(model.parameters) == Array(TinyClassifier().parameters))
        #expect(Array(regressor.parameters) == Array(TinyRegressor().parameters))
    }

    /// The fused step and the optimizer's own pass are two ways to the same parameters.
    @Test func plainSGDAndSGDWithoutEffectOfMomentumAgree() throws {
        var fused = TinyClassifier(seed: 2)
        var separate = fused
        var plain = Optimizer.sgd(learningRate: 0.1)
        var momentum = Optimizer.sgd(learningRate: 0.1, momentum: 1e-30)
        let samples = randomSamples(150)
        let labels = samples.indices.map { $0 % 2 }
        for _ in 0..<3 {
            let loss = try fused.trainStep(inputs: samples, labels: labels, optimizer: &plain)
            #expect(try separate.trainStep(inputs: samples, labels: labels, optimizer: &momentum) == loss)
        }
        #expect(Array(fused.parameters) == Array(separate.parameters))
    }

    @Test func labelsAreOneHotTargetsForTheSquaredError() throws {
        var byLabel = TinyRegressor(seed: 2)
        var byTarget = byLabel
        var optimizers = (Optimizer.adam(), Optimizer.adam())
        let inputs: [[Float]] = [[1, 2, 3], [0, -1, 1]]
        // Targets of an earlier step must not shine through.
        for labels in [[0, 1], [1, 0]] {
            let targets: [[Float]] = labels.map { $0 == 0 ? [1, 0] : [0, 1] }
            let loss = try byLabel.trainStep(inputs: inputs, labels: labels, optimizer: &optimizers.0)
            #expect(
                try byTarget.trainStep(inputs: inputs, targets: targets, optimizer: &optimizers.1) == loss)
        }
        #expect(Array(byLabel.parameters) == Array(byTarget.parameters))
    }

    @Test func everyOptimizerLearns() throws {
        let samples = randomSamples(64)
        let labels = samples.map { $0[0] + $0[1] > $0[2] ? 1 : 0 }
        for (name, optimizer, _) in OptimizerTests.pyTorch {
            var model = TinyClassifier(seed: 5)
            var optimizer = optimizer
            // Steps as long as a test of four of them has would lead too far, or not far enough.
            if name.hasPrefix("RMSprop") { optimizer.learningRate = 0.005 }
            if name.hasPrefix("Adagrad") { optimizer.learningRate = 0.3 }
            var losses: [Float] = []
            for _ in 0..<200 {
                losses.append(try model.trainStep(inputs: samples, labels: labels, optimizer: &optimizer))
            }
            #expect(losses[199] < 0.6 * losses[0], "\(name): \(losses[0]) to \(losses[199])")
        }
    }
}

/// Samples of three numbers in -2 ..< 2, always the same.
func randomSamples(_ count: Int) -> [[Float]] {
    var random = SplitMix64(seed: 11)
    return (0..<count).map { _ in (0..<3).map { _ in 4 * random.nextUniform() - 2 } }
}
