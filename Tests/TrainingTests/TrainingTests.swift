import Foundation
import GraphRuntime
import Testing

/// Whole trainings of compiled models on real data.
struct TrainingTests {
    @Test(arguments: 0..<5 as Range<UInt64>)
    func digitsAreLearned(seed: UInt64) throws {
        let history = try trainOnDigits(DigitsNet(seed: seed), epochs: 20, seed: seed).history
        #expect(try #require(history.epochs.last?.validation).accuracy >= 0.95)
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func convolutionsLearnDigitsBetter(seed: UInt64) throws {
        let history = try trainOnDigits(DigitsCNN(seed: seed), epochs: 20, seed: seed).history
        #expect(try #require(history.epochs.last?.validation).accuracy >= 0.975)
    }

    @Test func aSeedFixesEveryWeight() throws {
        let first = try trainOnDigits(DigitsNet(seed: 3), epochs: 2, seed: 3).model
        let second = try trainOnDigits(DigitsNet(seed: 3), epochs: 2, seed: 3).model
        let other = try trainOnDigits(DigitsNet(seed: 4), epochs: 2, seed: 4).model
        #expect(Array(first.parameters) == Array(second.parameters))
        #expect(Array(first.parameters) != Array(other.parameters))
    }

    private func trainOnDigits<Network: Model>(
        _ start: Network, epochs: Int, seed: UInt64
    ) throws -> (model: Network, history: History) {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        let data = try Digits(directory: directory.path, normalization: .zeroToOne)
        var model = start
        let trainer = Trainer(
            optimizer: .adam(learningRate: 0.003), batchSize: 32, epochs: epochs, seed: seed,
            progress: .silent)
        let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)
        return (model, history)
    }

    private static let fashionDirectory = ProcessInfo.processInfo.environment["GRAPHC_FASHION_MNIST"]

    /// What was published for this network, batches of 64 and SGD with 0.01: train loss and accuracy, test
    /// loss and accuracy, epoch by epoch.
    private static let published = [
        (0.7866, 0.7473, 0.5817, 0.7918), (0.5205, 0.8159, 0.5139, 0.8126), (0.4706, 0.8328, 0.4818, 0.8280),
        (0.4432, 0.8425, 0.4602, 0.8340), (0.4232, 0.8513, 0.4479, 0.8392),
    ]

    @Test(
        .enabled(if: fashionDirectory != nil, "GRAPHC_FASHION_MNIST does not name the folder of the files"),
        arguments: 0..<3 as Range<UInt64>)
    func clothesAreLearnedAsPublished(seed: UInt64) throws {
        let data = try FashionMNIST(
            directory: try #require(Self.fashionDirectory), normalization: .minusOneToOne)
        var model = ClothesNet(seed: seed)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.01), batchSize: 64, epochs: 5, seed: seed, progress: .silent)
        let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)
        #expect(history.epochs.count == Self.published.count)
        for (epoch, published) in zip(history.epochs, Self.published) {
            let test = try #require(epoch.validation)
            #expect(abs(epoch.training.loss - published.0) <= 0.02, "\(epoch)")
            #expect(abs(epoch.training.accuracy - published.1) <= 0.015, "\(epoch)")
            #expect(abs(test.loss - published.2) <= 0.02, "\(epoch)")
            // The test accuracy of a single epoch strays.
            #expect(abs(test.accuracy - published.3) <= 0.03, "\(epoch)")
        }
        #expect(try #require(history.epochs.last?.validation).accuracy >= 0.83)
    }
}
