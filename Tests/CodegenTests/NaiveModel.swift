import Foundation
import GraphIR

/// The mathematics of the operators once more, written without regard to speed or to the table's own
/// expressions: a batch of samples in, a batch out.
struct NaiveModel {
    var graph: Graph
    /// Of each parameter the elements in the order of PyTorch's shape.
    var parameters: [[Double]]
    /// The seed of a step of training; nil for inference.
    var trainingSeed: UInt64?

    /// For each sample its elements in the order of its shape.
    typealias Samples = [[Double]]

    func logits(_ samples: Samples) throws -> Samples {
        var streams = 0
        return try graph.nodes.reduce(samples) { samples, node in
            let stream = streams
            if node.operation is Dropout { streams += 1 }
            guard let function = Self.operators[node.operation.reference.keyword] else {
                throw MissingReference(keyword: node.operation.reference.keyword)
            }
            let layer = Layer(
                operation: node.operation, inputShape: graph.values[node.inputs[0]].shape,
                outputShape: graph.values[node.output].shape,
                parameters: node.parameters.map { parameters[$0] },
                training: trainingSeed.map { (seed: $0, stream: stream) })
            return function(layer, samples)
        }
    }

    struct MissingReference: Error { var keyword: String }

    /// A layer and its parameters.
    struct Layer {
        var operation: any Operator
        var inputShape: Shape
        var outputShape: Shape
        var parameters: [[Double]]
        /// Nil in inference.
        var training: (seed: UInt64, stream: Int)?

        var argument: Double { (operation as? Elementwise)?.arguments.first ?? .nan }
    }

    /// By keyword. An operator of the language that has no line here fails a test.
    static let operators: [String: @Sendable (Layer, Samples) -> Samples] = [
        "Flatten": { _, samples in samples },
        "Linear": { layer, samples in
            samples.map { x in
                let weight = layer.parameters[0]
                return (0..<layer.outputShape.count).map { o in
                    let bias = layer.parameters.count > 1 ? layer.parameters[1][o] : 0
                    return x.indices.reduce(bias) { $0 + x[$1] * weight[o * x.count + $1] }
                }
            }
        },
        "BatchNorm1d": { normalized($0, $1) },
        "BatchNorm2d": { normalized($0, $1) },
        "Dropout": { dropped($0, $1) },
        "Conv2d": { layer, samples in samples.map { convolution(layer, $0) } },
        "MaxPool2d": { layer, samples in samples.map { greatest(layer, $0) } },
        "ReLU": elementwise { _, x in x < 0 ? 0 : x },
        "LeakyReLU": elementwise { $1 < 0 ? $0.argument * $1 : $1 },
        "Sigmoid": elementwise { logistic($1) },
        "Tanh": elementwise { sinh($1) / cosh($1) },
        "GELU": elementwise { $1 * erfc(-$1 / 2.0.squareRoot()) / 2 },
        "SiLU": elementwise { $1 * logistic($1) },
        "ELU": elementwise { $1 < 0 ? $0.argument * (exp($1) - 1) : $1 },
        "Softplus": elementwise { log(1 + exp($1)) },
        "Softmax": { layer, samples in
            perRow(of: layer, samples) { row in row.map { exp($0) / sumOfExponentials(row) } }
        },
        "LogSoftmax": { layer, samples in
            perRow(of: layer, samples) { row in row.map { $0 - log(sumOfExponentials(row)) } }
        },
    ]

    /// The loss of one sample.
    func loss(_ logits: [Double], label: Int, target: [Double]) -> Double {
        switch graph.loss {
        case .crossEntropy: log(sumOfExponentials(logits)) - logits[label]
        case .meanSquaredError:
            zip(logits, target).map { pow($0 - $1, 2) }.reduce(0, +) / Double(logits.count)
        }
    }
}

private func logistic(_ x: Double) -> Double { (1 + tanh(x / 2)) / 2 }

private func sumOfExponentials(_ row: [Double]) -> Double { row.map { exp($0) }.reduce(0, +) }

private func elementwise(
    _ function: @escaping @Sendable (NaiveModel.Layer, Double) -> Double
) -> @Sendable (NaiveModel.Layer, NaiveModel.Samples) -> NaiveModel.Samples {
    { layer, samples in samples.map { $0.map { function(layer, $0) } } }
}

/// Applies a function along the last dimension.
private func perRow(
    of layer: NaiveModel.Layer, _ samples: NaiveModel.Samples, _ function: ([Double]) -> [Double]
) -> NaiveModel.Samples {
    samples.map { x in
        let length = layer.inputShape.extents.last ?? x.count
        return stride(from: 0, to: x.count, by: length).flatMap { function(Array(x[$0..<$0 + length])) }
    }
}

