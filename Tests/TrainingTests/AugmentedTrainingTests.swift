import Foundation
import Testing

@testable import GraphRuntime

/// Batches are gathered, and images changed, beside the steps before: what is learned does not depend on it.
struct AugmentedTrainingTests {
    private static func digits() throws -> Digits {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne)
    }

    private static let augmentation: [Augmentation] = [
        .randomCrop(padding: 1), .randomRotation(degrees: 10), .randomHorizontalFlip(probability: 0.1),
    ]

    private func trainer(
        _ optimizer: Optimizer = .sgd(learningRate: 0.05), epochs: Int = 2, accumulation: Int = 1,
        threads: Int
    ) -> Trainer {
        var trainer = Trainer(
            optimizer: optimizer, batchSize: 24, accumulation: accumulation, augmentation: Self.augmentation,
            epochs: epochs, seed: 3, threads: threads, progress: .silent)
        trainer.cores = threads
        return trainer
    }

    /// In every epoch the images that `augmented` shows, in the order that `forEachBatch` has.
    @Test(arguments: 1...3) func stepByStepItIsTheSame(threads: Int) throws {
        let data = try Self.digits().train.prefix(100)
        var fitted = WideNet(seed: 1)
        try trainer(threads: threads).fit(&fitted, on: data)
        var stepped = WideNet(seed: 1)
        var optimizer = Optimizer.sgd(learningRate: 0.05)
        for epoch in 1...2 {
            let images = try data.augmented(by: Self.augmentation, seed: 3, epoch: epoch)
            try images.forEachBatch(of: 24, shuffledBy: 3, epoch: epoch) { batch in
                try stepped.trainStep(
                    flat: Array(batch.inputs), labels: batch.labels.map { Int($0) }, optimizer: &optimizer)
            }
        }
        #expect(fitted.parameters.elementsEqual(stepped.parameters))
        #expect(!fitted.parameters.elementsEqual(WideNet(seed: 1).parameters))
    }

    /// With BatchNorm, Dropout and steps over several batches, and going on from the middle of an epoch.
    @Test(arguments: [1, 3]) func theNumberOfThreadsChangesNothing(accumulation: Int) throws {
        let data = try Self.digits()
        let (training, validation) = (data.train.prefix(150), data.test.prefix(50))
        var whole = DigitsCNN(seed: 1)
        let history = try trainer(.adam(), accumulation: accumulation, threads: 1).fit(
            &whole, on: training, validatingOn: validation)
        for threads in 2...4 {
            var parts = DigitsCNN(seed: 1)
            var steps = 0
            let trainer = self.trainer(.adam(), accumulation: accumulation, threads: threads)
            try trainer.fit(&parts, on: training, validatingOn: validation) { control in
                steps += 1
                if steps == 2 { control.stop() }
            }
            try trainer.fit(&parts, on: training, validatingOn: validation, starting: .resumed)
            #expect(parts.parameters.elementsEqual(whole.parameters))
            #expect(parts.history.epochs.map(\.training) == history.epochs.map(\.training))
            #expect(parts.history.epochs.map(\.validation) == history.epochs.map(\.validation))
        }
        let last = history.epochs.last?.validation?.loss
        #expect(try whole.evaluate(on: validation).loss == last)
    }

    /// What was gathered beside a step is of no use to it: an error there is one of the next batch.
    @Test(arguments: 1...3) func anErrorIsThatOfItsBatch(threads: Int) throws {
        let data = try Self.digits().train.prefix(120)
        let order = Batches(sampleCount: 120, batchSize: 24, seed: 3, epoch: 1).order
        // In the third of five batches.
        let bad = Int(order[50])
        struct Unreadable: Error {}
        let broken = try GeneratedDataset(count: 120, sampleShape: [1, 8, 8], classNames: data.classNames) {
            if $0 == bad { throw Unreadable() }
            return (data[$0].values, data[$0].label)
        }
        var model = WideNet(seed: 1)
        var batches: [Int] = []
        #expect(throws: Unreadable.self) {
            try trainer(threads: threads).fit(&model, on: broken) { batches.append($0.batch) }
        }
        #expect(batches == [1, 2])
        var expected = WideNet(seed: 1)
        try trainer(threads: threads).fit(&expected, on: data) { if $0.batch == 2 { $0.stop() } }
        #expect(model.parameters.elementsEqual(expected.parameters))
        // Once it can be read, training goes on.
        try trainer(threads: threads).fit(&model, on: data, starting: .resumed)
        try trainer(threads: threads).fit(&expected, on: data, starting: .resumed)
        #expect(model.parameters.elementsEqual(expected.parameters))
    }

    @Test func whatIsNoImageIsNotAugmented() throws {
        let rows = try TensorDataset(
            inputs: Self.digits().train.prefix(10).map(\.values), labels: Array(0..<10),
            classNames: (0..<10).map(String.init))
        var model = WideNet(seed: 1)
        var trainer = self.trainer(threads: 1)
        #expect(throws: DatasetError.notAnImage([64])) { try trainer.fit(&model, on: rows) }
        trainer.augmentation = [.randomCrop(padding: -1)]
        let images = try Self.digits().train
        #expect(throws: DatasetError.augmentation(name: "padding", value: -1)) {
            try trainer.fit(&model, on: images)
        }
    }
}
