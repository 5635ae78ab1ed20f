import Foundation
import Testing

@testable import GraphRuntime

/// Schedules and clipping against what scripts/parity/make_training_fixture.py has stored of PyTorch's.
@Suite struct PyTorchTrainingTests {
    private struct Fixture: Decodable {
        var schedules: [String: [Double]]
        var clipping: [Clipping]
    }

    private struct Clipping: Decodable {
        var kind: String
        var limit: Double
        var gradient: [Float]
        var clipped: [Double]
    }

    private static let fixture: Fixture = {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Fixtures/training.json")
        // The file is part of the package.
        // swift-format-ignore: NeverUseForceTry
        return try! JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }()

    private static let schedules: [String: Schedule] = [
        "constant": .constant,
        "step": .step(size: 7, gamma: 0.3),
        "exponential": .exponential(gamma: 0.9),
        "cosine": .cosine(length: 15, minimum: 0.002),
        "oneCycle": .oneCycle(length: 40),
        "oneCycleSteep": .oneCycle(length: 40, warmUp: 0.1, startDivisor: 10, endDivisor: 50),
        "warmUp": .constant.warmedUp(over: 5),
        "warmUpCosine": .cosine(length: 20).warmedUp(over: 6, from: 0.1),
        "warmUpStep": .step(size: 5, gamma: 0.5).warmedUp(over: 4, from: 0.5),
    ]

    @Test(arguments: schedules.keys.sorted()) func schedulesArePyTorchs(_ name: String) throws {
        let schedule = try #require(Self.schedules[name])
        let expected = try #require(Self.fixture.schedules[name])
        for (index, rate) in expected.enumerated() {
            let found = schedule.learningRate(0.1, at: index)
            #expect(abs(found - rate) <= 1e-12, "step \(index): \(found), expected \(rate)")
        }
        #expect(Self.fixture.schedules.count == Self.schedules.count)
    }

    @Test func aScheduleCountsEpochsOrSteps() {
        #expect(Schedule.step(size: 7).counted(per: .steps) == .step(size: 7, per: .steps))
        #expect(Schedule.constant.warmedUp(over: 5).counted(per: .steps).unit == .steps)
        #expect(Schedule.oneCycle(length: 40).counted(per: .epochs).unit == .epochs)
    }

    /// A model whose gradient is given: it tells what reaches the optimizer.
    @Test(arguments: 0..<6, [1, 2, 3]) func clippingIsPyTorchs(_ index: Int, threads: Int) throws {
        let clipping = Self.fixture.clipping[index]
        let found = try step(
            along: clipping.gradient, threads: threads,
            clipping.kind == "norm" ? .norm(clipping.limit) : .value(clipping.limit))
        for (found, expected) in zip(found, clipping.clipped) {
            #expect(abs(Double(found) - expected) <= 1e-6 * max(1, abs(expected)))
        }
    }

    /// The sum of squares is long enough here for several blocks, and for threads to share them.
    @Test func theNormIsTheSameForAnyNumberOfThreads() throws {
        var random = SplitMix64(seed: 5)
        let gradient = (0..<50_001).map { _ in random.nextUniform() - 0.5 }
        let alone = try step(along: gradient, threads: 1, .norm(1))
        for threads in 2...4 { #expect(try step(along: gradient, threads: threads, .norm(1)) == alone) }
        let norm = alone.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
        #expect(abs(norm - 1) < 1e-5)
    }

    /// What a step of length one takes from parameters that are zero.
    private func step(
        along gradient: [Float], threads: Int, _ clipping: GradientClipping
    ) throws -> [Float] {
        let compiled = CompiledModel(
            layout: ModelLayout(
                name: "Given", inputShape: [1], outputs: 1, loss: .meanSquaredError,
                parameters: [
                    .init(
                        name: "g", shape: [gradient.count], offset: 0, axes: [(gradient.count, 1)],
                        start: .constant(0))
                ], parameterFloats: gradient.count, arenaFloatsPerSample: 0, flopsPerSample: 1 << 30),
            forward: { _, _ in },
            loss: { pass, _ in pass.losses[0] = 0 },
            gradient: { pass, worker in
                pass.losses[0] = 0
                for place in worker.share(of: gradient.count, by: 1) {
                    pass.gradients[place] = gradient[place]
                }
            }, step: { _, _ in })
        var model = DynamicModel(compiled)
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 1), batchSize: 1, clipping: clipping, epochs: 1, threads: threads,
            progress: .silent)
        trainer.cores = threads
        try trainer.fit(&model, on: try TensorDataset(inputs: [[0]], targets: [[0]]))
        return try #require(model.parameters["g"]).values.map { -$0 }
    }
}
