/// One thing that is measured in every round.
struct Measurement: Sendable {
    /// Its name in the JSON.
    let id: String
    let title: String
    let by: ContestantName
    let task: String
    var work: Work?
    var threads = 1

    /// What is computed, where a share of the peak is of interest.
    enum Work {
        case epoch(ModelSize)
        case inference(ModelSize, samples: Int)
        case gradient(ModelSize, samples: Int)
        /// One of the three products of a layer: forward, and the gradients by its weight and by its input.
        case product(ModelSize, samples: Int)
    }
}

enum ContestantName: String, CaseIterable {
    case generatedC = "generated C, training"
    case inferenceC = "generated C, inference"
    case smallInferenceC = "generated C, inference of 64-32-10"
    case cnnInferenceC = "generated C, inference of the CNN"
    case leNetInferenceC = "generated C, inference of LeNet"
    case convolutionC = "generated C, a convolution"
    case depthwiseC = "generated C, depthwise"
    case swift = "Swift"
    case swiftDebug = "Swift, debug build"
    case terminal = "graphc train"
    case commands = "programs"
    case pyTorch = "PyTorch"
    case pyTorchConvolutions = "PyTorch, convolutions"
    case jax = "JAX"
    case onnxRuntime = "ONNX Runtime"
    case openVINO = "OpenVINO"
    case pythonCommands = "python"
}

extension Measurement {
    static let cTrain = Measurement(
        id: "c.train-1", title: "epoch, generated C, 1 thread", by: .generatedC, task: "train-1",
        work: .epoch(.reference))
    static let cTrainShared = Measurement(
        id: "c.train-2", title: "epoch, generated C, 2 threads", by: .generatedC, task: "train-2",
        work: .epoch(.reference), threads: 2)
    static let swiftTrain = Measurement(
        id: "swift.train-1", title: "epoch, Swift, 1 thread", by: .swift, task: "train-1",
        work: .epoch(.reference))
    static let swiftTrainShared = Measurement(
        id: "swift.train-2", title: "epoch, Swift, 2 threads", by: .swift, task: "train-2",
        work: .epoch(.reference), threads: 2)
    static let debugTrain = Measurement(
        id: "swift.debug.train-1", title: "epoch, Swift, 1 thread, debug build", by: .swiftDebug,
        task: "train-1", work: .epoch(.reference))
    static let terminalTrain = Measurement(
        id: "terminal.train-1", title: "epoch, `graphc train`, 1 thread", by: .terminal, task: "train-1")
    static let terminalTrainShared = Measurement(
        id: "terminal.train-2", title: "epoch, `graphc train`, 2 threads", by: .terminal, task: "train-2",
        threads: 2)
    static let terminalCNN = Measurement(
        id: "terminal.cnn-2", title: "epoch of the CNN, Adam, `graphc train`, 2 threads", by: .terminal,
        task: "cnn-2", threads: 2)
    static let busyTrain = Measurement(
        id: "swift.busy-1", title: "epoch, Swift, 1 thread, all cores busy", by: .swift, task: "busy-1")
    static let busyTrainByDefault = Measurement(
        id: "swift.busy", title: "epoch, Swift, threads by default, all cores busy", by: .swift,
        task: "busy", threads: 2)
    static let reading = Measurement(
        id: "swift.read", title: "reading in batches of 64, resized to 32 × 32, Swift, 1 thread", by: .swift,
        task: "read")
    static let colourTrain = Measurement(
        id: "swift.colour", title: "10,000 images of 3 × 32 × 32, small CNN, Adam, Swift, 2 threads",
        by: .swift, task: "colour", threads: 2)
    static let augmentedTrain = Measurement(
        id: "swift.augmented", title: "the same with random crop and flip", by: .swift, task: "augmented",
        threads: 2)
    static let torchTrain = Measurement(
        id: "pytorch.train", title: "epoch, PyTorch, data preloaded, 2 threads", by: .pyTorch,
        task: "train")
    static let torchTutorial = Measurement(
        id: "pytorch.dataloader", title: "epoch, PyTorch, DataLoader over PIL images, 2 threads",
        by: .pyTorch, task: "dataloader")
    static let jaxTrain = Measurement(
        id: "jax.train", title: "epoch, JAX, one jit, 2 threads", by: .jax, task: "train")

