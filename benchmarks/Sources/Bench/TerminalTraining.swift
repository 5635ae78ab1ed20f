import Foundation

/// `graphc train`, a process for each task: the median of a few epochs.
final class TerminalTraining: Contestant {
    private let data: String

    /// - Parameter data: The folder with the original files.
    init(on data: String) { self.data = data }

    func measure(_ task: String) throws -> Answer {
        let (model, optimizer, threads) =
            switch task {
            case "train-1": ("reference", "sgd", "1")
            case "train-2": ("reference", "sgd", "2")
            case "cnn-2": ("cnn", "adam", "2")
            default: throw Failure("there is no task '\(task)'")
            }
        let text = Folder.benchmarks.appending(path: "Sources/Bench/Models/\(model).nn").path
        guard
            let lines = output(
                of: [
                    Folder.graphc.path, "train", text, "--data", data, "--normalize", "-1..1",
                    "--optimizer", optimizer, "--batch-size", "64", "--threads", threads,
                    "--epochs", model == "cnn" ? "2" : "6", "--json",
                    "--output", Folder.work.appending(path: "terminal.safetensors").path,
                ])
        else { throw Failure("`graphc train` failed") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let epochs = try lines.split(separator: "\n").dropLast().map { line in
            try decoder.decode(Epoch.self, from: Data(line.utf8))
        }
        guard let last = epochs.last else { throw Failure("it printed nothing") }
        return Answer(seconds: median(epochs.map(\.seconds)) ?? 0, loss: last.trainLoss)
    }

    private struct Epoch: Decodable {
        let trainLoss: Double
        let seconds: Double
    }
}
