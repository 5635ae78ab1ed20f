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
        var byDefault = SwiftTraining<ReferenceMLP>(on: data, optimizer: sgd, threads: nil)
        var adam = SwiftTraining<DeeperMLP>(on: data, optimizer: .adam(), threads: 2)
        let reference = SwiftInference<ReferenceMLP>(calls: calls)
        let small = SwiftInference<SmallMLP>(calls: calls * 10)
        var cnn = SwiftTraining<SmallCNN>(on: data, optimizer: .adam(), threads: 1)
        var sharedCNN = SwiftTraining<SmallCNN>(on: data, optimizer: .adam(), threads: 2)
        var normalized = SwiftTraining<NormalizedCNN>(on: data, optimizer: .adam(), threads: 2)
        var leNet = SwiftTraining<ModernLeNet>(on: data, optimizer: .adam(), threads: 2)
        let cnnInference = SwiftInference<SmallCNN>(calls: calls / 10)
        let sharedCNNInference = SwiftInference<SmallCNN>(calls: calls / 10, threads: 2)
        let leNetInference = SwiftInference<ModernLeNet>(calls: calls)

        let reading = try SwiftReading(of: data)
        let noise = try colourNoise(samples / 6)
        var colour = SwiftTraining<ColourCNN>(on: noise, optimizer: .adam(), threads: 2)
        var augmented = SwiftTraining<ColourCNN>(
            on: noise, optimizer: .adam(), threads: 2,
            augmentation: [.randomCrop(padding: 4), .randomHorizontalFlip()])

        let parameters = SwiftParameters()

        send(Ready(ready: "\(buildMode) build"))
        while let task = readLine() {
            let peak = measure_fma_peak().gflops
            var answer =
                switch task {
                case "train-1": try alone.epoch()
                case "train-2": try shared.epoch()
                case "busy-1": try BusyCores.during { try alone.epoch() }
                case "busy": try BusyCores.during { try byDefault.epoch() }
                case "read": try reading.epoch()
                case "colour": try colour.epoch()
                case "augmented": try augmented.epoch()
                case "adam": try adam.epoch()
                case "infer-1": try reference.logits()
                case "infer-1-raw": try reference.forward(samples: 1)
                case "infer-64-raw": try reference.forward(samples: 64)
                case "infer-small": try small.logits()
                case "infer-small-raw": try small.forward(samples: 1)
                case "cnn-1": try cnn.epoch()
                case "cnn-2": try sharedCNN.epoch()
                case "normalized": try normalized.epoch()
                case "lenet": try leNet.epoch()
                case "cnn-infer-1": try cnnInference.forward(samples: 1)
                case "cnn-infer-64": try cnnInference.forward(samples: 64)
                case "cnn-infer-1-shared": try sharedCNNInference.forward(samples: 1)
                case "cnn-infer-64-shared": try sharedCNNInference.forward(samples: 64)
                case "lenet-infer-1": try leNetInference.forward(samples: 1)
                case "lenet-infer-64": try leNetInference.forward(samples: 64)
                case "parameters-start": parameters.start()
                case "parameters-save": try parameters.save()
                case "parameters-load": try parameters.load()
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
