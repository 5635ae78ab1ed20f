/// Convolutions by themselves.
extension Measurement {
    static let convolutionForward = convolution("forward", "forward", by: .convolutionC)
    static let convolutionByWeight = convolution("by-weight", "gradient by the weight", by: .convolutionC)
    static let convolutionByInput = convolution("by-input", "gradient by the input", by: .convolutionC)

    static let depthwise = Measurement(
        id: "c.depthwise", title: "depthwise and pointwise, forward and backward, generated C, 2 threads",
        by: .depthwiseC, task: "gradient", work: .gradient(.depthwise, samples: 64), threads: 2)
    static let torchDepthwise = [("first", "channels first"), ("last", "channels last")].map { key, layout in
        Measurement(
            id: "pytorch.depthwise-\(key)",
            title: "depthwise and pointwise, forward and backward, PyTorch, \(layout), 2 threads",
            by: .pyTorchConvolutions, task: "depthwise-\(key)", work: .gradient(.depthwise, samples: 64),
            threads: 2)
    }

    static let layers =
        [
            convolutionForward, convolution("forward", "forward", by: .pyTorchConvolutions),
            convolutionByWeight, convolution("by-weight", "gradient by the weight", by: .pyTorchConvolutions),
            convolutionByInput, convolution("by-input", "gradient by the input", by: .pyTorchConvolutions),
            depthwise,
        ] + torchDepthwise

    private static func convolution(
        _ task: String, _ product: String, by contestant: ContestantName
    ) -> Measurement {
        let (key, name, prefix) =
            contestant == .convolutionC ? ("c", "generated C", "") : ("pytorch", "PyTorch", "convolution-")
        return Measurement(
            id: "\(key).convolution-\(task)",
            title: "`Conv2d 32 64 3` on 14 × 14, batch 64, \(product), \(name)", by: contestant,
            task: prefix + task, work: .product(.convolution, samples: 64))
    }
}

extension Results {
    var layerGoals: [Goal] {
        [
            Goal(
                "share of FMA peak, `Conv2d 32 64 3`, forward", .atLeast(0.92), .share,
                shares(M.convolutionForward)),
            Goal(
                "share of FMA peak, `Conv2d 32 64 3`, gradient by the weight", .atLeast(0.92), .share,
                shares(M.convolutionByWeight)),
            Goal(
                "share of FMA peak, `Conv2d 32 64 3`, gradient by the input", .atLeast(0.91), .share,
                shares(M.convolutionByInput)),
            Goal(
                "depthwise and pointwise, generated C over the better of PyTorch's layouts, 2 threads",
                .atLeast(1.15), .times, ratios(fastestOf: M.torchDepthwise, over: M.depthwise)),
        ]
    }
}
