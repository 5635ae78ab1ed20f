extension Measurement {
    static let cnnTrain = Measurement(
        id: "swift.cnn-1", title: "epoch of the CNN, Adam, Swift, 1 thread", by: .swift, task: "cnn-1",
        work: .epoch(.cnn))
    static let cnnTrainShared = Measurement(
        id: "swift.cnn-2", title: "epoch of the CNN, Adam, Swift, 2 threads", by: .swift, task: "cnn-2",
        work: .epoch(.cnn), threads: 2)
    static let normalizedTrain = Measurement(
        id: "swift.normalized-2", title: "epoch of the CNN with BatchNorm and Dropout, Swift, 2 threads",
        by: .swift, task: "normalized", work: .epoch(.cnn), threads: 2)
    static let leNetTrain = Measurement(
        id: "swift.lenet-2", title: "epoch of LeNet, Adam, Swift, 2 threads", by: .swift, task: "lenet",
        work: .epoch(.leNet), threads: 2)

    static let torchCNN = Measurement(
        id: "pytorch.cnn", title: "epoch of the CNN, PyTorch at its best, 2 threads", by: .pyTorch,
        task: "cnn")
    static let torchCNNTutorial = Measurement(
        id: "pytorch.cnn-tutorial", title: "epoch of the CNN, PyTorch as tutorials write it, 2 threads",
        by: .pyTorch, task: "cnn-tutorial")
    static let torchNormalized = Measurement(
        id: "pytorch.normalized",
        title: "epoch of the CNN with BatchNorm and Dropout, PyTorch at its best, 2 threads",
        by: .pyTorch, task: "normalized")
    static let torchLeNet = Measurement(
        id: "pytorch.lenet", title: "epoch of LeNet, PyTorch at its best, 2 threads", by: .pyTorch,
        task: "lenet")

    static let jaxCNN = Measurement(
        id: "jax.cnn", title: "epoch of the CNN, JAX, each step a jit, 2 threads", by: .jax, task: "cnn")

    static let cnnInfer = inference(of: "the CNN", "cnn", .cnn, by: .cnnInferenceC, samples: 1)
    static let cnnBatch = inference(of: "the CNN", "cnn", .cnn, by: .cnnInferenceC, samples: 64)
    static let swiftCNNInfer = inference(of: "the CNN", "cnn", .cnn, by: .swift, samples: 1)
    static let swiftCNNBatch = inference(of: "the CNN", "cnn", .cnn, by: .swift, samples: 64)
    static let onnxCNNInfer = inference(of: "the CNN", "cnn", nil, by: .onnxRuntime, samples: 1)
    static let onnxCNNBatch = inference(of: "the CNN", "cnn", nil, by: .onnxRuntime, samples: 64)

    static let leNetInfer = inference(of: "LeNet", "lenet", .leNet, by: .leNetInferenceC, samples: 1)
    static let leNetBatch = inference(of: "LeNet", "lenet", .leNet, by: .leNetInferenceC, samples: 64)
    static let swiftLeNetInfer = inference(of: "LeNet", "lenet", .leNet, by: .swift, samples: 1)
    static let swiftLeNetBatch = inference(of: "LeNet", "lenet", .leNet, by: .swift, samples: 64)
    static let onnxLeNetInfer = inference(of: "LeNet", "lenet", nil, by: .onnxRuntime, samples: 1)
    static let onnxLeNetBatch = inference(of: "LeNet", "lenet", nil, by: .onnxRuntime, samples: 64)

    static let convolutional = [
        cnnTrain, cnnTrainShared, terminalCNN, torchCNN, torchCNNTutorial, jaxCNN, normalizedTrain,
        torchNormalized,
        leNetTrain,
        torchLeNet, cnnInfer, swiftCNNInfer, onnxCNNInfer, cnnBatch, swiftCNNBatch, onnxCNNBatch,
        leNetInfer, swiftLeNetInfer, onnxLeNetInfer, leNetBatch, swiftLeNetBatch, onnxLeNetBatch,
    ]

    private static func inference(
        of model: String, _ id: String, _ size: ModelSize?, by contestant: ContestantName, samples: Int
    ) -> Measurement {
        let batch = samples == 1 ? "" : ", batch \(samples)"
        let (key, who, task) =
            switch contestant {
            case .swift: ("swift", "generated Swift function", "\(id)-infer-\(samples)")
            case .onnxRuntime: ("onnxruntime", "ONNX Runtime", "\(id)-infer-\(samples)")
            default: ("c", "generated C", "infer-\(samples)")
            }
        return Measurement(
            id: "\(key).\(id)-infer-\(samples)", title: "inference of \(model)\(batch), \(who)",
            by: contestant, task: task, work: size.map { .inference($0, samples: samples) })
    }
}
