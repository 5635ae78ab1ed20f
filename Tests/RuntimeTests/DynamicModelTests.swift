import Foundation
import Testing

@testable import GraphRuntime

/// A model that is a value of a layout and functions does all that a generated type does.
@Suite struct DynamicModelTests {
    private let generated = TinyClassifier(seed: 3)
    private let dynamic = DynamicModel(.tinyClassifier(), seed: 3)

    @Test func itGivesWhatTheTypeGives() throws {
        let samples = randomSamples(300)
        #expect(Array(dynamic.parameters) == Array(generated.parameters))
        #expect(dynamic.layout.name == "TinyClassifier")
        #expect(try dynamic.logits(samples[0]) == generated.logits(samples[0]))
        #expect(try dynamic.logits(batch: samples) == generated.logits(batch: samples))
        #expect(try dynamic.predict(samples[0]) == generated.predict(samples[0]))
        #expect(try dynamic.predict(batch: samples) == generated.predict(batch: samples))
        let data = try threePixels(300)
        #expect(try dynamic.predict(data[7]) == generated.predict(data[7]))
        #expect(try dynamic.predict(data) == generated.predict(data))
        #expect(try dynamic.evaluate(on: data) == generated.evaluate(on: data))
    }

    @Test(arguments: [Optimizer.sgd(learningRate: 0.1), .adam()])
    func itIsTrainedAsTheTypeIs(_ optimizer: Optimizer) throws {
        func train(_ network: some NeuralNetwork) throws -> (parameters: [Tensor], history: History) {
            var network = network
            let trainer = Trainer(optimizer: optimizer, batchSize: 50, epochs: 2, progress: .silent)
            let history = try trainer.fit(
                &network, on: try threePixels(333), validatingOn: try threePixels(50, seed: 1))
            var optimizer = optimizer
            try network.trainStep(inputs: randomSamples(2), labels: [1, 0], optimizer: &optimizer)
            return (Array(network.parameters), history)
        }
        let (found, expected) = (try train(dynamic), try train(generated))
        #expect(found.parameters == expected.parameters)
        #expect(found.history.modelName == "TinyClassifier")
        #expect(found.history.epochs.map(\.training) == expected.history.epochs.map(\.training))
        #expect(found.history.epochs.map(\.validation) == expected.history.epochs.map(\.validation))
    }

    @Test func itsFilesAreThoseOfTheType() throws {
        try withTemporaryFolder { folder in
            try dynamic.save(to: "\(folder)/dynamic")
            try generated.save(to: "\(folder)/generated")
            #expect(try bytes(of: "\(folder)/dynamic") == bytes(of: "\(folder)/generated"))
            let read = try DynamicModel(.tinyClassifier(), contentsOf: "\(folder)/generated")
            #expect(Array(read.parameters) == Array(generated.parameters))
            var other = DynamicModel(.line(inputs: 3), seed: 0)
            #expect(throws: SafetensorsError.self) { try other.load(from: "\(folder)/generated") }
            #expect(Array(other.parameters) == Array(DynamicModel(.line(inputs: 3), seed: 0).parameters))
        }
    }

    @Test func copiesAreIndependent() throws {
        var copy = dynamic
        var optimizer = Optimizer.sgd(learningRate: 0.5)
        try copy.trainStep(inputs: [[1, 2, 3]], labels: [1], optimizer: &optimizer)
        #expect(Array(dynamic.parameters) == Array(generated.parameters))
        #expect(Array(copy.parameters) != Array(dynamic.parameters))
    }

    @Test func itTakesOverATypesParameters() throws {
        var wrapped = DynamicModel(storage: generated.storage)
        try wrapped.setParameter("3.bias", to: [5, 6])
        #expect(wrapped.parameters["3.bias"]?.values == [5, 6])
        #expect(Array(generated.parameters) == Array(dynamic.parameters))
        let back = TinyClassifier(storage: wrapped.storage)
        #expect(try back.logits([1, 2, 3]) == wrapped.logits([1, 2, 3]))
    }

    /// Its functions may know what only the running program knows.
    @Test(arguments: [1, 4]) func sizesOfTheRunningProgramAreLearned(inputs: Int) throws {
        var model = DynamicModel(.line(inputs: inputs), seed: 1)
        #expect(model.parameters.map(\.shape) == [[1, inputs]])
        var optimizer = Optimizer.sgd(learningRate: 0.1)
        let samples = (0..<inputs).map { one in (0..<inputs).map { $0 == one ? Float(1) : 0 } }
        let targets = (0..<inputs).map { [Float($0) - 2] }
        for _ in 0..<300 { try model.trainStep(inputs: samples, targets: targets, optimizer: &optimizer) }
        for (sample, target) in zip(samples, targets) {
            #expect(abs(try model.logits(sample)[0] - target[0]) < 0.01)
        }
    }

