import Testing

@testable import GraphRuntime

/// A batch of more samples than are worked on together is trained with as a whole would be.
@Suite struct PieceTests {
    @Test(arguments: [Optimizer.sgd(learningRate: 0.1), .sgd(learningRate: 0.1, momentum: 0.9), .adam()])
    func stepsInPiecesAreThoseOfTheWhole(_ optimizer: Optimizer) throws {
        func train<M: NaiveMLP>(_ type: M.Type, piece: Int?) throws -> (losses: [Float], values: [Float]) {
            var layout = M.layout
            layout.piece = piece
            let compiled = CompiledModel(
                layout: layout, workerLimit: 1, forward: { M.forward($0, $1) }, loss: { M.loss($0, $1) },
                gradient: { M.gradient($0, $1) }, step: { M.step($0, $1) },
                accumulate: { M.accumulate($0, $1) })
            var model = DynamicModel(compiled, seed: 3)
            var optimizer = optimizer
            let samples = randomSamples(23)
            let losses = try (0..<4).map { _ in
                try model.trainStep(
                    inputs: samples, labels: samples.indices.map { $0 % 2 }, optimizer: &optimizer)
            }
            let data = try threePixels(50)
            try Trainer(optimizer: optimizer, batchSize: 23, epochs: 2, progress: .silent).fit(
                &model, on: data)
            return (losses, model.parameters.flatMap(\.values))
        }
        func check<M: NaiveMLP>(_ type: M.Type) throws {
            let (whole, pieces) = (try train(type, piece: nil), try train(type, piece: 7))
            for (found, expected) in zip(pieces.losses + pieces.values, whole.losses + whole.values) {
                #expect(abs(found - expected) < 1e-4)
            }
            #expect(pieces.losses[0] == whole.losses[0])
            // A batch of one piece is a whole.
            #expect(try train(type, piece: 23) == whole)
        }
        try check(TinyClassifier.self)
        try check(TinyRegressor.self)
    }

    @Test func memoryHasRoomForAPiece() {
        var layout = TinyClassifier.layout
        layout.piece = 16
        let compiled = CompiledModel(
            layout: layout, forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in },
            step: { _, _ in }, accumulate: { _, _ in })
        let workspace = Workspace(for: compiled, size: Workspace.Size(rows: 1000))
        #expect(workspace.capacity == 16 && workspace.samples.input.count == 16 * 3)
        #expect(workspace.size.rows >= 1000 && workspace.losses.count >= 1000)
    }
}
