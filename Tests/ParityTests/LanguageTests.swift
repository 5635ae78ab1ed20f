import Foundation
import Testing

@testable import GraphRuntime

/// Generated Swift and generated C compute the same, to the bit.
struct LanguageTests {
    @Test(arguments: Fixture.parity.cases)
    func gradientsAreTheSame(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let model = try fixture.parameterized(type)
            let c = try GeneratedC("Models/\(fixture.name).nn", layout: M.layout, optimization: "-O0")
            let labels = fixture.labels?.map(Int32.init)
            let gradient =
                if let labels {
                    try c.gradient(
                        model.storage.parameters, inputs: fixture.inputs, expected: labels,
                        samples: fixture.batch)
                } else {
                    try c.gradient(
                        model.storage.parameters, inputs: fixture.inputs,
                        expected: try #require(fixture.targets), samples: fixture.batch)
                }
            let found = Parameters(layout: M.layout, arena: gradient)
            let expected = try fixture.gradients(of: model).gradients
            for (found, expected) in zip(found, expected) {
                #expect(found.values.map(\.bitPattern) == expected.values.map(\.bitPattern), "\(found.name)")
            }
        }
        try check(fixture.model)
    }

    @Test func twoEpochsOnDigitsGiveTheSameWeights() throws {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        let data = try Digits(directory: directory.path, normalization: .zeroToOne).train

        var model = DigitsNet(seed: 7)
        let trainer = Trainer(
            optimizer: .sgd(learningRate: 0.1), batchSize: 32, epochs: 2, seed: 7, progress: .silent)
        try trainer.fit(&model, on: data)

        let c = try GeneratedC("DigitsNet.nn", layout: DigitsNet.layout, optimization: "-O2")
        var parameters = try c.parameters(seed: 7)
        #expect(
            Parameters(layout: DigitsNet.layout, arena: parameters).elementsEqual(
                DigitsNet(seed: 7).parameters))
        let inputs = AlignedBuffer<Float>(count: 32 * data.sampleSize)
        let labels = AlignedBuffer<Int32>(count: 32)
        for epoch in 1...2 {
            for batch in Batches(sampleCount: data.count, batchSize: 32, seed: 7, epoch: epoch) {
                data.gather(batch, into: inputs.start, labels: labels.start)
                try c.trainStep(
                    &parameters, inputs: inputs.start, labels: labels.start, samples: batch.count,
                    learningRate: 0.1)
            }
        }
        #expect(Parameters(layout: DigitsNet.layout, arena: parameters).elementsEqual(model.parameters))
    }
}
