import Foundation
import GraphRuntime
import Testing

/// What `graphc train` does is what a Swift program does with the same model.
struct TerminalTests {
    @Test func aPerceptronEndsWithTheSameBits() throws {
        try compare(
            DigitsNet.self, "DigitsNet.nn",
            Trainer(
                optimizer: .sgd(learningRate: 0.05, momentum: 0.9, nesterov: true, weightDecay: 1e-4),
                schedule: .step(size: 2, gamma: 0.5), batchSize: 50, clipping: .norm(0.5), epochs: 4, seed: 3),
            "--optimizer sgd --learning-rate 0.05 --momentum 0.9 --nesterov --weight-decay 1e-4 --schedule step:2:0.5 "
                + "--batch-size 50 --clip-norm 0.5 --epochs 4 --seed 3")
    }

    /// With BatchNorm, Dropout, images that change, and a learning rate that does.
    @Test func aConvolutionalNetworkEndsWithTheSameBits() throws {
        // 1437 samples in batches of 32, two of which are a step.
        let steps = (1437 + 63) / 64
        try compare(
            DigitsCNN.self, "DigitsCNN.nn",
            Trainer(
                optimizer: .adamW(learningRate: 0.003, betas: (0.8, 0.99), weightDecay: 0.02),
                schedule: .cosine(length: 2 * steps, per: .steps).warmedUp(over: steps),
                batchSize: 32, accumulation: 2,
                augmentation: [.randomCrop(padding: 1), .randomRotation(degrees: 10)], epochs: 3, seed: 1),
            "--optimizer adamw --learning-rate 0.003 --betas 0.8,0.99 --weight-decay 0.02 --schedule cosine --warmup 1 "
                + "--batch-size 32 --accumulate 2 --augment crop=1,rotate=10 --epochs 3 --seed 1")
    }

    private func compare<M: Model>(_ type: M.Type, _ file: String, _ trainer: Trainer, _ options: String)
        throws
    {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let digits = folder.appending(path: "../../examples/Data/digits").path
        let data = try Digits(directory: digits, normalization: .zeroToOne)
        var model = M(seed: trainer.seed)
        var trainer = trainer
        trainer.progress = .silent
        let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)

        let weights = FileManager.default.temporaryDirectory.appending(path: "graphc-\(UUID().uuidString)")
            .path
        defer { try? FileManager.default.removeItem(atPath: weights) }
        let process = Process()
        process.executableURL = graphc
        process.arguments =
            ["train", folder.appending(path: file).path, "--data", digits, "--json", "--output", weights]
            + options.split(separator: " ").map(String.init)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let lines = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)

        #expect(try M(contentsOf: weights).parameters.elementsEqual(model.parameters))
        for (line, epoch) in zip(lines.split(separator: UInt8(ascii: "\n")), history.epochs) {
            let numbers = try JSONDecoder().decode([String: Double?].self, from: line)
            #expect(numbers["train_loss"] == epoch.training.loss)
            #expect(numbers["test_accuracy"] == epoch.validation?.accuracy)
        }
    }

    /// The `graphc` that was built with these tests.
    private var graphc: URL {
        #if os(macOS)
            let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
            return tests.bundleURL.deletingLastPathComponent().appending(path: "graphc")
        #else
            return Bundle.main.bundleURL.appending(path: "graphc")
        #endif
    }
}
