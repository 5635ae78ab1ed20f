/// A number that we want to reach.
struct Goal {
    let title: String
    let bound: Bound
    let unit: Unit
    /// The median; nil where something it needs was not measured.
    let value: Double?

    enum Bound {
        case atLeast(Double), atMost(Double)
    }

    enum Unit {
        case share, times, seconds
    }

    init(_ title: String, _ bound: Bound, _ unit: Unit, _ rounds: [Double]) {
        self.title = title
        self.bound = bound
        self.unit = unit
        value = median(rounds)
    }

    var isReached: Bool? {
        guard let value else { return nil }
        switch bound {
        case .atLeast(let least): return value >= least
        case .atMost(let most): return value <= most
        }
    }
}

extension Results {
    typealias M = Measurement

    var goals: [Goal] {
        trainingGoals + dataGoals + inferenceGoals + processGoals + networkTrainingGoals
            + networkInferenceGoals
            + layerGoals + parameterGoals
    }

    private var trainingGoals: [Goal] {
        [
            Goal("share of FMA peak, epoch, generated C, 1 thread", .atLeast(0.85), .share, shares(M.cTrain)),
            Goal("share of FMA peak, epoch, Swift, 1 thread", .atLeast(0.80), .share, shares(M.swiftTrain)),
            Goal(
                "2 threads over 1, generated C", .atLeast(1.8), .times,
                ratios(M.cTrain, over: M.cTrainShared)),
            Goal(
                "2 threads over 1, Swift", .atLeast(1.8), .times,
                ratios(M.swiftTrain, over: M.swiftTrainShared)),
            Goal(
                "threads by default over 1 thread, Swift, all cores busy", .atMost(1.2), .times,
                ratios(M.busyTrainByDefault, over: M.busyTrain)),
            Goal(
                "`graphc train` over Swift, 1 thread", .atMost(1.03), .times,
                ratios(M.terminalTrain, over: M.swiftTrain)),
            Goal(
                "`graphc train` over Swift, 2 threads", .atMost(1.03), .times,
                ratios(M.terminalTrainShared, over: M.swiftTrainShared)),
            Goal(
                "`graphc train` over Swift, the CNN, 2 threads", .atMost(1.03), .times,
                ratios(M.terminalCNN, over: M.cnnTrainShared)),
        ]
            + [("generated C", M.cTrainShared), ("Swift", M.swiftTrainShared)].flatMap { name, ours in
                [
                    Goal(
                        "\(name) over PyTorch, data preloaded, 2 threads", .atLeast(4), .times,
                        ratios(M.torchTrain, over: ours)),
                    Goal(
                        "\(name) over JAX, one jit, 2 threads", .atLeast(2), .times,
                        ratios(M.jaxTrain, over: ours)),
                    Goal(
                        "\(name) over PyTorch, DataLoader, 2 threads", .atLeast(15), .times,
                        ratios(M.torchTutorial, over: ours)),
                ]
            } + [
                Goal(
                    "Swift over PyTorch, 784-256-128-10 with Adam, 2 threads", .atLeast(4), .times,
                    ratios(M.torchAdam, over: M.swiftAdam))
            ]
    }

    private var dataGoals: [Goal] {
        [
            // A Python `DataLoader` takes 4.69 s, as is published.
            Goal(
                "reading in batches of 64, resized to 32 × 32", .atMost(0.5), .seconds, seconds(M.reading)),
            Goal(
                "an epoch of a small CNN with crop and flip over one without", .atMost(1.1), .times,
                ratios(M.augmentedTrain, over: M.colourTrain)),
        ]
    }

    private var inferenceGoals: [Goal] {
        [
            Goal(
                "generated C over ONNX Runtime, 784-256-10", .atLeast(1.5), .times,
                ratios(M.onnxInfer, over: M.cInfer)),
            Goal(
                "generated Swift function over ONNX Runtime, 784-256-10", .atLeast(1.5), .times,
                ratios(M.onnxInfer, over: M.swiftInfer)),
            Goal(
                "Swift `logits` over ONNX Runtime, 784-256-10", .atLeast(1.5), .times,
                ratios(M.onnxInfer, over: M.swiftLogits)),
            Goal("64-32-10, generated C", .atMost(0.2e-6), .seconds, seconds(M.cSmall)),
            Goal("64-32-10, generated Swift function", .atMost(0.2e-6), .seconds, seconds(M.swiftSmall)),
            Goal(
                "generated C over ONNX Runtime, 64-32-10", .atLeast(10), .times,
                ratios(M.onnxSmall, over: M.cSmall)),
            Goal(
                "generated Swift function over ONNX Runtime, 64-32-10", .atLeast(10), .times,
                ratios(M.onnxSmall, over: M.swiftSmall)),
            Goal(
                "share of FMA peak, inference, batch 64, generated C", .atLeast(0.9), .share,
                shares(M.cBatch)),
            Goal(
                "share of FMA peak, inference, batch 64, generated Swift function", .atLeast(0.9), .share,
                shares(M.swiftBatch)),
        ]
    }

    private var processGoals: [Goal] {
        [
            Goal("examples/FashionMNIST, 5 epochs", .atMost(1.2), .seconds, seconds(M.example)),
            Goal(
                "examples/FashionMNIST over importing torch and one PyTorch epoch", .atLeast(1), .times,
                ratios(M.importTorch, M.torchTrain, over: M.example)),
            Goal("`graphc model.nn -o Model.swift`", .atMost(0.02), .seconds, seconds(M.graphc)),
            Goal(
                "training, debug build over release build", .atMost(3), .times,
                ratios(M.debugTrain, over: M.swiftTrain)),
        ]
    }
}
