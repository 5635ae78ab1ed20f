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
