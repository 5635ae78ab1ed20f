import Foundation
import Testing

@testable import GraphRuntime

/// The number of threads changes the time that a training takes, and no bit of what it gives.
struct ThreadTests {
    @Test(arguments: [
        Optimizer.sgd(learningRate: 0.05), .sgd(learningRate: 0.05, momentum: 0.9),
        .adam(learningRate: 0.003),
    ])
    func anyNumberOfThreadsGivesTheSameBits(optimizer: Optimizer) throws {
        let alone = try train(optimizer, threads: 1)
        for threads in 2...4 {
            let shared = try train(optimizer, threads: threads)
            #expect(Array(shared.model.parameters) == Array(alone.model.parameters), "\(threads) threads")
            for (epoch, expected) in zip(shared.history.epochs, alone.history.epochs) {
                #expect(epoch.training == expected.training)
                #expect(epoch.validation == expected.validation)
            }
        }
    }

    /// Steps and predictions share the work as a trainer does, and arrays of arrays are as good as one flat array.
    @Test func stepsOfOnesOwnAreThoseOfATrainer() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        let data = try Digits(directory: directory.path, normalization: .zeroToOne).train.prefix(128)
        var fitted = WideNet(seed: 1)
        var trainer = Trainer(optimizer: .adam(), batchSize: 64, epochs: 1, threads: 1, progress: .silent)
        trainer.cores = 1
        try trainer.fit(&fitted, on: data)
        var (nested, flat) = (WideNet(seed: 1), WideNet(seed: 1))
        var (first, second) = (Optimizer.adam(), Optimizer.adam())
        for batch in Batches(sampleCount: 128, batchSize: 64, seed: 0, epoch: 1) {
            let samples = batch.map { data[Int($0)] }
            try nested.trainStep(
                inputs: samples.map(\.values), labels: samples.map(\.label), optimizer: &first)
            try flat.trainStep(
                flat: samples.flatMap(\.values), labels: samples.map(\.label), optimizer: &second)
        }
        #expect(nested.parameters.elementsEqual(fitted.parameters))
        #expect(flat.parameters.elementsEqual(fitted.parameters))
        let all = data.flatMap(\.values)
        #expect(try flat.logits(flat: all) == flat.logits(batch: data.map(\.values)).flatMap { $0 })
        #expect(try flat.predict(flat: all) == flat.predict(batch: data.map(\.values)))
        #expect(throws: ModelError.inputLength(sample: 127, expected: 64, found: 63)) {
            try flat.logits(flat: Array(all.dropLast()))
        }
        #expect(throws: ModelError.labelCount(expected: 128, found: 1)) {
            try flat.trainStep(flat: all, labels: [0], optimizer: &first)
        }
    }

    /// There may be more threads than samples in a batch, or than panels in a layer.
    @Test func moreThreadsThanWorkAreNoHarm() throws {
        let optimizer = Optimizer.sgd(learningRate: 0.05)
        let alone = try train(optimizer, batchSize: 3, samples: 20, threads: 1)
        let crowd = try train(optimizer, batchSize: 3, samples: 20, threads: 7)
        #expect(Array(crowd.model.parameters) == Array(alone.model.parameters))
    }

    private func train(
        _ optimizer: Optimizer, batchSize: Int = 60, samples: Int = .max, threads: Int
    ) throws -> (model: WideNet, history: History) {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        let data = try Digits(directory: directory.path, normalization: .zeroToOne)
        var model = WideNet(seed: 1)
        var trainer = Trainer(
            optimizer: optimizer, batchSize: batchSize, epochs: 2, seed: 1, threads: threads,
            progress: .silent)
        trainer.cores = threads
        let history = try trainer.fit(
            &model, on: data.train.prefix(samples), validatingOn: data.test)
        return (model, history)
    }
}
