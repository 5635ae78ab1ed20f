import Foundation
import Testing

@testable import GraphRuntime

/// Generated Swift and generated C, which is loaded as a library, compute the same, to the bit, on any number of
/// threads.
struct LanguageTests {
    @Test(arguments: Fixture.parity.cases)
    func gradientsAreTheSame(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let c = try GeneratedC("Models/\(fixture.name).nn", optimization: "-O0", settings: ["THREADS": 3])
            var loaded = DynamicModel(try c.compiled(layout: M.layout))
            try fixture.setParameters(of: &loaded)
            let model = try fixture.parameterized(type)
            let expected = try fixture.gradients(of: model)
            let three = Team(count: 3)
            #expect(three.count == 3)
            for (name, found) in [
                ("C", try fixture.gradients(of: loaded)),
                ("C by three", try fixture.gradients(of: loaded, by: three)),
                ("Swift by three", try fixture.gradients(of: model, by: three)),
            ] {
                #expect(found.loss.bitPattern == expected.loss.bitPattern, "loss, \(name)")
                for (found, expected) in zip(found.gradients, expected.gradients) {
                    let isSame = found.values.map(\.bitPattern) == expected.values.map(\.bitPattern)
                    #expect(isSame, "\(found.name), \(name)")
                }
            }
        }
        try check(fixture.model)
    }

    private static let digits = Result {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne)
    }

    @Test(
        arguments: [DigitsNet.self, DigitsImages.self, DigitsModes.self, DigitsDropout.self]
            as [any Model.Type])
    func twoEpochsOnDigitsGiveTheSameWeights(_ type: any Model.Type) throws {
        try checkTwoEpochs(of: type)
    }

    private func checkTwoEpochs<M: Model>(of type: M.Type) throws {
        let data = try Self.digits.get()
        let layout = M.layout
        let c = try GeneratedC(
            "\(layout.name).nn", optimization: "-O2", settings: ["BATCH": 1300, "THREADS": 3])
        let compiled = try c.compiled(layout: layout)
        #expect(compiled.batchLimit == 1300)
        #expect(compiled.workerLimit == 3)
        let drawn = try c.parameters(layout: layout, seed: 7)
        #expect(drawn.elementsEqual(M(seed: 7).parameters))
        #expect(drawn.elementsEqual(DynamicModel(compiled, seed: 7).parameters))

        func train(
            _ model: some NeuralNetwork, _ optimizer: Optimizer, batchSize: Int, threads: Int
        ) throws -> (network: any NeuralNetwork, history: History) {
            var model = model
            var trainer = Trainer(
                optimizer: optimizer, batchSize: batchSize, epochs: 2, seed: 7, threads: threads,
                progress: .silent)
            trainer.cores = threads
            let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)
            return (model, history)
        }
        for optimizer in [
            Optimizer.sgd(learningRate: 0.1), .sgd(learningRate: 0.05, momentum: 0.9),
            .adam(learningRate: 0.003),
        ] {
            // The largest is walked in pieces.
            for batchSize in [32, 100, 1300] {
                let expected = try train(M(seed: 7), optimizer, batchSize: batchSize, threads: 1)
                for threads in [1, 8] {
                    let found = try train(
                        DynamicModel(compiled, seed: 7), optimizer, batchSize: batchSize, threads: threads)
                    #expect(
                        found.network.parameters.elementsEqual(expected.network.parameters),
                        "\(threads) threads")
                    #expect(found.history.epochs.map(\.training) == expected.history.epochs.map(\.training))
                    #expect(
                        found.history.epochs.map(\.validation) == expected.history.epochs.map(\.validation))
                }
            }
        }
    }

    @Test func aLoadedModelPredictsAndIsSavedAsTheTypeIs() throws {
        let data = try Self.digits.get().test
        let c = try GeneratedC("DigitsNet.nn", optimization: "-O2", settings: ["BATCH": 16])
        let model = DigitsNet(seed: 3)
        let loaded = DynamicModel(try c.compiled(layout: DigitsNet.layout), seed: 3)
        #expect(try loaded.evaluate(on: data) == model.evaluate(on: data))
        #expect(try loaded.predict(data) == model.predict(data))
        #expect(try loaded.logits(data[0].values) == model.logits(data[0].values))
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try loaded.save(to: path)
        #expect(try DigitsNet(contentsOf: path).parameters.elementsEqual(model.parameters))
    }

    /// Statistics of a batch are those of all its samples, so that C needs memory for all of them.
    @Test func aLibraryForBatchesThatNoMachineHasMemoryForIsNotRun() throws {
        let c = try GeneratedC("DigitsModes.nn", optimization: "-O0", settings: ["BATCH": 1_000_000_000])
        let compiled = try c.compiled(layout: DigitsModes.layout)
        let loaded = DynamicModel(compiled, seed: 3)
        let error = #expect(throws: ModelError.self) {
            try loaded.logits(Array(repeating: 0, count: DigitsModes.layout.inputs))
        }
        guard case .memory(let needed, let available) = try #require(error) else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(needed >= 4 * compiled.layout.arenaFloatsOnce && available < needed)
    }

    @Test func batchesThatTheLibraryHasNoRoomForAreRefused() throws {
        let data = try Self.digits.get().train
        let c = try GeneratedC("DigitsNet.nn", optimization: "-O2", settings: ["BATCH": 16])
        var loaded = DynamicModel(try c.compiled(layout: DigitsNet.layout), seed: 3)
        let trainer = Trainer(optimizer: .adam(), batchSize: 17, epochs: 1, progress: .silent)
        #expect(throws: ModelError.batch(limit: 16, found: 17)) { try trainer.fit(&loaded, on: data) }
        #expect(loaded.parameters.elementsEqual(DigitsNet(seed: 3).parameters))
    }

    @Test func aLibraryOfAnotherModelIsNotTaken() throws {
        let c = try GeneratedC("DigitsNet.nn", optimization: "-O0")
        let path = c.library
        #expect(throws: LibraryError.size(path: path, of: .inputs, expected: 40, found: 64)) {
            try c.compiled(layout: MLP.layout)
        }
        var layout = DigitsNet.layout
        layout.loss = .meanSquaredError
        #expect(throws: LibraryError.size(path: path, of: .targets, expected: 10, found: 0)) {
            try c.compiled(layout: layout)
        }
        #expect(throws: LibraryError.noFunction(path: path, name: "net_describe")) {
            try CompiledModel(library: path, prefix: "net", layout: DigitsNet.layout)
        }
    }
}
