/// What convolutions and linear layers compute for a sample.
struct ModelSize {
    /// The multiply-adds of each of them, in their order.
    let products: [Double]

    static let reference = ModelSize(widths: [784, 256, 10])
    static let deeper = ModelSize(widths: [784, 256, 128, 10])
    static let cnn = ModelSize(products: [28 * 28 * 32 * 9, 14 * 14 * 64 * 32 * 9, 3136 * 128, 128 * 10])
    static let leNet = ModelSize(
        products: [28 * 28 * 6 * 25, 10 * 10 * 16 * 6 * 25, 400 * 120, 120 * 84, 84 * 10])

    static let convolution = ModelSize(products: [14 * 14 * 64 * 32 * 9])
    static let depthwise = ModelSize(products: [14 * 14 * 64 * 9, 14 * 14 * 128 * 64])

    init(products: [Double]) { self.products = products }

    /// Of a perceptron's input and layers.
    init(widths: [Int]) {
        products = zip(widths, widths.dropFirst()).map { Double($0) * Double($1) }
    }

    /// A multiply-add counts as two operations; the rest does not count.
    func inferenceFLOPs(samples: Int) -> Double {
        2 * Double(samples) * products.reduce(0, +)
    }

    /// Forward, the gradient of each weight, and that of each layer's input but the first.
    func trainingFLOPs(samples: Int) -> Double {
        2 * Double(samples) * (3 * products.reduce(0, +) - (products.first ?? 0))
    }
}

extension Measurement {
    func flops(epochSamples: Int) -> Double? {
        switch work {
        case .epoch(let size): size.trainingFLOPs(samples: epochSamples)
        case .inference(let size, let samples), .product(let size, let samples):
            size.inferenceFLOPs(samples: samples)
        case .gradient(let size, let samples): size.trainingFLOPs(samples: samples)
        case nil: nil
        }
    }
}
