import Foundation
import Testing

@testable import GraphRuntime

/// Numbers that are not finite reach no parameter, and the message says where they came from.
struct NotFiniteTests {
    private static func digits(_ count: Int) throws -> ImageDataset {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne).train.prefix(count)
    }

    /// The same samples, with one number in place of another.
    private static func digits(_ count: Int, _ number: Float, sample: Int, pixel: Int) throws -> TensorDataset
    {
        let data = try digits(count)
        var values = data.flatMap(\.values)
        values[sample * 64 + pixel] = number
        return try TensorDataset(
            inputs: values, sampleShape: [1, 8, 8], labels: data.map(\.label), classNames: data.classNames)
    }

    private func trainer(_ optimizer: Optimizer, threads: Int = 1, accumulation: Int = 1) -> Trainer {
        var trainer = Trainer(
            optimizer: optimizer, batchSize: 32, accumulation: accumulation, epochs: 1, threads: threads,
            progress: .silent)
        trainer.cores = threads
        return trainer
    }

    /// Neither ReLU, which makes zero of minus infinity, nor a pool hides it.
    @Test(arguments: [Float.nan, .infinity, -.infinity], [1, 2, 3])
    func noPixelReachesTheParameters(_ number: Float, threads: Int) throws {
        for optimizer in [Optimizer.sgd(learningRate: 0.1), .adam()] {
            for (sample, pixel) in [(0, 0), (17, 63), (40, 27)] {
                let data = try Self.digits(64, number, sample: sample, pixel: pixel)
                var model = Pools(seed: 1)
                let before = model.parameters
                let error = #expect(throws: TrainingError.self) {
                    var trainer = trainer(optimizer, threads: threads)
                    trainer.batchSize = 64
                    try trainer.fit(&model, on: data)
                }
                guard case .diverged(1, 1, _, .input(sample: sample), _) = try #require(error) else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(model.parameters.elementsEqual(before))
            }
        }
    }

    /// As of PyTorch's `MaxPool2d` and `ReLU`.
    @Test(arguments: 0..<64) func whatIsNoNumberGoesThroughPools(pixel: Int) throws {
        var image = [Float](repeating: 0.5, count: 64)
        image[pixel] = .nan
        // Every output of this model sees every pixel.
        let model = Pools(seed: 1)
        let areNumbers = try model.logits(image).map { !$0.isNaN }
        #expect(!areNumbers.contains(true))
    }

    /// With large but finite parameters.
    @Test(
        arguments: [
            ("1.weight", "2:10 Linear 64 128; 2:25 GELU"), ("3.weight", "2:31 Linear 128 100; 2:47 ReLU"),
            ("5.bias", "2:53 Linear 100 10"),
        ],
        [(Optimizer.sgd(learningRate: 0.1), 1), (.adam(), 1), (.sgd(learningRate: 0.1), 2)])
    func theLayerIsNamed(_ place: (parameter: String, layer: String), _ how: (Optimizer, Int)) throws {
        let data = try Self.digits(64)
        var model = WideNet(seed: 1)
        let shape = try #require(model.layout.parameters.first { $0.name == place.parameter }).shape
        // Of the last layer, two of which the difference is too large.
        let numbers = (0..<shape.reduce(1, *)).map { Float($0.isMultiple(of: 2) ? 3e38 : -3e38) }
        let large = shape.count == 1 ? numbers : numbers.map(abs)
        try model.setParameter(place.parameter, to: large)
        let before = model.parameters
        let loss = place.parameter == "5.bias" ? "2:53 loss CrossEntropy" : place.layer
        for threads in 1...2 {
            let error = #expect(throws: TrainingError.self) {
                try trainer(how.0, threads: threads, accumulation: how.1).fit(&model, on: data)
            }
            let message = try #require(error).description
            #expect(
                message.contains(": data and parameters are finite, but what \(loss) makes of them is not; "),
                "\(message)")
            #expect(model.parameters.elementsEqual(before))
        }
    }

    @Test func theLayerIsNamedOfAValidationSet() throws {
        let data = try Self.digits(64)
        let large = try Self.digits(64, 3e38, sample: 5, pixel: 30)
        var model = WideNet(seed: 1)
        try model.setParameter("1.weight", to: Array(repeating: 2, count: 64 * 128))
        let error = #expect(throws: TrainingError.self) {
            try trainer(.sgd(learningRate: 1e-6)).fit(&model, on: data, validatingOn: large)
        }
        let message = try #require(error).description
        #expect(message.hasPrefix("epoch 1: the loss on the validation set is "), "\(message)")
        #expect(
            message.contains(" but what 2:10 Linear 64 128; 2:25 GELU makes of them is not; "), "\(message)")
    }
}
