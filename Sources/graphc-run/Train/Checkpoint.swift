import Foundation
import GraphRuntime

/// What a training that was interrupted leaves beside its weights.
struct Checkpoint {
    let path: String

    init(of weights: String) {
        let stem = weights.hasSuffix(".safetensors") ? String(weights.dropLast(12)) : weights
        path = "\(stem).checkpoint.safetensors"
    }

    /// - Parameter settings: What the result of the training depends on, which whoever resumes it is to say again.
    func write(_ model: DynamicModel, settings: [(option: String, value: String)]) throws {
        let metadata = settings.map { (keyPrefix + $0.option, $0.value) }
        try model.saveCheckpoint(to: path, metadata: Dictionary(metadata) { $1 })
    }

    /// Goes on from there. A setting that was another is noted on standard error.
    func load(into model: inout DynamicModel, settings: [(option: String, value: String)]) throws {
        guard FileManager.default.fileExists(atPath: path) else { throw CheckpointProblem.none(path) }
        try model.loadCheckpoint(from: path)
        let metadata = try SafetensorsFile(path: path).metadata
        for (option, value) in settings {
            guard let before = metadata[keyPrefix + option], before != value else { continue }
            printError("graphc: note: \(option) is \(value), and was \(printable(before)) before")
        }
    }

    /// What a training needs no more that has come to its end.
    func remove() { try? FileManager.default.removeItem(atPath: path) }
}

private let keyPrefix = "graphc.train."

enum CheckpointProblem: Error, CustomStringConvertible {
    case none(String)

    var description: String {
        switch self {
        case .none(let path):
            "\(printable(path)): expected the checkpoint of a training that was interrupted, found none"
        }
    }
}
