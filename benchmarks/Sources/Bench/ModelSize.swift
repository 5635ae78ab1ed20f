/// The widths of a perceptron's input and layers.
struct ModelSize {
    let widths: [Int]

    static let reference = ModelSize(widths: [784, 256, 10])
    static let deeper = ModelSize(widths: [784, 256, 128, 10])

    /// The multiply-adds of the products of matrices count as two operations each; the rest does not count.
    func inferenceFLOPs(samples: Int) -> Double {
        2 * Double(samples) * weights.reduce(0, +)
    }

    /// Forward, the gradient of each weight, and that of each layer's input but the first.
    func trainingFLOPs(samples: Int) -> Double {
        2 * Double(samples) * (3 * weights.reduce(0, +) - (weights.first ?? 0))
    }

    private var weights: [Double] {
        zip(widths, widths.dropFirst()).map { Double($0) * Double($1) }
    }
}

extension Measurement {
    func flops(epochSamples: Int) -> Double? {
        switch work {
        case .epoch(let size): size.trainingFLOPs(samples: epochSamples)
        case .inference(let size, let samples): size.inferenceFLOPs(samples: samples)
        case nil: nil
        }
    }
}
