import Testing

@testable import GraphRuntime

/// Training goes on where it ended, as if it never had.
@Suite struct ContinuationTests {
    static let optimizers: [Optimizer] = [
        .sgd(learningRate: 0.1), .sgd(learningRate: 0.1, momentum: 0.9, nesterov: true), .adam(),
        .adamW(amsgrad: true), .rmsProp(momentum: 0.5, centered: true), .adagrad(learningRateDecay: 0.1),
    ]

    private func trainer(_ optimizer: Optimizer, epochs: Int) -> Trainer {
        Trainer(
            optimizer: optimizer, schedule: .cosine(length: 30, per: .steps).warmedUp(over: 5),
            batchSize: 16, accumulation: 2, clipping: .norm(0.5), epochs: epochs, seed: 5,
            progress: .silent)
    }

    @Test(arguments: optimizers.indices) func twoTrainingsAreOneLonger(_ index: Int) throws {
        let (data, optimizer) = (try threePixels(100), Self.optimizers[index])
        var whole = TinyClassifier(seed: 1)
        let all = try trainer(optimizer, epochs: 5).fit(&whole, on: data, validatingOn: data)
        var parts = TinyClassifier(seed: 1)
        let first = try trainer(optimizer, epochs: 2).fit(&parts, on: data, validatingOn: data)
        let second = try trainer(optimizer, epochs: 3).fit(&parts, on: data, validatingOn: data)
        #expect(parts.parameters.elementsEqual(whole.parameters))
        #expect(second.epochs.map(\.number) == [3, 4, 5])
        func evaluations(_ history: History) -> [[Evaluation?]] {
            history.epochs.map { [$0.training, $0.validation] }
        }
        #expect(evaluations(first + second) == evaluations(all))
        #expect(evaluations(parts.history) == evaluations(all))
    }

    /// Stopped after any batch, in the middle of an epoch or at its end.
    @Test(arguments: 1...9) func whatWasStoppedGoesOn(_ batches: Int) throws {
        let data = try threePixels(100)
        var whole = TinyClassifier(seed: 1)
        let all = try trainer(.adam(), epochs: 2).fit(&whole, on: data)
        var parts = TinyClassifier(seed: 1)
        var steps = 0
        try trainer(.adam(), epochs: 2).fit(&parts, on: data) { control in
            #expect(control.batch == steps % 4 + 1 && control.batches == 4)
            steps += 1
            if steps == batches { control.stop() }
        }
        #expect(steps == min(8, batches))
        try trainer(.adam(), epochs: 2).fit(&parts, on: data, starting: .resumed)
        #expect(parts.parameters.elementsEqual(whole.parameters))
        #expect(parts.history.epochs.map(\.training) == all.epochs.map(\.training))
        // There is nothing left of it.
        #expect(try trainer(.adam(), epochs: 2).fit(&parts, on: data, starting: .resumed).epochs.isEmpty)
        #expect(parts.parameters.elementsEqual(whole.parameters))
    }

    @Test func aTrainingCanBeginAnew() throws {
        let data = try threePixels(100)
        let trainer = trainer(.adam(), epochs: 2)
        var model = TinyClassifier(seed: 1)
        try trainer.fit(&model, on: data)
        var fresh = TinyClassifier(storage: ModelStorage(TinyClassifier.compiled))
        for parameter in model.parameters {
            try fresh.setParameter(parameter.name, to: parameter.values)
        }
        var forgetful = model
        forgetful.forgetTraining()
        #expect(forgetful.history.epochs.isEmpty && model.history.epochs.count == 2)
        let numbers = try trainer.fit(&fresh, on: data).epochs.map(\.number)
        #expect(numbers == [1, 2])
        try trainer.fit(&forgetful, on: data)
        try trainer.fit(&model, on: data, starting: .anew)
        #expect(model.parameters.elementsEqual(fresh.parameters))
        #expect(forgetful.parameters.elementsEqual(fresh.parameters))
        #expect(model.history.epochs.map(\.number) == [1, 2])
    }

    @Test func copiesGoOnByThemselves() throws {
        let data = try threePixels(100)
        let trainer = trainer(.adam(), epochs: 1)
        var model = TinyClassifier(seed: 1)
        try trainer.fit(&model, on: data)
        var copy = model
        let before = copy
        try trainer.fit(&model, on: data)
        #expect(copy.parameters.elementsEqual(before.parameters) && copy.history.epochs.count == 1)
        try trainer.fit(&copy, on: data)
        #expect(copy.parameters.elementsEqual(model.parameters))
    }

    @Test func anotherOptimizerGoesOnFromTheSameStep() throws {
        let data = try threePixels(64)
        var model = TinyClassifier(seed: 1)
        try trainer(.adam(), epochs: 1).fit(&model, on: data)
        let history = try trainer(.sgd(learningRate: 0.1, momentum: 0.9), epochs: 1).fit(&model, on: data)
        #expect(history.epochs.map(\.number) == [2])
        #expect(model.storage.training?.state.optimizer.steps == 4)
    }

    @Test func cancellationEndsTheTrainingWithinABatch() async throws {
        let data = try threePixels(100)
        let task = Task { () -> (TinyClassifier, Int, Bool) in
            var model = TinyClassifier(seed: 1)
            var batches = 0
            do {
                try trainer(.adam(), epochs: 1000).fit(&model, on: data) { _ in
                    batches += 1
                    if batches == 6 { withUnsafeCurrentTask { $0?.cancel() } }
                }
            } catch is CancellationError { return (model, batches, true) }
            return (model, batches, false)
        }
        let (model, batches, wasCancelled) = try await task.value
        #expect(batches == 6 && wasCancelled)
        var expected = TinyClassifier(seed: 1)
        var steps = 0
        try trainer(.adam(), epochs: 2).fit(&expected, on: data) { control in
            steps += 1
            if steps == 6 { control.stop() }
        }
        #expect(model.parameters.elementsEqual(expected.parameters))
    }
}
