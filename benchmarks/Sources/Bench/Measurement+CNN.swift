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

    static let networkTraining = [
        cnnTrain, cnnTrainShared, terminalCNN, torchCNN, torchCNNTutorial, jaxCNN, normalizedTrain,
        torchNormalized, leNetTrain, torchLeNet,
    ]
}