/// A window over images `[channels, height, width]`.
struct NaiveWindow {
    var kernel: Extent2D
    var stride: Extent2D
    var padding: Extent2D
    var input: Shape
    var output: Shape

    /// The taps of the window at a place of the result that lie within the image: which tap, and where in a channel.
    func taps(_ y: Int, _ x: Int) -> [(tap: Int, pixel: Int)] {
        (0..<kernel.height * kernel.width).compactMap { tap in
            let row = y * stride.height + tap / kernel.width - padding.height
            let column = x * stride.width + tap % kernel.width - padding.width
            guard 0..<input.extents[1] ~= row, 0..<input.extents[2] ~= column else { return nil }
            return (tap, row * input.extents[2] + column)
        }
    }

    /// Calls a function for each element of the result, in order.
    func forEachPlace(_ body: (_ channel: Int, _ y: Int, _ x: Int) -> Void) {
        for channel in 0..<output.extents[0] {
            for y in 0..<output.extents[1] {
                for x in 0..<output.extents[2] { body(channel, y, x) }
            }
        }
    }
}

private func convolution(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    guard let conv = layer.operation as? Conv2d else { return [] }
    let window = NaiveWindow(
        kernel: conv.kernel, stride: conv.stride, padding: conv.padding, input: layer.inputShape,
        output: layer.outputShape)
    let (size, taps) = (image.count / conv.inputChannels, conv.kernel.height * conv.kernel.width)
    var result: [Double] = []
    window.forEachPlace { o, y, x in
        var sum = layer.parameters.count > 1 ? layer.parameters[1][o] : 0
        for i in 0..<conv.inputChannels {
            for (tap, pixel) in window.taps(y, x) {
                sum +=
                    image[i * size + pixel] * layer.parameters[0][(o * conv.inputChannels + i) * taps + tap]
            }
        }
        result.append(sum)
    }
    return result
}

private func greatest(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    guard let pool = layer.operation as? MaxPool2d else { return [] }
    let window = NaiveWindow(
        kernel: pool.kernel, stride: pool.stride, padding: pool.padding, input: layer.inputShape,
        output: layer.outputShape)
    let size = image.count / layer.inputShape.extents[0]
    var result: [Double] = []
    window.forEachPlace { channel, y, x in
        result.append(window.taps(y, x).map { image[channel * size + $0.pixel] }.max() ?? .nan)
    }
    return result
}

/// Every channel minus its mean, divided by the root of its variance.
private func normalized(_ layer: NaiveModel.Layer, _ samples: NaiveModel.Samples) -> NaiveModel.Samples {
    guard let norm = layer.operation as? BatchNorm else { return [] }
    let size = layer.inputShape.count / norm.features
    let first = norm.affine ? 2 : 0
    var result = samples
    for channel in 0..<norm.features {
        let elements = channel * size..<(channel + 1) * size
        let values = samples.flatMap { $0[elements] }
        var (mean, variance) = (layer.parameters[first][channel], layer.parameters[first + 1][channel])
        if layer.training != nil {
            mean = values.reduce(0, +) / Double(values.count)
            variance = values.reduce(0) { $0 + pow($1 - mean, 2) } / Double(values.count)
        }
        for (row, element) in samples.indices.flatMap({ row in elements.map { (row, $0) } }) {
            let value = (samples[row][element] - mean) / (variance + norm.epsilon).squareRoot()
            result[row][element] =
                norm.affine ? value * layer.parameters[0][channel] + layer.parameters[1][channel] : value
        }
    }
    return result
}

/// What is dropped, by the definition in docs/c.md.
private func dropped(_ layer: NaiveModel.Layer, _ samples: NaiveModel.Samples) -> NaiveModel.Samples {
    guard let dropout = layer.operation as? Dropout, let (seed, stream) = layer.training else {
        return samples
    }
    func mixed64(_ value: UInt64) -> UInt64 {
        let x = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        let y = (x ^ x >> 27) &* 0x94D0_49BB_1331_11EB
        return y ^ y >> 31
    }
    func mixed32(_ value: UInt32) -> UInt32 {
        let x = (value ^ value >> 16) &* 0x7FEB_352D
        let y = (x ^ x >> 15) &* 0x846C_A68B
        return y ^ y >> 16
    }
    let key = mixed64(seed &+ UInt64(stream + 1) &* 0x9E37_79B9_7F4A_7C15)
    return samples.enumerated().map { row, sample in
        sample.enumerated().map { position, x in
            let element = UInt32(row * sample.count + position) &+ UInt32(truncatingIfNeeded: key)
            let draw = Double(mixed32(mixed32(element) ^ UInt32(key >> 32)) >> 8) / 0x1p24
            return draw < dropout.probability ? 0 : x / (1 - dropout.probability)
        }
    }
}
