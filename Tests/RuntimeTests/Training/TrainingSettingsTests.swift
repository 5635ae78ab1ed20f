import Testing

@testable import GraphRuntime

/// What a trainer can be told besides its optimizer.
@Suite struct TrainingSettingsTests {
    private func train(
        _ data: ImageDataset, _ settings: (inout Trainer) -> Void
    ) throws -> (TinyClassifier, History) {
        var model = TinyClassifier(seed: 1)
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 0.2, momentum: 0.9), batchSize: 16, epochs: 2, seed: 3,
            progress: .silent)
        settings(&trainer)
        let history = try trainer.fit(&model, on: data)
        return (model, history)
    }

    /// The gradient over several batches is that of a batch as large; only the order of the sum is another.
    @Test(arguments: [96, 100]) func accumulationIsALargerBatch(samples: Int) throws {
        let data = try threePixels(samples)
        let (large, _) = try train(data) { $0.batchSize = 48 }
        let (small, history) = try train(data) { ($0.batchSize, $0.accumulation) = (16, 3) }
        for (found, expected) in zip(small.parameters, large.parameters) {
            for (found, expected) in zip(found.values, expected.values) {
                #expect(abs(found - expected) < 1e-5)
            }
        }
        #expect(history.epochs.count == 2)
    }

    @Test func aDroppedBatchIsNoPartOfAnAccumulation() throws {
        let data = try threePixels(100)
        var batches: [Int] = []
        var model = TinyClassifier(seed: 1)
        let trainer = Trainer(
            optimizer: .adam(), batchSize: 16, dropLast: true, accumulation: 4, epochs: 1, progress: .silent)
        try trainer.fit(&model, on: data) { batches.append($0.batches) }
        // Six full batches: a step of four, and one of two.
        #expect(batches == [2, 2])
    }

    @Test func schedulesChangeTheLearningRate() throws {
        let data = try threePixels(64)
        let (scheduled, _) = try train(data) { $0.schedule = .step(size: 1, gamma: 0.5) }
        var model = TinyClassifier(seed: 1)
        for rate in [0.2, 0.1] {
            let trainer = Trainer(
                optimizer: .sgd(learningRate: rate, momentum: 0.9), batchSize: 16, epochs: 1, seed: 3,
                progress: .silent)
            try trainer.fit(&model, on: data)
        }
        #expect(model.parameters.elementsEqual(scheduled.parameters))
    }

    @Test func aFunctionChangesTheLearningRate() throws {
        let data = try threePixels(64)
        let (expected, _) = try train(data) { $0.schedule = .step(size: 1, gamma: 0.5) }
        var model = TinyClassifier(seed: 1)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.2, momentum: 0.9), batchSize: 16, epochs: 2, seed: 3,
            progress: .silent)
        var seen: [Double] = []
        try trainer.fit(
            &model, on: data, onBatch: { seen.append($0.learningRate) }, onEpoch: { $0.learningRate /= 2 })
        #expect(seen == [0.2, 0.2, 0.2, 0.2, 0.1, 0.1, 0.1, 0.1])
        #expect(model.parameters.elementsEqual(expected.parameters))
    }

    @Test(arguments: [Optimizer.sgd(learningRate: 0.1), .adamW(weightDecay: 0.5)])
    func frozenParametersStay(_ optimizer: Optimizer) throws {
        let data = try threePixels(64)
        let start = TinyClassifier(seed: 1)
        for (patterns, trained) in [
            (["1.*"], ["3.weight", "3.bias"]), (["*.bias"], ["1.weight", "3.weight"]),
            (["1.weight", "3.b*s"], ["1.bias", "3.weight"]),
        ] {
            let (model, _) = try train(data) { ($0.frozen, $0.optimizer) = (patterns, optimizer) }
            for (found, before) in zip(model.parameters, start.parameters) {
                #expect((found != before) == trained.contains(found.name), "\(patterns): \(found.name)")
            }
        }
    }

    @Test func trainingEndsWhenItDoesNoGood() throws {
        let (data, other) = (try threePixels(200), try threePixels(50, seed: 9))
        var model = TinyClassifier(seed: 1)
        var losses: [Double] = []
        var parameters: [[Tensor]] = []
        var trainer = Trainer(
            optimizer: .sgd(learningRate: 3), batchSize: 8, epochs: 200,
            earlyStopping: EarlyStopping(patience: 4), progress: .silent)
        let history = try trainer.fit(
            &model, on: data, validatingOn: other,
            onEpoch: { control in
                losses.append(control.finishedEpoch?.validation?.loss ?? .nan)
                parameters.append(Array(control.model.parameters))
            })
        let best = try #require(losses.indices.min { losses[$0] < losses[$1] })
        #expect(history.epochs.count == best + 5 && history.epochs.count < 200)
        #expect(Array(model.parameters) == parameters[best])
        trainer.earlyStopping?.restoresBest = false
        var last = TinyClassifier(seed: 1)
        try trainer.fit(&last, on: data, validatingOn: other)
        #expect(Array(last.parameters) == parameters.last)
    }

    @Test func metricsOfOnesOwnAreMeasured() throws {
        struct Bias: Metric {
            private var (sum, count) = (0.0, 0)
            mutating func add(_ outcomes: Outcomes) {
                for outcome in outcomes {
                    sum += Double(outcome.output[0] - outcome.output[1])
                    count += outcome.label == nil ? 0 : 1
                }
            }
            var results: [MetricResult] { [MetricResult(name: "bias", value: sum / Double(count))] }
        }
        let data = try threePixels(300)
        let model = TinyClassifier(seed: 4)
        let found = try model.evaluate(
            on: data, metrics: [Bias(), TopKAccuracy(1), TopKAccuracy(2), Accuracy()])
        let logits = try model.logits(batch: data.map(\.values))
        let bias = logits.reduce(0.0) { $0 + Double($1[0] - $1[1]) } / 300
        #expect(abs(try #require(found["bias"]) - bias) < 1e-9)
        #expect(found["top1"] == found.accuracy && found["top2"] == 1 && found["top3"] == nil)
        let (_, history) = try train(data) { $0.metrics = [Bias()] }
        #expect(history.csv.hasPrefix("epoch,train_loss,train_bias,test_loss,test_bias,seconds\n1,"))
    }

    @Test func settingsThatMakeNoSenseAreTold() throws {
        let data = try threePixels(20)
        func problem(_ settings: (inout Trainer) -> Void) -> String {
            do { _ = try train(data, settings) } catch { return "\(error)" }
            return ""
        }
        #expect(problem { $0.accumulation = 0 } == "expected an accumulation of at least 1 batch, found 0")
        #expect(problem { $0.clipping = .norm(0) } == "expected a positive limit for gradients, found 0.0")
        #expect(
            problem { $0.clipping = .value(.nan) } == "expected a positive limit for gradients, found nan")
        #expect(
            problem { $0.schedule = .step(size: 0) }
                == "expected a schedule whose size is in its range, found 0.0")
        #expect(
            problem { $0.schedule = .oneCycle(length: 10, warmUp: 2) }
                == "expected a schedule whose warmUp is in its range, found 2.0")
        #expect(
            problem { $0.schedule = .constant.warmedUp(over: -1) }
                == "expected a schedule whose length is in its range, found -1.0")
        #expect(
            problem { $0.frozen = ["0.*"] }
                == "no parameter is called 0.*; the parameters are 1.weight, 1.bias, 3.weight, 3.bias")
        #expect(problem { $0.frozen = ["*"] } == "expected a parameter to train, but all are frozen")
        #expect(
            problem { $0.earlyStopping = EarlyStopping(patience: 0) }
                == "expected a patience of at least 1 epoch, found 0")
        #expect(
            problem { $0.earlyStopping = EarlyStopping(patience: 1, monitoring: .metric("f1")) }
                == "expected the name of a metric, one of accuracy, found f1")
    }
}