    static let swiftAdam = Measurement(
        id: "swift.adam-2", title: "epoch of 784-256-128-10, Adam, Swift, 2 threads", by: .swift,
        task: "adam", work: .epoch(.deeper), threads: 2)
    static let torchAdam = Measurement(
        id: "pytorch.adam", title: "epoch of 784-256-128-10, Adam, PyTorch, data preloaded, 2 threads",
        by: .pyTorch, task: "adam")

    static let cInfer = Measurement(
        id: "c.infer-1", title: "inference, generated C", by: .inferenceC, task: "infer-1",
        work: .inference(.reference, samples: 1))
    static let swiftInfer = Measurement(
        id: "swift.infer-1-raw", title: "inference, generated Swift function", by: .swift,
        task: "infer-1-raw", work: .inference(.reference, samples: 1))
    static let swiftLogits = Measurement(
        id: "swift.infer-1", title: "inference, Swift `logits`", by: .swift, task: "infer-1",
        work: .inference(.reference, samples: 1))
    static let onnxInfer = Measurement(
        id: "onnxruntime.infer-1", title: "inference, ONNX Runtime, call overhead taken off",
        by: .onnxRuntime, task: "infer-1")

    static let cSmall = Measurement(
        id: "c.infer-small", title: "inference of 64-32-10, generated C", by: .smallInferenceC,
        task: "infer-1")
    static let swiftSmall = Measurement(
        id: "swift.infer-small-raw", title: "inference of 64-32-10, generated Swift function", by: .swift,
        task: "infer-small-raw")
    static let swiftSmallLogits = Measurement(
        id: "swift.infer-small", title: "inference of 64-32-10, Swift `logits`", by: .swift,
        task: "infer-small")
    static let onnxSmall = Measurement(
        id: "onnxruntime.infer-small",
        title: "inference of 64-32-10, ONNX Runtime, call overhead taken off", by: .onnxRuntime,
        task: "infer-small")

    static let cBatch = Measurement(
        id: "c.infer-64", title: "inference, batch 64, generated C", by: .inferenceC, task: "infer-64",
        work: .inference(.reference, samples: 64))
    static let swiftBatch = Measurement(
        id: "swift.infer-64-raw", title: "inference, batch 64, generated Swift function", by: .swift,
        task: "infer-64-raw", work: .inference(.reference, samples: 64))

    static let example = Measurement(
        id: "example", title: "examples/FashionMNIST, 5 epochs, start to exit", by: .commands,
        task: "example")
    static let importTorch = Measurement(
        id: "import-torch", title: "`python -c \"import torch\"`", by: .pythonCommands,
        task: "import-torch")
    static let graphc = Measurement(
        id: "graphc", title: "`graphc model.nn -o Model.swift`", by: .commands, task: "graphc")

    /// In the order in which a round goes through them.
    static let all =
        [
            cTrain, cTrainShared, swiftTrain, swiftTrainShared, terminalTrain,
            terminalTrainShared, debugTrain, busyTrain, busyTrainByDefault, reading, colourTrain,
            augmentedTrain, torchTrain, torchTutorial,
            jaxTrain,
            swiftAdam, torchAdam, cInfer, swiftInfer, swiftLogits, onnxInfer, cSmall, swiftSmall,
            swiftSmallLogits, onnxSmall, cBatch, swiftBatch, example, importTorch, graphc,
        ] + networkTraining + NetworkInference.all.flatMap(\.measurements) + layers
        + parameters.flatMap { [$0.swift, $0.torch] }
}