    @Test func whatDoesNotFitIsNamed() throws {
        var model = dynamic
        var optimizer = Optimizer.sgd(learningRate: 1)
        #expect(throws: ModelError.inputLength(sample: 0, expected: 3, found: 2)) {
            try model.logits([1, 2])
        }
        #expect(throws: ModelError.label(sample: 0, found: 2, classes: 2)) {
            try model.trainStep(inputs: [[1, 2, 3]], labels: [2], optimizer: &optimizer)
        }
        #expect(throws: ModelError.targetsForCrossEntropy) {
            try model.trainStep(inputs: [[1, 2, 3]], targets: [[1, 2]], optimizer: &optimizer)
        }
        #expect(throws: ParameterError.length("1.bias", shape: [5], found: 0)) {
            try model.setParameter("1.bias", to: [])
        }
        #expect(Array(model.parameters) == Array(generated.parameters))
    }

    @Test(arguments: [1, 3]) func noMoreWorkersRunThanTheLimit(limit: Int) throws {
        let seen = Log()
        let functions = CompiledModel.tinyClassifier()
        let compiled = CompiledModel(
            layout: functions.layout, workerLimit: limit, forward: functions.forward, loss: functions.loss,
            gradient: functions.gradient
        ) { pass, worker in
            seen.write("\(worker.count) ")
            if worker.index == 0 { functions.step(pass, worker) }
        }
        var model = DynamicModel(compiled)
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), batchSize: 16, epochs: 1, threads: 4, progress: .silent)
        trainer.cores = 4
        try trainer.fit(&model, on: try threePixels(16))
        #expect(seen.content == String(repeating: "\(limit) ", count: limit))
    }

    /// Workers wait for each other, those that have no core included.
    @Test func noMoreWorkersRunThanThereAreCores() {
        let compiled = TinyClassifier.compiled
        #expect(Team.count(for: compiled, rows: 16, threads: 256) <= max(1, Team.cores))
        #expect(Team.count(for: compiled, rows: 16, threads: 256, cores: 3) == 3)
        #expect(Team.count(for: compiled, rows: 16, threads: 2, cores: 3) == 2)
    }

    /// The image that one is asked for does not wake all the cores of a server.
    @Test func littleWorkIsSharedByFew() {
        var layout = TinyClassifier.layout
        layout.flopsPerSample = 2_500_000
        let compiled = CompiledModel(
            layout: layout, forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in }, step: { _, _ in })
        #expect(Team.count(for: compiled, rows: 1, cores: 64) == 3)
        #expect(Team.count(for: compiled, rows: 1, cores: 2) == 2)
        #expect(Team.count(for: compiled, rows: 1000, cores: 64) == 64)
        #expect(Team.count(for: TinyClassifier.compiled, rows: 1, cores: 64) == 1)
    }
}

extension CompiledModel {
    /// The layout and the functions of `TinyClassifier`.
    static func tinyClassifier() -> CompiledModel {
        CompiledModel(
            layout: TinyClassifier.layout, workerLimit: 1,
            forward: { TinyClassifier.forward($0, $1) }, loss: { TinyClassifier.loss($0, $1) },
            gradient: { TinyClassifier.gradient($0, $1) }, step: { TinyClassifier.step($0, $1) })
    }

    /// y = w · x, with the squared error.
    static func line(inputs: Int) -> CompiledModel {
        let layout = ModelLayout(
            name: "Line", inputShape: [inputs], outputs: 1, loss: .meanSquaredError,
            parameters: [
                .init(
                    name: "weight", shape: [1, inputs], offset: 0, axes: [(1, inputs), (inputs, 1)],
                    start: .constant(0))
            ],
            parameterFloats: inputs, arenaFloatsPerSample: 0)
        @Sendable func forward(_ pass: Pass, _ worker: Worker) {
            for row in 0..<pass.rows {
                pass.output[row] = 0
                for i in 0..<inputs { pass.output[row] += pass.parameters[i] * pass.input[row * inputs + i] }
            }
        }
        @Sendable func loss(_ pass: Pass, _ worker: Worker) {
            forward(pass, worker)
            for row in 0..<pass.rows {
                let difference = pass.output[row] - pass.targets[row]
                pass.losses[row] = difference * difference
            }
        }
        @Sendable func add(_ factor: Float, to memory: UnsafeMutablePointer<Float>, _ pass: Pass) {
            for row in 0..<pass.rows {
                let slope = factor * 2 * (pass.output[row] - pass.targets[row]) * pass.scale
                for i in 0..<inputs { memory[i] += slope * pass.input[row * inputs + i] }
            }
        }
        return CompiledModel(layout: layout, workerLimit: 1, forward: forward, loss: loss) { pass, worker in
            loss(pass, worker)
            pass.gradients.update(repeating: 0, count: inputs)
            add(1, to: pass.gradients, pass)
        } step: { pass, worker in
            loss(pass, worker)
            add(-pass.learningRate, to: pass.parameters, pass)
        }
    }
}
