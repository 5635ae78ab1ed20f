import Foundation
import GraphIR

/// The mathematics of the operators once more, written without regard to speed or to the table's own
/// expressions: a batch of samples in, a batch out.
struct NaiveModel {
    var graph: Graph
    /// Of each parameter the elements in the order of PyTorch's shape.
    var parameters: [[Double]]

    /// For each sample its elements in the order of its shape.
    typealias Samples = [[Double]]

    func logits(_ samples: Samples) throws -> Samples {
        try graph.nodes.reduce(samples) { samples, node in
            guard let function = Self.operators[node.operation.reference.keyword] else {
                throw MissingReference(keyword: node.operation.reference.keyword)
            }
            let layer = Layer(
                operation: node.operation, inputShape: graph.values[node.inputs[0]].shape,
                outputShape: graph.values[node.output].shape,
                parameters: node.parameters.map { parameters[$0] })
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
