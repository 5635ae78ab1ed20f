import Foundation
import Testing

@testable import GraphRuntime

/// A training that is interrupted and resumed from a file ends with the bits of one that was not.
struct CheckpointTests {
    private static let optimizers: [Optimizer] = [
        .sgd(learningRate: 0.05), .sgd(learningRate: 0.05, momentum: 0.9), .adam(), .adamW(amsgrad: true),
        .rmsProp(momentum: 0.5, centered: true), .adagrad(learningRateDecay: 0.1),
    ]

    private static func digits() throws -> ImageDataset {
        let directory = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../examples/Data/digits")
        return try Digits(directory: directory.path, normalization: .zeroToOne).train.prefix(200)
    }

    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try body(folder.path)
    }

    private func trainer(_ optimizer: Optimizer, epochs: Int, threads: Int = 1) -> Trainer {
        var trainer = Trainer(
            optimizer: optimizer, schedule: .cosine(length: 12, per: .steps).warmedUp(over: 3), batchSize: 32,
            epochs: epochs, earlyStopping: EarlyStopping(patience: 100), seed: 2, threads: threads,
            progress: .silent)
        trainer.cores = threads
        return trainer
    }

    /// With BatchNorm and Dropout, from the middle of an epoch, by another number of threads.
    @Test(arguments: optimizers.indices) func aResumedTrainingEndsWithTheSameBits(_ index: Int) throws {
        let (data, optimizer) = (try Self.digits(), Self.optimizers[index])
        var whole = DigitsCNN(seed: 1)
        let history = try trainer(optimizer, epochs: 3).fit(&whole, on: data, validatingOn: data)
        try withFolder { folder in
            for stop in [1, 7, 9, 14] {
                var model = DigitsCNN(seed: 1)
                var batches = 0
                try trainer(optimizer, epochs: 3).fit(&model, on: data, validatingOn: data) { control in
                    batches += 1
                    if batches == stop { control.stop() }
                }
                try model.saveCheckpoint(to: "\(folder)/c.safetensors")
                var resumed = DigitsCNN(seed: 9)
                try resumed.loadCheckpoint(from: "\(folder)/c.safetensors")
                try trainer(optimizer, epochs: 3, threads: 1 + stop % 4).fit(
                    &resumed, on: data, validatingOn: data, starting: .resumed)
                #expect(resumed.parameters.elementsEqual(whole.parameters), "stopped after \(stop)")
                #expect(resumed.history.epochs.map(\.training) == history.epochs.map(\.training))
                #expect(resumed.history.epochs.map(\.validation) == history.epochs.map(\.validation))
            }
        }
    }

    @Test func aTrainerWritesCheckpoints() throws {
        let data = try Self.digits()
        try withFolder { folder in
            let (every, best) = ("\(folder)/every.safetensors", "\(folder)/best.safetensors")
            var trainer = trainer(.adam(), epochs: 5)
            trainer.checkpoints = [.every(2, to: every), .best(.metric("accuracy"), to: best)]
            var model = DigitsNet(seed: 1)
            var seen: [(every: Int?, best: Int?)] = []
            func epochs(_ path: String) -> Int? {
                var model = DigitsNet()
                return (try? model.loadCheckpoint(from: path)).map { model.history.epochs.count }
            }
            let history = try trainer.fit(
                &model, on: data, validatingOn: data, onBatch: nil,
                onEpoch: { _ in seen.append((epochs(every), epochs(best))) })
            #expect(seen.map(\.every) == [nil, nil, 2, 2, 4] && epochs(every) == 5)
            let accuracies = history.epochs.map { $0.validation?.accuracy ?? 0 }
            let highest = accuracies.max()
            #expect(epochs(best) == accuracies.firstIndex { $0 == highest }.map { $0 + 1 })

            let file = try SafetensorsFile(path: every)
            #expect(file.metadata["graphc.text"]?.contains("Linear 64 32; ReLU; Linear 32 10") == true)
            #expect(file.metadata["graphc.classes"] == (0...9).map(String.init).joined(separator: "\n"))
            #expect(file.metadata["graphc.normalization"] == "\(Float(1.0 / 255)) 0.0")
            #expect(file["optimizer.exp_avg.1.weight"]?.shape == [32, 64])
            // As parameters alone, it is a file like any other.
            let loaded = try DigitsNet(contentsOf: every)
            #expect(loaded.parameters.elementsEqual(model.parameters) && loaded.history.epochs.isEmpty)
        }
    }

    @Test func whatIsNoCheckpointOfTheModelIsTold() throws {
        let data = try Self.digits()
        try withFolder { folder in
            let path = "\(folder)/c.safetensors"
            #expect(throws: CheckpointError.notTrained(path: path)) {
                try DigitsNet().saveCheckpoint(to: path)
            }
            var model = DigitsNet(seed: 1)
            try trainer(.adam(), epochs: 1).fit(&model, on: data)
            try model.save(to: path)
            #expect(throws: CheckpointError.noCheckpoint(path: path)) { try model.loadCheckpoint(from: path) }
            try model.saveCheckpoint(to: path, metadata: ["note": "first"])
            #expect(try SafetensorsFile(path: path).metadata["note"] == "first")
            var other = WideNet(seed: 1)
            let error = #expect(throws: CheckpointError.self) { try other.loadCheckpoint(from: path) }
            #expect(
                error?.description
                    == "\(path): is of another model: expected Linear 64 128, found Linear 64 32")
            #expect(other.parameters.elementsEqual(WideNet(seed: 1).parameters))
            let training = try #require(try SafetensorsFile(path: path).metadata["graphc.training"])
            let later = training.replacing("\"version\":1", with: "\"version\":2")
            try model.saveCheckpoint(to: path, metadata: ["graphc.training": later])
            #expect(throws: CheckpointError.version(path: path, expected: 1, found: 2)) {
                try model.loadCheckpoint(from: path)
            }
            try model.saveCheckpoint(to: path, metadata: ["graphc.training": "{}"])
            #expect(throws: CheckpointError.damaged(path: path)) { try model.loadCheckpoint(from: path) }
            #expect(throws: TrainingError.checkpoints(0)) {
                var trainer = trainer(.adam(), epochs: 1)
                trainer.checkpoints = [.every(0, to: path)]
                try trainer.fit(&model, on: data)
            }
        }
    }
}
