import GraphRuntime

/// A training that goes on by an epoch whenever it is asked to.
struct SwiftTraining<M: Model> {
    private let data: ImageDataset
    private var trainer: Trainer
    private var model = M(seed: 0)

    init(on data: ImageDataset, optimizer: Optimizer, threads: Int?, augmentation: [Augmentation] = []) {
        self.data = data
        trainer = Trainer(
            optimizer: optimizer, batchSize: 64, augmentation: augmentation, epochs: 1, threads: threads,
            progress: .silent)
    }

    mutating func epoch() throws -> Answer {
        trainer.seed += 1
        let start = ContinuousClock.now
        let history = try trainer.fit(&model, on: data)
        let seconds = (ContinuousClock.now - start) / .seconds(1)
        return Answer(seconds: seconds, loss: history.epochs.last?.training.loss)
    }
}
