extension Results {
    /// The CNN is `Conv2d 1 32 3`, `Conv2d 32 64 3`, each with padding, ReLU and a pool of 2, and two linear layers.
    var networkTrainingGoals: [Goal] {
        [
            Goal(
                "share of FMA peak, epoch of the CNN, Swift, 1 thread", .atLeast(0.86), .share,
                shares(M.cnnTrain)),
            Goal(
                "share of FMA peak, epoch of the CNN, Swift, 2 threads", .atLeast(0.81), .share,
                shares(M.cnnTrainShared)),
            Goal(
                "the CNN, Swift over PyTorch at its best, 2 threads", .atLeast(2.9), .times,
                ratios(M.torchCNN, over: M.cnnTrainShared)),
            Goal(
                "the CNN, Swift over PyTorch as tutorials write it, 2 threads", .atLeast(3.5), .times,
                ratios(M.torchCNNTutorial, over: M.cnnTrainShared)),
            Goal(
                "the CNN, Swift over JAX, 2 threads", .atLeast(7), .times,
                ratios(M.jaxCNN, over: M.cnnTrainShared)),
            Goal(
                "share of FMA peak, epoch with BatchNorm and Dropout, Swift, 2 threads", .atLeast(0.7),
                .share,
                shares(M.normalizedTrain)),
            Goal(
                "with BatchNorm and Dropout, Swift over PyTorch at its best, 2 threads", .atLeast(2.6),
                .times,
                ratios(M.torchNormalized, over: M.normalizedTrain)),
            Goal(
                "LeNet, Swift over PyTorch at its best, 2 threads", .atLeast(4.5), .times,
                ratios(M.torchLeNet, over: M.leNetTrain)),
        ]
    }
}
