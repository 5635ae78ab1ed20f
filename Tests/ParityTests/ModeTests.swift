import Foundation
import Testing

@testable import GraphRuntime

/// Layers that do one thing in training and another in inference.
struct ModeTests {
    private static let samples: [[Float]] = (0..<20).map { row in
        var random = SplitMix64(seed: UInt64(row))
        return (0..<64).map { _ in random.nextUniform() }
    }
    private static let labels: [Int] = (0..<20).map { $0 % 10 }

    @Test func inferenceChangesNothingAndDrawsNothing() throws {
        var model = DigitsModes(seed: 1)
        var optimizer = Optimizer.sgd(learningRate: 0.1)
        try model.trainStep(inputs: Self.samples, labels: Self.labels, optimizer: &optimizer)
        let before = model
        #expect(try model.logits(batch: Self.samples) == model.logits(batch: Self.samples))
        #expect(model.parameters.elementsEqual(before.parameters))
    }

    @Test func stateMovesInTrainingAndIsCopied() throws {
        var model = DigitsModes(seed: 1)
        let start = model
        var optimizer = Optimizer.adamW(learningRate: 0, weightDecay: 0.5)
        for _ in 0..<3 {
            try model.trainStep(inputs: Self.samples, labels: Self.labels, optimizer: &optimizer)
        }
        for (before, after) in zip(start.parameters, model.parameters) {
            let isState = before.name.contains("running") || before.name.contains("tracked")
            #expect((before.values != after.values) == isState, "\(before.name)")
        }
        #expect(model.parameters["1.num_batches_tracked"]?.values == [3])
        #expect(start.parameters["1.num_batches_tracked"]?.values == [0])
    }

    @Test(arguments: [Optimizer.sgd(learningRate: 0.1), .adam()])
    func masksDifferFromStepToStepAndNotFromRunToRun(_ optimizer: Optimizer) throws {
        func losses(seed: UInt64) throws -> [Float] {
            var model = DigitsModes(seed: 1)
            var optimizer = optimizer
            optimizer.learningRate = 0
            return try (0..<4).map { _ in
                try model.trainStep(
                    inputs: Self.samples, labels: Self.labels, optimizer: &optimizer, seed: seed)
            }
        }
        let run = try losses(seed: 5)
        #expect(Set(run).count == 4)
        #expect(try losses(seed: 5) == run)
        #expect(Set(run).isDisjoint(with: try losses(seed: 6)))
    }

    @Test func aBatchWithoutAVarianceIsRefused() throws {
        var model = DigitsModes(seed: 1)
        let start = model
        var optimizer = Optimizer.sgd(learningRate: 0.1)
        let error = ModelError.smallBatch(minimum: 2, found: 1)
        #expect(throws: error) {
            try model.trainStep(inputs: [Self.samples[0]], labels: [0], optimizer: &optimizer)
        }
        #expect("\(error)".contains("at least 2 samples"))
        let data = try Self.digits(65)
        #expect(throws: error) {
            try Trainer(optimizer: optimizer, batchSize: 64, epochs: 1, progress: .silent).fit(
                &model, on: data)
        }
        #expect(model.parameters.elementsEqual(start.parameters))
        #expect(try model.logits(Self.samples[0]).count == 10)
        // Who drops the last sample can train.
        #expect("\(error)".contains("dropLast: true"))
        try Trainer(optimizer: optimizer, batchSize: 64, dropLast: true, epochs: 2, progress: .silent).fit(
            &model, on: data)
        #expect(model.parameters["1.num_batches_tracked"]?.values == [2])
    }

    private static func digits(_ count: Int) throws -> ImageDataset {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne).train.prefix(count)
    }

    /// With a Linear of ones behind it, the logit counts what is left.
    @Test func dropoutKeepsAndScales() throws {
        var model = DroppedSum(seed: 0)
        let width = DroppedSum.layout.inputs
        try model.setParameter("1.weight", to: Array(repeating: 1, count: width))
        try model.setParameter("1.bias", to: [0])
        let sample = Array(repeating: Float(3), count: width)
        #expect(try model.logits(sample) == [3 * Float(width)])
        var optimizer = Optimizer.sgd(learningRate: 0)
        // The loss is the square of a sum of kept elements, each of which counts 3 · 4/3.
        for _ in 0..<20 {
            let loss = try model.trainStep(inputs: [sample], targets: [[0]], optimizer: &optimizer)
            let kept = loss.squareRoot() / 4
            #expect(abs(kept - kept.rounded()) < 0.01)
            // Within five standard deviations.
            #expect(abs(kept - 0.75 * Float(width)) < 5 * (Float(width) * 0.75 * 0.25).squareRoot())
        }
    }

    @Test func seedsOfStepsAreThoseOfC() throws {
        let c = try GeneratedC("DigitsModes.nn", optimization: "-O0")
        let handle = try #require(dlopen(c.library, RTLD_NOW | RTLD_LOCAL))
        defer { dlclose(handle) }
        typealias StepSeed = @convention(c) (UInt64, UInt64) -> UInt64
        let function = unsafeBitCast(
            try #require(dlsym(handle, "\(c.prefix)_step_seed")), to: StepSeed.self)
        for (run, step) in [(0, 0), (0, 1), (7, 0), (UInt64.max, 12345)] as [(UInt64, UInt64)] {
            #expect(function(run, step) == SplitMix64.stepSeed(run: run, step: step))
        }
        #expect(SplitMix64.stepSeed(run: 0, step: 0) != SplitMix64.stepSeed(run: 0, step: 1))
    }
}
