import Foundation
import Testing

@testable import GraphRuntime

/// Schedules and clipping against what scripts/parity/make_training_fixture.py has stored of PyTorch's.
@Suite struct PyTorchTrainingTests {
    private struct Fixture: Decodable {
        var schedules: [String: [Double]]
        var cycled: [String: Cycled]
        var clipping: [Clipping]
    }

    private struct Cycled: Decodable {
        var momenta: [Double]
        var parameters: [[Double]]
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

    private static let optimizers: [String: Optimizer] = [
        "sgd": .sgd(learningRate: 0.1, momentum: 0.5),
        "nesterov": .sgd(learningRate: 0.1, momentum: 0.5, nesterov: true),
        "adam": .adam(learningRate: 0.1),
        "adamW": .adamW(learningRate: 0.1),
        "rmsProp": .rmsProp(learningRate: 0.1, momentum: 0.5),
    ]

    /// With a momentum that goes down and up, and gradients of which each is a little more than the one before.
    @Test(arguments: optimizers.keys.sorted()) func aCycledMomentumIsPyTorchs(_ name: String) throws {
        let optimizer = try #require(Self.optimizers[name])
        let expected = try #require(Self.fixture.cycled[name])
        let schedule = Schedule.oneCycle(length: 40, momentum: 0.85...0.95)
        for (index, momentum) in expected.momenta.enumerated() {
            #expect(abs(try #require(schedule.momentum(at: index)) - momentum) <= 1e-12)
        }
        let gradient: [Float] = [1, -2, 0.5]
        var model = DynamicModel(
            givenGradient(of: 3) { pass, place in
                gradient[place] * (1 + pass.input[0] / 4)
            })
        let trainer = Trainer(
            optimizer: optimizer, schedule: schedule, batchSize: 1, epochs: 1, threads: 1, progress: .silent)
        for (step, expected) in expected.parameters.enumerated() {
            try trainer.fit(&model, on: try TensorDataset(inputs: [[Float(step)]], targets: [[0]]))
            for (found, expected) in zip(try #require(model.parameters["g"]).values, expected) {
                #expect(abs(Double(found) - expected) <= 2e-6 * max(1, abs(expected)), "step \(step)")
            }
        }
        #expect(Self.fixture.cycled.count == Self.optimizers.count)
    }

    @Test func aMomentumThatIsNotThereIsNotCycled() throws {
        var model = DynamicModel(givenGradient(of: 1) { _, _ in 1 })
        let data = try TensorDataset(inputs: [[0]], targets: [[0]])
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 1), schedule: .oneCycle(length: 3, momentum: 0.8...0.9), epochs: 1,
            progress: .silent)
        for optimizer in [Optimizer.sgd(learningRate: 1), .rmsProp(), .adagrad(), .adam(betas: (0, 0.9))] {
            trainer.optimizer = optimizer
            #expect(throws: TrainingError.noMomentum) { try trainer.fit(&model, on: data) }
        }
        trainer.optimizer = .adam()
        trainer.schedule = .oneCycle(length: 3, momentum: 0.8...1)
        #expect(throws: TrainingError.schedule(name: "momentum", value: 1)) {
            try trainer.fit(&model, on: data)
        }
        #expect(Schedule.oneCycle(length: 3).momentum(at: 0) == nil)
        #expect(Schedule.oneCycle(length: 40, momentum: 0.8...0.9).warmedUp(over: 5).momentum(at: 2) == 0.9)
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
        var model = DynamicModel(givenGradient(of: gradient.count) { _, place in gradient[place] })
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 1), batchSize: 1, clipping: clipping, epochs: 1, threads: threads,
            progress: .silent)
        trainer.cores = threads
        try trainer.fit(&model, on: try TensorDataset(inputs: [[0]], targets: [[0]]))
        return try #require(model.parameters["g"]).values.map { -$0 }
    }

    /// A model whose gradient is what a function says of each parameter.
    private func givenGradient(
        of count: Int, _ gradient: @escaping @Sendable (Pass, _ place: Int) -> Float
    ) -> CompiledModel {
        CompiledModel(
            layout: ModelLayout(
                name: "Given", inputShape: [1], outputs: 1, loss: .meanSquaredError,
                parameters: [
                    .init(name: "g", shape: [count], offset: 0, axes: [(count, 1)], start: .constant(0))
                ], parameterFloats: count, arenaFloatsPerSample: 0, flopsPerSample: 1 << 30),
            forward: { _, _ in },
            loss: { pass, _ in pass.losses[0] = 0 },
            gradient: { pass, worker in
                pass.losses[0] = 0
                for place in worker.share(of: count, by: 1) { pass.gradients[place] = gradient(pass, place) }
            }, step: { _, _ in })
    }
}
