import Foundation
import Testing

@testable import GraphRuntime

/// Generated Swift and generated C, which is loaded as a library, compute the same, to the bit, on any number of
/// threads.
struct LanguageTests {
    @Test(arguments: Fixture.parity.cases)
    func gradientsAreTheSame(_ fixture: Fixture.Case) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let c = try GeneratedC("Models/\(fixture.name).nn", optimization: "-O0")
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
        let c = try GeneratedC("\(layout.name).nn", optimization: "-O2")
        let compiled = try c.compiled(layout: layout)
        let drawn = try c.parameters(layout: layout, seed: 7)
        #expect(drawn.elementsEqual(M(seed: 7).parameters))
        #expect(drawn.elementsEqual(DynamicModel(compiled, seed: 7).parameters))

        func train(
            _ model: some NeuralNetwork, _ optimizer: Optimizer, batchSize: Int, accumulation: Int,
            threads: Int
        ) throws -> (network: any NeuralNetwork, history: History) {
            var model = model
            var trainer = Trainer(
                optimizer: optimizer, batchSize: batchSize, accumulation: accumulation, epochs: 2, seed: 7,
                threads: threads, progress: .silent)
            trainer.cores = threads
            let history = try trainer.fit(&model, on: data.train, validatingOn: data.test)
            return (model, history)
        }
        for optimizer in [
            Optimizer.sgd(learningRate: 0.1), .sgd(learningRate: 0.05, momentum: 0.9),
            .adam(learningRate: 0.003),
        ] {
            // The largest batches are walked in pieces. The last step has what is left.
            for (batchSize, accumulation) in [(32, 1), (100, 1), (1300, 1), (32, 3), (100, 20), (1300, 2)] {
                let expected = try train(
                    M(seed: 7), optimizer, batchSize: batchSize, accumulation: accumulation, threads: 1)
                for threads in [1, 3] {
                    let found = try train(
                        DynamicModel(compiled, seed: 7), optimizer, batchSize: batchSize,
                        accumulation: accumulation, threads: threads)
                    #expect(
                        found.network.parameters.elementsEqual(expected.network.parameters),
                        "\(batchSize) · \(accumulation) samples, \(threads) threads")
                    #expect(found.history.epochs.map(\.training) == expected.history.epochs.map(\.training))
                    #expect(
                        found.history.epochs.map(\.validation) == expected.history.epochs.map(\.validation))
                }
            }
        }
    }

    /// Whichever of its parameters are large.
    @Test(arguments: [DigitsNet.self, DigitsModes.self, DigitsDropout.self] as [any Model.Type])
    func theSameLayerIsNamedWhereNumbersAreNotFinite(_ type: any Model.Type) throws {
        func check<M: Model>(_ type: M.Type) throws {
            let compiled = try GeneratedC("\(M.layout.name).nn", optimization: "-O0").compiled(
                layout: M.layout)
            let data = try Self.digits.get().train.prefix(64)
            var layers: Set<String> = []
            for parameter in M.layout.parameters where parameter.name.hasSuffix("weight") {
                for (batchSize, accumulation) in [(64, 1), (24, 2)] {
                    func message(_ model: some NeuralNetwork) throws -> String {
                        var model = model
                        let count = parameter.shape.reduce(1, *)
                        try model.setParameter(parameter.name, to: Array(repeating: 3e38, count: count))
                        let before = model.parameters
                        let error = #expect(throws: TrainingError.self) {
                            try Trainer(
                                optimizer: .sgd(learningRate: 0.1), batchSize: batchSize,
                                accumulation: accumulation, epochs: 1, progress: .silent
                            ).fit(&model, on: data)
                        }
                        #expect(model.parameters.elementsEqual(before))
                        return try #require(error).description
                    }
                    let expected = try message(M(seed: 1))
                    #expect(try message(DynamicModel(compiled, seed: 1)) == expected)
                    let match = try #require(expected.firstMatch(of: #/but what (.+) makes of them is not/#))
                    layers.insert(String(match.1))
                }
            }
            #expect(layers.count > 1, "\(layers)")
        }
        try check(type)
    }

    /// What lies in front of the first layer that is trained costs no backward pass, and changes nothing else.
    @Test(arguments: [["0.*"], ["0.*", "1.*", "7.*"], ["*.weight"]], [1, 3])
    func frozenParametersAreTheSame(_ patterns: [String], accumulation: Int) throws {
        let compiled = try GeneratedC("DigitsModes.nn", optimization: "-O0").compiled(
            layout: DigitsModes.layout)
        let data = try Self.digits.get().train.prefix(200)
        var model = DigitsModes(seed: 1)
        var loaded = DynamicModel(compiled, seed: 1)
        for threads in [1, 2] {
            var trainer = Trainer(
                optimizer: .adam(), batchSize: 32, accumulation: accumulation, clipping: .norm(1),
                frozen: patterns, epochs: 1, threads: threads, progress: .silent)
            trainer.cores = threads
            try trainer.fit(&model, on: data)
            try trainer.fit(&loaded, on: data)
            #expect(loaded.parameters.elementsEqual(model.parameters))
        }
    }

    @Test func aLibraryComputesNoGradientInFrontOfTheFirst() throws {
        let layout = DigitsModes.layout
        let compiled = try GeneratedC("DigitsModes.nn", optimization: "-O0").compiled(layout: layout)
        let workspace = Workspace(for: compiled, size: Workspace.Size(rows: 16, gradients: true))
        try workspace.samples.gather((0..<16).map(Int32.init)[...], from: try Self.digits.get().train, .alone)
        let trained = layout.parameters.indices.filter { layout.parameters[$0].role == .trained }
        for first in trained {
            workspace.gradients.start.update(repeating: 77, count: layout.parameterFloats)
            var parameters = DigitsModes(seed: 1).storage.parameters
            parameters.withMutableMemory { parameters in
                var pass = workspace.pass(rows: 16, parameters: parameters)
                pass.gradients = workspace.gradients.start
                pass.firstTrained = first
                compiled.gradient(pass, .alone)
            }
            for number in trained {
                var isUntouched = true
                layout.parameters[number].forEachOffset { offset in
                    if workspace.gradients.start[offset] != 77 { isUntouched = false }
                }
                #expect(isUntouched == (number < first), "\(layout.parameters[number].name), from \(first)")
            }
        }
    }

    @Test func aLoadedModelPredictsAndIsSavedAsTheTypeIs() throws {
        let data = try Self.digits.get().test
        let c = try GeneratedC("DigitsNet.nn", optimization: "-O2")
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

    /// Of a time when the sizes had no version, or of another one.
    @Test func aLibraryOfAnotherGraphcIsNotTaken() throws {
        let layout = DigitsNet.layout
        let describe = """
            #include <stddef.h>
            typedef struct { size_t first, others[9]; } sizes;
            sizes digits_net_describe(void) { sizes found = {2, {64, 10, 0}}; return found; }
            """
        for (run, version) in [("", 0), ("int digits_net_run(void) { return 0; }", 2)] {
            let c = try GeneratedC(source: "\(describe)\n\(run)\n", prefix: "digits_net")
            let error = LibraryError.version(path: c.library, expected: 1, found: version)
            #expect(throws: error) { try c.compiled(layout: layout) }
            #expect("\(error)".contains("expected version 1 of its functions, found version \(version)"))
        }
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
