import Foundation
import Testing

@testable import GraphRuntime

/// Compiled models with BatchNorm and Dropout: their state and what they draw go on, too, with every optimizer and any
/// number of threads.
struct ContinuationTests {
    private static let optimizers: [Optimizer] = [
        .sgd(learningRate: 0.05), .sgd(learningRate: 0.05, momentum: 0.9), .adam(), .adamW(), .rmsProp(),
        .adagrad(),
    ]

    private static func digits() throws -> Digits {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne)
    }

    private func trainer(_ optimizer: Optimizer, epochs: Int, threads: Int = 1) -> Trainer {
        var trainer = Trainer(
            optimizer: optimizer, schedule: .exponential(gamma: 0.8), batchSize: 32, accumulation: 2,
            clipping: .norm(1), epochs: epochs, seed: 2, threads: threads, progress: .silent)
        trainer.cores = threads
        return trainer
    }

    @Test(arguments: optimizers.indices) func stateAndDrawsGoOn(_ index: Int) throws {
        let data = try Self.digits().train.prefix(200)
        let optimizer = Self.optimizers[index]
        var whole = DigitsCNN(seed: 1)
        let history = try trainer(optimizer, epochs: 3).fit(&whole, on: data, validatingOn: data)
        for threads in 1...4 {
            var parts = DigitsCNN(seed: 1)
            try trainer(optimizer, epochs: 1, threads: threads).fit(&parts, on: data, validatingOn: data)
            // Stopped in the middle of an epoch, it goes on with as many threads as there are next time.
            var batches = 0
            try trainer(optimizer, epochs: 2).fit(&parts, on: data, validatingOn: data) { control in
                batches += 1
                if batches == 3 { control.stop() }
            }
            try trainer(optimizer, epochs: 3, threads: threads).fit(
                &parts, on: data, validatingOn: data, starting: .resumed)
            #expect(parts.parameters.elementsEqual(whole.parameters), "\(threads) threads")
            #expect(parts.history.epochs.map(\.training) == history.epochs.map(\.training))
            #expect(parts.history.epochs.map(\.validation) == history.epochs.map(\.validation))
        }
    }

    /// Of which every step has another momentum, before and behind a checkpoint, too.
    @Test(arguments: [0, 9, 20, 31]) func aCycledMomentumGoesOn(stop: Int) throws {
        let data = try Self.digits().train.prefix(320)
        var trainer = Trainer(
            optimizer: .adam(betas: (0.9, 0.999)),
            schedule: .oneCycle(length: 40, momentum: 0.85...0.95), batchSize: 16, epochs: 2,
            progress: .silent)
        var whole = DigitsNet(seed: 1)
        try trainer.fit(&whole, on: data)
        var parts = DigitsNet(seed: 1)
        var steps = 0
        try trainer.fit(
            &parts, on: data,
            onBatch: { control in
                if steps == stop { control.stop() }
                steps += 1
            })
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try parts.saveCheckpoint(to: path)
        var loaded = DigitsNet()
        try loaded.loadCheckpoint(from: path)
        trainer.threads = 1
        try trainer.fit(&loaded, on: data, starting: .resumed)
        #expect(loaded.parameters.elementsEqual(whole.parameters))
    }

    /// Neither parameters, nor running statistics, nor the optimizer: the next batch is as if this one had not been.
    @Test(arguments: optimizers.indices) func aLossThatIsNotFiniteLeavesNoTrace(_ index: Int) throws {
        let data = try Self.digits().train.prefix(64)
        let values = data.flatMap(\.values)
        let labels = data.map(\.label)
        func run<Network: Model>(_ type: Network.Type, threads: Int) throws -> (Network, Int) {
            var model = Network(seed: 1)
            var optimizer = Self.optimizers[index]
            var failures = 0
            for step in 0..<4 {
                var inputs = (0..<32).map {
                    Array(values[($0 + 32 * (step % 2)) * 64..<($0 + 1 + 32 * (step % 2)) * 64])
                }
                let batch = Array(labels[32 * (step % 2)..<32 * (step % 2) + 32])
                if threads > 0, step == 2 {
                    let good = inputs
                    inputs[5][9] = .nan
                    #expect(throws: ModelError.self) {
                        try model.trainStep(inputs: inputs, labels: batch, optimizer: &optimizer)
                    }
                    failures += 1
                    inputs = good
                }
                try model.trainStep(inputs: inputs, labels: batch, optimizer: &optimizer)
            }
            return (model, failures)
        }
        let (net, _) = try run(DigitsNet.self, threads: 0)
        let (cnn, _) = try run(DigitsCNN.self, threads: 0)
        let (otherNet, failures) = try run(DigitsNet.self, threads: 1)
        let (otherCNN, _) = try run(DigitsCNN.self, threads: 1)
        #expect(failures == 1)
        #expect(otherNet.parameters.elementsEqual(net.parameters))
        #expect(otherCNN.parameters.elementsEqual(cnn.parameters))
    }

    @Test(arguments: [1, 2, 3]) func sharedStepsLeaveNoTraceEither(threads: Int) throws {
        let data = try Self.digits().train.prefix(96)
        var values = data.flatMap(\.values)
        values[70 * 64] = .infinity
        let broken = try TensorDataset(
            inputs: values, sampleShape: [1, 8, 8], labels: data.map(\.label), classNames: data.classNames)
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), batchSize: 96, epochs: 1, threads: threads, progress: .silent)
        trainer.cores = threads
        var model = WideNet(seed: 1)
        try trainer.fit(&model, on: data)
        let before = model
        let error = #expect(throws: TrainingError.self) { try trainer.fit(&model, on: broken) }
        #expect(
            error?.description
                == "epoch 2, batch 1: the loss is nan: sample 70 of the data has a number that is not finite")
        #expect(model.parameters.elementsEqual(before.parameters))
    }
}
