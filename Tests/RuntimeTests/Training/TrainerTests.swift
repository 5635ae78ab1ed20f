import Foundation
import Testing

@testable import GraphRuntime

/// Images of three pixels. They are of class 1 if the first pixel is brighter than the last.
func threePixels(
    _ count: Int, seed: UInt64 = 0, shape: [Int] = [1, 1, 3], classNames: [String] = ["dark", "bright"]
) throws -> ImageDataset {
    var random = SplitMix64(seed: seed)
    let pixels = (0..<count * 3).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    let labels = (0..<count).map { pixels[3 * $0] > pixels[3 * $0 + 2] ? UInt8(1) : 0 }
    return try ImageDataset(
        pixels: pixels, sampleShape: shape, labels: labels, classNames: classNames,
        normalization: .minusOneToOne)
}

/// Collects what a trainer writes.
final class Log: @unchecked Sendable {
    private let lock = NSLock()
    private var text = ""
    var content: String { lock.withLock { text } }
    func write(_ addition: String) { lock.withLock { text += addition } }
}

@Suite struct TrainerTests {
    @Test func trainingLearns() throws {
        var model = TinyClassifier(seed: 0)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.5), batchSize: 32, epochs: 5, progress: .silent)
        let history = try trainer.fit(
            &model, on: try threePixels(2000), validatingOn: try threePixels(500, seed: 1))
        let last = try #require(history.epochs.last)
        #expect(history.epochs.map(\.number) == [1, 2, 3, 4, 5])
        #expect(last.training.accuracy > 0.95)
        #expect(try #require(last.validation).accuracy > 0.95)
        #expect(last.training.loss < history.epochs[0].training.loss)
    }

    @Test(arguments: [Optimizer.sgd(learningRate: 0.1), .adam()])
    func theSameSeedGivesTheSameBits(_ optimizer: Optimizer) throws {
        let data = try threePixels(333)
        func train(seed: UInt64) throws -> (TinyClassifier, History) {
            var model = TinyClassifier(seed: 4)
            let trainer = Trainer(
                optimizer: optimizer, batchSize: 50, epochs: 2, seed: seed, progress: .silent)
            let history = try trainer.fit(&model, on: data, validatingOn: data)
            return (model, history)
        }
        let (first, firstHistory) = try train(seed: 1)
        let (second, secondHistory) = try train(seed: 1)
        let (other, _) = try train(seed: 2)
        #expect(Array(first.parameters) == Array(second.parameters))
        #expect(firstHistory.epochs.map(\.training) == secondHistory.epochs.map(\.training))
        #expect(firstHistory.epochs.map(\.validation) == secondHistory.epochs.map(\.validation))
        #expect(Array(first.parameters) != Array(other.parameters))
    }

    /// `fit` is gathering batches and calling `trainStep`; its numbers are those of the batches.
    @Test func anEpochIsItsSteps() throws {
        let data = try threePixels(100)
        var fitted = TinyClassifier(seed: 4)
        var stepped = fitted
        let trainer = Trainer(optimizer: .adam(), batchSize: 32, epochs: 2, seed: 3, progress: .silent)
        let history = try trainer.fit(&fitted, on: data)
        var optimizer = Optimizer.adam()
        for epoch in 1...2 {
            var losses = 0.0
            var hits = 0
            let batches = Batches(sampleCount: 100, batchSize: 32, seed: 3, epoch: epoch)
            #expect(batches.map(\.count) == [32, 32, 32, 4])
            for batch in batches {
                let samples = batch.map { data[Int($0)] }
                hits += try samples.count { try stepped.predict($0).index == $0.label }
                let loss = try stepped.trainStep(
                    inputs: samples.map(\.values), labels: samples.map(\.label), optimizer: &optimizer)
                losses += Double(loss) * Double(batch.count)
            }
            let found = history.epochs[epoch - 1]
            #expect(abs(found.training.loss - losses / 100) < 1e-6)
            #expect(found.training.accuracy == Double(hits) / 100)
            #expect(found.validation == nil)
        }
        #expect(Array(fitted.parameters) == Array(stepped.parameters))
    }

    @Test func evaluationIsTheMeanOverTheSamples() throws {
        let data = try threePixels(300)
        let model = TinyClassifier(seed: 4)
        let evaluation = try model.evaluate(on: data)
        let predictions = try model.predict(data)
        let losses = zip(data, predictions).map { -log(Double($1.probabilities[$0.label])) }
        #expect(abs(evaluation.loss - losses.reduce(0, +) / 300) < 1e-6)
        let hits = zip(data, predictions).count { $0.label == $1.index }
        #expect(evaluation.accuracy == Double(hits) / 300)
        #expect(predictions[7] == (try model.predict(data[7])))
        #expect(["dark", "bright"].contains(predictions[7].label))
    }

    @Test func aModelOfVectorsReadsImages() throws {
        var model = TinyRegressor(seed: 0)
        let trainer = Trainer(optimizer: .adam(learningRate: 0.02), epochs: 3, progress: .silent)
        let history = try trainer.fit(&model, on: try threePixels(1000))
        #expect(history.epochs[2].training.accuracy > 0.9)
    }

    @Test func whatDoesNotFitIsToldBeforeTraining() throws {
        let data = try threePixels(10)
        let log = Log()
        func problem(
            batchSize: Int = 4, epochs: Int = 1, threads: Int? = nil,
            optimizer: Optimizer = .sgd(learningRate: 0.1),
            on training: ImageDataset, validatingOn validation: ImageDataset? = nil
        ) -> String? {
            var model = TinyClassifier()
            let trainer = Trainer(
                optimizer: optimizer, batchSize: batchSize, epochs: epochs, threads: threads,
                progress: .lines(to: log.write))
            do {
                try trainer.fit(&model, on: training, validatingOn: validation)
                return nil
            } catch {
                #expect(Array(model.parameters) == Array(TinyClassifier().parameters))
                return "\(error)"
            }
        }
        #expect(problem(batchSize: 0, on: data) == "expected a batch size of at least 1, found 0")
        #expect(problem(epochs: -1, on: data) == "expected at least 1 epoch, found -1")
        #expect(problem(threads: 0, on: data) == "expected at least 1 thread, found 0")
        #expect(problem(threads: .min, on: data) == "expected at least 1 thread, found \(Int.min)")
        let empty = data.prefix(0)
        let none = "expected a data set of at least one sample, found none"
        #expect(problem(on: empty) == none)
        #expect(problem(on: data, validatingOn: empty) == none)
        #expect(
            problem(on: try threePixels(10, shape: [1, 3, 1]))
                == "the model reads samples of shape 1 × 1 × 3, those of the data set are 1 × 3 × 1")
        #expect(
            problem(on: data, validatingOn: try threePixels(10, classNames: ["a", "b", "c"]))
                == "the model tells 2 classes apart, but the data set has 3")
        #expect(
            problem(optimizer: .sgd(learningRate: 0.1, nesterov: true), on: data)
                == "nesterov: true needs a momentum, found momentum: 0")
        #expect(log.content == "")
    }

    /// A model behind Flatten takes any shape; the errors name both shapes, and the order where that is what is wrong.
    @Test func shapesThatDoNotFitAreNamed() {
        func text(_ expected: [Int], _ found: [Int]) -> String {
            ModelError.inputShape(expected: expected, found: found).description
        }
        #expect(
            text([3, 32, 32], [1, 32, 96])
                == "the model reads samples of shape 3 × 32 × 32, those of the data set are 1 × 32 × 96")
        #expect(
            text([3, 32, 32], [32, 32, 3])
                == "the model reads samples of shape 3 × 32 × 32, those of the data set are 32 × 32 × 3; "
                + "if their channels come last, give the data set order: .channelsLast")
        #expect(
            text([784], [3, 28, 28])
                == "the model reads samples of 784 numbers, whatever their shape; "
                + "those of the data set are 3 × 28 × 28")
    }

    @Test func aBatchSizeBeyondTheDataIsOneBatch() throws {
        var model = TinyClassifier()
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), batchSize: .max, epochs: 1, progress: .silent)
        #expect(try trainer.fit(&model, on: try threePixels(10)).epochs.count == 1)
    }

    /// As `drop_last` of PyTorch's `DataLoader`: what is left out is neither learned from nor counted.
    @Test func aLastBatchIsDroppedOnRequest() throws {
        let data = try threePixels(100)
        let log = Log()
        var fitted = TinyClassifier(seed: 4)
        var stepped = fitted
        let trainer = Trainer(
            optimizer: .adam(), batchSize: 32, dropLast: true, epochs: 2, seed: 3,
            progress: .bar(width: 100, to: log.write))
        let history = try trainer.fit(&fitted, on: data)
        var optimizer = Optimizer.adam()
        for epoch in 1...2 {
            var losses = 0.0
            var hits = 0
            for batch in Batches(sampleCount: 100, batchSize: 32, seed: 3, epoch: epoch).prefix(3) {
                let samples = batch.map { data[Int($0)] }
                hits += try samples.count { try stepped.predict($0).index == $0.label }
                losses += Double(
                    try stepped.trainStep(
                        inputs: samples.map(\.values), labels: samples.map(\.label), optimizer: &optimizer))
            }
            let found = history.epochs[epoch - 1].training
            #expect(abs(found.loss - losses / 3) < 1e-6)
            #expect(found.accuracy == Double(hits) / 96)
        }
        #expect(fitted.parameters.elementsEqual(stepped.parameters))
        #expect(log.content.contains(" 1/3  loss") && !log.content.contains("/4"))
    }

    @Test(arguments: [(96, 3), (32, 1), (33, 1), (100, 3)])
    func onlyAPartialBatchIsDropped(count: Int, batches: Int) throws {
        let dropping = Batches(sampleCount: count, batchSize: 32, dropLast: true, seed: 1, epoch: 1)
        let whole = Batches(sampleCount: count, batchSize: 32, seed: 1, epoch: 1)
        #expect(dropping.map(\.count) == Array(repeating: 32, count: batches))
        #expect(dropping.elementsEqual(whole.prefix(batches)))
        let log = Log()
        var model = TinyClassifier()
        let trainer = Trainer(
            optimizer: .adam(), batchSize: 32, dropLast: true, epochs: 1,
            progress: .bar(width: 100, to: log.write))
        try trainer.fit(&model, on: try threePixels(count))
        #expect(log.content.contains(" 1/\(batches)  loss"))
    }

    @Test func droppingDoesNotLeaveNothing() throws {
        var model = TinyClassifier()
        let trainer = Trainer(
            optimizer: .adam(), batchSize: 32, dropLast: true, epochs: 1, progress: .silent)
        let error = TrainingError.noFullBatch(batchSize: 32, samples: 31)
        #expect(throws: error) { try trainer.fit(&model, on: try threePixels(31)) }
        #expect(
            "\(error)" == "with dropLast a training set needs at least 32 samples, the batch size; found 31")
    }

    @Test func divergenceEndsTheTraining() throws {
        var model = TinyRegressor(seed: 0)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 1e20), batchSize: 4, epochs: 3, progress: .silent)
        let data = try threePixels(20)
        let error = #expect(throws: TrainingError.self) { try trainer.fit(&model, on: data) }
        guard case .diverged(1, let batch?, let loss, let cause, 1e20) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(batch > 1 && batch <= 5 && !loss.isFinite && cause == .activation(layer: nil))
        let told = TrainingError.diverged(
            epoch: 2, batch: 7, loss: .nan, cause: .parameter("1.weight"), learningRate: 0.5)
        #expect(
            told.description
                == "epoch 2, batch 7: the loss is nan: 1.weight has a number that is not finite; "
                + "try a learning rate smaller than 0.5")
    }

    /// The last step of an epoch may be the one too many.
    @Test func aLossOnTheValidationSetThatIsNotFiniteIsADivergence() throws {
        var model = TinyRegressor(seed: 0)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 1e30), batchSize: 20, epochs: 3, progress: .silent)
        let data = try threePixels(20)
        let error = #expect(throws: TrainingError.self) {
            try trainer.fit(&model, on: data, validatingOn: data)
        }
        guard case .diverged(1, nil, let loss, .activation, 1e30) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(!loss.isFinite)
        let told = TrainingError.diverged(
            epoch: 2, batch: nil, loss: .infinity, cause: .activation(layer: nil), learningRate: 0.5)
        #expect(
            told.description
                == "epoch 2: the loss on the validation set is inf: data and parameters are finite, but what "
                + "the model makes of them is not; try a learning rate smaller than 0.5")
    }

    /// What is to blame is told, and nothing has changed: neither the model, nor its history, nor the next attempt.
    @Test(arguments: [Optimizer.sgd(learningRate: 0.1), .adam()])
    func aLossThatIsNotFiniteChangesNothing(_ optimizer: Optimizer) throws {
        let data = try threePixels(20)
        var values = data.flatMap(\.values)
        values[13 * 3 + 2] = .infinity
        let broken = try TensorDataset(inputs: values, sampleShape: [1, 1, 3], labels: data.map(\.label))
        let trainer = Trainer(optimizer: optimizer, batchSize: 4, epochs: 2, progress: .silent)
        var model = TinyClassifier(seed: 1)
        try trainer.fit(&model, on: data)
        let before = model
        let error = #expect(throws: TrainingError.self) { try trainer.fit(&model, on: broken) }
        guard case .diverged(epoch: 3, let batch?, _, let cause, _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(cause == .input(sample: 13))
        #expect(model.history == before.history && model.history.epochs.count == 2)
        let order = Batches(sampleCount: 20, batchSize: 4, seed: 0, epoch: 3)
        #expect(order[batch - 1].contains(13))
        if batch == 1 { #expect(model.parameters.elementsEqual(before.parameters)) }

        var other = before
        try other.setParameter("3.bias", to: [0, .nan])
        let blamed = #expect(throws: TrainingError.self) { try trainer.fit(&other, on: data) }
        guard case .diverged(epoch: 3, batch: 1, _, .parameter("3.bias"), _) = blamed else {
            Issue.record("\(String(describing: blamed))")
            return
        }
    }
}

@Suite struct ProgressTests {
    private let epoch = History.Epoch(
        number: 1, training: Evaluation(loss: 0.78656, accuracy: 0.7473),
        validation: Evaluation(loss: 0.58171, accuracy: 0.7918), seconds: 0.2149)

    @Test func anEpochIsALine() {
        #expect(
            "\(epoch)" == "train loss 0.7866  acc 74.73 %  test loss 0.5817  acc 79.18 %  0.21 s")
        let alone = History.Epoch(number: 1, training: epoch.training, validation: nil, seconds: 12)
        #expect("\(alone)" == "train loss 0.7866  acc 74.73 %  12.00 s")
    }

    @Test func aLossOfAnySizeIsShort() {
        func text(_ loss: Double) -> String { "\(Evaluation(loss: loss, accuracy: 0.5))" }
        #expect(text(.nan) == "loss nan  acc 50.00 %")
        #expect(text(-.nan) == "loss nan  acc 50.00 %")
        #expect(text(.infinity) == "loss inf  acc 50.00 %")
        #expect(text(999_999.5) == "loss 999999.5000  acc 50.00 %")
        #expect(text(123_456_789) == "loss 1.235e+08  acc 50.00 %")
        #expect(text(1e300) == "loss 1e+300  acc 50.00 %")
    }

    @Test(arguments: 1...100) func theLineOfAnEpochFitsTheTerminal(width: Int) throws {
        let log = Log()
        var model = TinyClassifier()
        let data = try threePixels(100)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), epochs: 1, progress: .bar(width: width, to: log.write))
        try trainer.fit(&model, on: data, validatingOn: data)
        let line = try #require(log.content.split(separator: "\u{1B}[K").last)
        #expect(line.hasSuffix("\n") && line.count <= width + 1, "\(line)")
        #expect((line.hasPrefix("epoch 1/1  ")) == (width > 11))
        #expect(line.contains("test loss") == (width >= 59), "\(line)")
        #expect(line.contains(" s\n") == (width >= 80), "\(line)")
    }

    @Test func linesAreWrittenForEveryEpoch() throws {
        let log = Log()
        var model = TinyClassifier()
        let data = try threePixels(100)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), epochs: 10, progress: .lines(to: log.write))
        let history = try trainer.fit(&model, on: data, validatingOn: data)
        let lines = log.content.split(separator: "\n")
        #expect(lines.count == 10)
        #expect(lines[0] == "epoch  1/10  \(history.epochs[0])")
        #expect(lines[9] == "epoch 10/10  \(history.epochs[9])")
        #expect(log.content.hasSuffix(" s\n"))
    }

    @Test(arguments: [.min, -1, 0, 1]) func aBarOfNoWidthIsNoHarm(width: Int) throws {
        let log = Log()
        var model = TinyClassifier()
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), epochs: 1, progress: .bar(width: width, to: log.write))
        try trainer.fit(&model, on: try threePixels(100))
        #expect(log.content.contains("\r\u{1B}[K"))
    }

    private let bar = ProgressBar(
        title: "epoch 2/5", batch: 412, batches: 938,
        evaluation: Evaluation(loss: 0.52134, accuracy: 0.8142), samplesPerSecond: 281_234, secondsLeft: 66.6)

    @Test func theBarFillsTheLine() {
        let expected =
            "epoch 2/5 ━━━━━━──────── 412/938  loss 0.5213  acc 81.42 %  281k samples/s  1:07 left"
        #expect(bar.rendered(width: expected.count, colored: false) == expected)
    }

    @Test(arguments: [
        (0, "0:00"), (59.4, "0:59"), (3600, "1:00:00"), (450_123, "125:02:03"), (.infinity, ""),
    ])
    func theTimeThatIsLeftIsShort(seconds: Double, text: String) {
        var bar = bar
        bar.secondsLeft = seconds
        #expect(
            bar.rendered(width: 120, colored: false).hasSuffix(text.isEmpty ? "samples/s" : "  \(text) left"))
    }

    @Test func aSecondDataSetHasTheNameThatItIsGiven() throws {
        let log = Log()
        var model = TinyClassifier()
        var progress = Trainer.Progress.lines(to: log.write)
        progress.validationName = "validation"
        let data = try threePixels(20)
        let trainer = Trainer(optimizer: .sgd(learningRate: 0.1), epochs: 1, progress: progress)
        try trainer.fit(&model, on: data, validatingOn: data)
        #expect(log.content.contains("  validation loss "))
    }

    @Test(arguments: 0...120) func theBarFitsTheTerminal(width: Int) {
        let line = bar.rendered(width: width, colored: false)
        #expect(line.count <= width)
        if width >= 9 { #expect(line.hasPrefix("epoch 2/5")) }
        if width >= 18 { #expect(line.contains("412/938")) }
        let colored = bar.rendered(width: width, colored: true)
        #expect(colored.replacing(/\u{1B}\[[0-9;]*m/, with: "") == line)
    }

    @Test func theBarGivesWayToTheLineOfTheEpoch() throws {
        let log = Log()
        var model = TinyClassifier()
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), epochs: 1, progress: .bar(width: 80, to: log.write))
        let history = try trainer.fit(&model, on: try threePixels(100))
        #expect(log.content.hasPrefix("\repoch 1/1 ━"))
        #expect(log.content.hasSuffix("\r\u{1B}[Kepoch 1/1  \(history.epochs[0])\n"))
    }

    @Test func aFailureLeavesTheBarsLine() throws {
        let log = Log()
        var model = TinyRegressor(seed: 0)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 1e20), batchSize: 4, epochs: 1, progress: .bar(to: log.write))
        let data = try threePixels(20)
        #expect(throws: TrainingError.self) { try trainer.fit(&model, on: data) }
        #expect(log.content.hasSuffix("\u{1B}[K\n"))
    }
}
