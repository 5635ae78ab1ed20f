import ArgumentParser
import Foundation
import GraphRuntime
import Peak

/// Our Swift as a contestant, in a process of its own, in the build mode of this program.
struct SwiftContestant: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "contestant", shouldDisplay: false)

    @Argument var images: String
    @Argument var labels: String
    @Argument var samples: Int
    @Argument var calls: Int

    func run() throws {
        let pixels = try [UInt8](Data(contentsOf: URL(filePath: images)))
        let classes = try [UInt8](Data(contentsOf: URL(filePath: labels)))
        let data = try ImageDataset(
            pixels: pixels, sampleShape: [1, 28, 28], labels: classes,
            classNames: (0..<10).map(String.init), normalization: .minusOneToOne
        ).prefix(samples)

        let sgd = Optimizer.sgd(learningRate: 0.01)
        var alone = SwiftTraining<ReferenceMLP>(on: data, optimizer: sgd, threads: 1)
        var shared = SwiftTraining<ReferenceMLP>(on: data, optimizer: sgd, threads: 2)
        var adam = SwiftTraining<DeeperMLP>(on: data, optimizer: .adam(), threads: 2)
        let reference = SwiftInference<ReferenceMLP>(calls: calls)
        let small = SwiftInference<SmallMLP>(calls: calls * 10)

        send(Ready(ready: "\(buildMode) build"))
        while let task = readLine() {
            let peak = measure_fma_peak().gflops
            var answer =
                switch task {
                case "train-1": try alone.epoch()
                case "train-2": try shared.epoch()
                case "adam": try adam.epoch()
                case "infer-1": try reference.logits()
                case "infer-1-raw": try reference.forward(samples: 1)
                case "infer-64-raw": try reference.forward(samples: 64)
                case "infer-small": try small.logits()
                case "infer-small-raw": try small.forward(samples: 1)
                default: throw ValidationError("There is no task '\(task)'.")
                }
            answer.peak = peak
            send(answer)
        }
    }

    private func send(_ message: some Encodable) {
        guard let line = try? JSONEncoder().encode(message) else { return }
        FileHandle.standardOutput.write(line + [UInt8(ascii: "\n")])
    }

    private var buildMode: String {
        #if DEBUG
            "debug"
        #else
            "release"
        #endif
    }
}
