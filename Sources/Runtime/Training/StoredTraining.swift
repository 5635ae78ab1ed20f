import Foundation

/// What a checkpoint says of a training besides tensors, as JSON.
struct StoredTraining: Codable {
    static let version = 1

    var version = Self.version
    var epochs: Int
    var epoch: EpochInProgress?
    var optimizer: String
    var steps: UInt64
    var running: [Double]
    var hasOptimizerTensors: Bool
    var givenLearningRate: Double
    var learningRate: Double
    /// What a schedule has made of it in the last step.
    var lastLearningRate: Double
    var best: Best?
    /// That of each file which has the best model so far, by its path.
    var bestFiles: [String: Double]
    /// As `History.csv`, which has every number to the last digit.
    var history: String

    struct EpochInProgress: Codable {
        var order: TrainingState.EpochInProgress.Order
        var steps: Int
        var seconds: Double
        var tally: StoredTally
    }

    struct Best: Codable {
        var badness: Double
        var epochsSince: Int
        var hasParameters: Bool
    }
}

extension StoredTraining {
    init(_ state: TrainingState) {
        self.init(
            epochs: state.epochs,
            epoch: state.epoch.map {
                EpochInProgress(
                    order: $0.order, steps: $0.steps, seconds: $0.seconds, tally: $0.tally.stored)
            },
            optimizer: state.optimizer.ruleName, steps: state.optimizer.steps,
            running: state.optimizer.runningNumbers,
            hasOptimizerTensors: state.optimizer.keptArena.count > 0,
            givenLearningRate: state.baseLearningRate.given,
            learningRate: state.baseLearningRate.current,
            lastLearningRate: state.optimizer.learningRate,
            best: state.best.map {
                Best(
                    badness: $0.badness, epochsSince: $0.epochsSince, hasParameters: $0.parameters != nil)
            },
            bestFiles: state.bestFiles, history: state.history.csv)
    }

    /// The state itself.
    ///
    /// - Parameters:
    ///   - optimizer: What the tensors make of the optimizer.
    ///   - parameters: Those after the best epoch.
    func state(
        modelName: String, optimizer: Optimizer, bestParameters parameters: FloatArena?
    ) throws -> TrainingState {
        TrainingState(
            optimizer: optimizer, epochs: epochs,
            epoch: epoch.map {
                .init(order: $0.order, steps: $0.steps, tally: Tally($0.tally), seconds: $0.seconds)
            },
            baseLearningRate: (givenLearningRate, learningRate),
            best: best.map {
                .init(badness: $0.badness, epochsSince: $0.epochsSince, parameters: parameters)
            },
            bestFiles: bestFiles, history: try History(csv: history, modelName: modelName))
    }

    /// Numbers that are not finite have no place in JSON.
    private static let notFinite = ("inf", "-inf", "nan")

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: Self.notFinite.0, negativeInfinity: Self.notFinite.1, nan: Self.notFinite.2)
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    init(json: String) throws {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: Self.notFinite.0, negativeInfinity: Self.notFinite.1, nan: Self.notFinite.2)
        self = try decoder.decode(StoredTraining.self, from: Data(json.utf8))
    }
}
