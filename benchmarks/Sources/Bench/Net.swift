/// A model of a sweep.
struct Net {
    /// On the sweep's axis.
    let value: Int
    let text: String
    let size: ModelSize
    let batch: Int

    var stepFLOPs: Double { size.trainingFLOPs(samples: batch) }

    /// `depth` layers of `width` inputs and outputs with ReLU, and one to ten classes.
    static func perceptron(_ value: Int, width: Int, depth: Int, batch: Int) -> Net {
        let hidden = Array(repeating: "Linear \(width) \(width); ReLU", count: depth)
        return Net(
            value: value, text: (hidden + ["Linear \(width) 10"]).joined(separator: "; "),
            size: ModelSize(widths: Array(repeating: width, count: depth + 1) + [10]), batch: batch)
    }

    /// `depth` convolutions with ReLU of images that keep their size and channels, their means and ten classes; 16 samples.
    static func convolutional(
        _ value: Int, channels: Int = 32, image: Int = 14, kernel: Int = 3, depth: Int = 2
    ) -> Net {
        let layer = "Conv2d \(channels) \(channels) \(kernel) padding=same; ReLU"
        let layers =
            ["Input \(channels) \(image) \(image)"] + Array(repeating: layer, count: depth)
            + ["AdaptiveAvgPool2d 1; Flatten; Linear \(channels) 10"]
        let products = Double(image * image) * Double(channels * channels) * Double(kernel * kernel)
        return Net(
            value: value, text: layers.joined(separator: "; "),
            size: ModelSize(
                products: Array(repeating: products, count: depth) + [Double(channels * 10)]), batch: 16)
    }
}
