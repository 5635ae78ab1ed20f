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
        "LayerNorm": { layer, samples in
            guard let norm = layer.operation as? LayerNorm else { return [] }
            let length = norm.shape.count
            return samples.map { normalized(layer, $0, partsOf: length, norm.epsilon) { $0 % length } }
        },
        "GroupNorm": { layer, samples in
            guard let norm = layer.operation as? GroupNorm else { return [] }
            let size = layer.inputShape.count
            return samples.map {
                normalized(layer, $0, partsOf: size / norm.groups, norm.epsilon) {
                    $0 * norm.channels / size
                }
            }
        },
        "Dropout": { dropped($0, $1) },
        "Dropout2d": { dropped($0, $1) },
        "ConvTranspose2d": { layer, samples in samples.map { transposed(layer, $0) } },
        "AvgPool1d": { layer, samples in samples.map { mean(layer, $0) } },
        "AvgPool2d": { layer, samples in samples.map { mean(layer, $0) } },
        "AdaptiveAvgPool2d": { layer, samples in samples.map { partMeans(layer, $0) } },
        "Conv1d": { layer, samples in samples.map { convolution(layer, $0) } },
        "Conv2d": { layer, samples in samples.map { convolution(layer, $0) } },
        "MaxPool1d": { layer, samples in samples.map { greatest(layer, $0) } },
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
        case .crossEntropy(let labelSmoothing):
            let logProbabilities = logits.map { $0 - log(sumOfExponentials(logits)) }
            return -(1 - labelSmoothing) * logProbabilities[label]
                - labelSmoothing * average(logProbabilities)
        case .binaryCrossEntropy:
            return average(
                zip(logits, target).map { -$1 * log(logistic($0)) - (1 - $1) * log(logistic(-$0)) })
        case .meanSquaredError: return average(zip(logits, target).map { pow($0 - $1, 2) })
        case .meanAbsoluteError: return average(zip(logits, target).map { abs($0 - $1) })
        case .huber(let delta):
            return average(
                zip(logits, target).map {
                    let error = abs($0 - $1)
                    return error < delta ? error * error / 2 : delta * (error - delta / 2)
                })
        }
    }

    private func average(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
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

/// A window over samples `[channels, length]` or `[channels, height, width]`.
struct NaiveWindow {
    var window: SlidingWindow
    var input: Shape
    var output: Shape

    /// How many elements the window has.
    var count: Int { window.kernel.reduce(1, *) }
    /// The elements of a channel of the input.
    var channelCount: Int { input.extents.dropFirst().reduce(1, *) }
    /// Its places, in the order of the result.
    var places: [[Int]] { positions(within: Array(output.extents.dropFirst())) }

    /// The taps of the window at a place of the result that lie within the sample: which tap, and where in a channel.
    func taps(_ place: [Int]) -> [(tap: Int, element: Int)] {
        positions(within: window.kernel).enumerated().compactMap { tap, offsets in
            var element = 0
            for (direction, extent) in input.extents.dropFirst().enumerated() {
                let span = window.dilation[direction] * (window.kernel[direction] - 1)
                let before =
                    switch window.padding {
                    case .symmetric(let widths): widths[direction]
                    case .same: span / 2
                    }
                let position =
                    place[direction] * window.stride[direction] + offsets[direction]
                    * window.dilation[direction] - before
                guard 0..<extent ~= position else { return nil }
                element = element * extent + position
            }
            return (tap, element)
        }
    }

    /// For each element of the result which element of the weight `[out, in / groups, …]` meets which of the input.
    func products(groups: Int) -> [(channel: Int, taps: [(weight: Int, element: Int)])] {
        let (inputs, outputs) = (input.extents[0] / groups, output.extents[0] / groups)
        let taps = places.map(taps)
        return (0..<output.extents[0]).flatMap { o in
            taps.map { taps in
                let all = (0..<inputs).flatMap { i in
                    taps.map { tap, element in
                        ((o * inputs + i) * count + tap, (o / outputs * inputs + i) * channelCount + element)
                    }
                }
                return (o, all)
            }
        }
    }
}

/// All positions in row-major order.
private func positions(within extents: [Int]) -> [[Int]] {
    extents.reduce([[]]) { heads, extent in heads.flatMap { head in (0..<extent).map { head + [$0] } } }
}

private func convolution(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    guard let conv = layer.operation as? Conv else { return [] }
    let window = NaiveWindow(window: conv.window, input: layer.inputShape, output: layer.outputShape)
    return window.products(groups: conv.groups).map { channel, taps in
        let bias = layer.parameters.count > 1 ? layer.parameters[1][channel] : 0
        return taps.reduce(bias) { $0 + image[$1.element] * layer.parameters[0][$1.weight] }
    }
}

private func greatest(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    guard let pool = layer.operation as? MaxPool else { return [] }
    let window = NaiveWindow(window: pool.window, input: layer.inputShape, output: layer.outputShape)
    return (0..<layer.outputShape.extents[0]).flatMap { channel in
        window.places.map { place in
            window.taps(place).map { image[channel * window.channelCount + $0.element] }.max() ?? .nan
        }
    }
}

/// Every element of the image adds its windows.
private func transposed(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    guard let conv = layer.operation as? ConvTranspose else { return [] }
    let window = NaiveWindow(window: conv.window, input: layer.outputShape, output: layer.inputShape)
    let size = window.channelCount
    var result = (0..<layer.outputShape.count).map {
        layer.parameters.count > 1 ? layer.parameters[1][$0 / size] : 0
    }
    for (x, (_, taps)) in zip(image, window.products(groups: conv.groups)) {
        for (weight, element) in taps { result[element] += x * layer.parameters[0][weight] }
    }
    return result
}

/// The mean of what counts under a window: what lies in the sample, and around it as many zeros as it has padding.
private func mean(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    guard let pool = layer.operation as? AvgPool, case .symmetric(let widths) = pool.window.padding else {
        return []
    }
    let window = NaiveWindow(window: pool.window, input: layer.inputShape, output: layer.outputShape)
    var padded = window
    padded.input = Shape([1] + zip(layer.inputShape.extents.dropFirst(), widths).map { $0 + 2 * $1 })
    padded.window.padding = .symmetric(widths.map { _ in 0 })
    return (0..<layer.outputShape.extents[0]).flatMap { channel in
        window.places.map { place in
            let values = window.taps(place).map { image[channel * window.channelCount + $0.element] }
            let count = pool.countsPadding ? padded.taps(place).count : values.count
            return values.reduce(0, +) / Double(count)
        }
    }
}

private func partMeans(_ layer: NaiveModel.Layer, _ image: [Double]) -> [Double] {
    let (input, output) = (layer.inputShape.extents, layer.outputShape.extents)
    var sums = Array(repeating: 0.0, count: layer.outputShape.count)
    for (place, x) in image.enumerated() {
        let (row, column) = (place / input[2] % input[1], place % input[2])
        let part = (row * output[1] / input[1], column * output[2] / input[2])
        sums[(place / input[1] / input[2] * output[1] + part.0) * output[2] + part.1] += x
    }
    return sums.map { $0 * Double(output[1] * output[2]) / Double(input[1] * input[2]) }
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

/// Every part of a sample minus its mean, divided by the root of its variance.
///
/// - Parameter scaling: Which element of the weight and of the bias an element of the sample meets.
private func normalized(
    _ layer: NaiveModel.Layer, _ sample: [Double], partsOf length: Int, _ epsilon: Double,
    scaling: (Int) -> Int
) -> [Double] {
    stride(from: 0, to: sample.count, by: length).flatMap { start in
        let part = sample[start..<start + length]
        let mean = part.reduce(0, +) / Double(length)
        let variance = part.reduce(0) { $0 + pow($1 - mean, 2) } / Double(length)
        return part.indices.map { index in
            let value = (sample[index] - mean) / (variance + epsilon).squareRoot()
            guard layer.parameters.count == 2 else { return value }
            return value * layer.parameters[0][scaling(index)] + layer.parameters[1][scaling(index)]
        }
    }
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
            let place: Int
            switch dropout.unit {
            case .element: place = row * sample.count + position
            case .channel:
                let channels = layer.inputShape.extents[0]
                place = row * channels + position * channels / sample.count
            }
            let element = UInt32(place) &+ UInt32(truncatingIfNeeded: key)
            let draw = Double(mixed32(mixed32(element) ^ UInt32(key >> 32)) >> 8) / 0x1p24
            return draw < dropout.probability ? 0 : x / (1 - dropout.probability)
        }
    }
}
