import GraphCodegen
import GraphIR
import Testing

/// With integers nothing is rounded, so generated C must be right to the last bit, whatever is left over at
/// the edges of a tile.
struct IntegerTests {
    private static let sizes = [
        [1, 2, 2], [15, 16, 2], [16, 17, 2], [17, 15, 4], [31, 33, 2], [33, 31, 4], [32, 32, 16],
        [48, 49, 2],
        [3, 65, 1, 2], [64, 7, 34, 8], [2, 16, 31, 32],
        // Rows of 512 bytes are padded.
        [16, 128, 2], [128, 17, 128, 4],
    ]

    @Test func layersOfEverySizeAreExact() throws {
        let texts = Self.sizes.enumerated().map { index, sizes in
            zip(sizes, sizes.dropFirst()).map { "Linear \($0) \($1)" }.joined(separator: "; ReLU; ")
                + (index.isMultiple(of: 2) ? "; loss MSE" : "; loss L1")
        }
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        // Powers of two, by which the mean divides without rounding.
        let rows = [1, 2, 4, 8, 16, 32, 64]
        let requests = models.indices.flatMap { index in
            rows.map { request(models, index, rows: $0) }
                + (3..<20).map { request(models, index, rows: $0, logitsOnly: true) }
        }
        let c = try EmittedC(models, options: ["-O1"])
        try expectExact(texts, models, requests, try c.answers(to: requests))
    }

    /// Kernels 1 … 5, strides 1 … 3, paddings 0 … 2, channels around the widths of vectors, on every instruction set.
    @Test(arguments: 0..<4) func imagesOfEverySizeAreExact(_ part: Int) throws {
        let texts = (0..<4).map { imageModel(seed: UInt64(7 * part + 2 * $0)) }
        let models = try texts.enumerated().map { try compile($1, name: "Net\($0)") }
        let requests = models.indices.flatMap { index in
            [1, 2, 8].map { request(models, index, rows: $0) }
                + [3, 5, 6, 7, 9].map { request(models, index, rows: $0, logitsOnly: true) }
        }
        let c = try EmittedC(models, options: ["-O1"], hasPaths: true)
        let plain = try c.answers(to: requests)
        try expectExact(texts, models, requests, plain)
        for path in 1...2 {
            for (place, answer) in try c.answers(to: requests, path: path).enumerated() {
                let what = "\(texts[requests[place].model]), \(requests[place].batch.rows) rows, path \(path)"
                #expect(answer == plain[place], "\(what)")
            }
        }
    }

    private func imageModel(seed: UInt64) -> String {
        var random = SplitMix64(seed: seed)
        let channels = [1, 3, 8, 17, 33]
        // Every channel count and kernel comes up; the rest is random.
        let (input, output) = (channels[Int(seed) % 5], channels[Int(seed) / 5 % 5])
        let kernel = 1 + Int(seed / 2) % 5
        let size = (max(1, kernel - 2) + random.draw(6), max(1, kernel - 2) + random.draw(6))
        let smallest = max(0, (kernel - min(size.0, size.1) + 1) / 2)
        let padding = smallest + random.draw(3 - min(2, smallest))
        let pool = 1 + random.draw(2)
        let isDilated = min(size.0, size.1) + 2 * padding > 2 * (kernel - 1) && random.draw(2) == 0
        var lines = [
            "Input \(input) \(size.0) \(size.1)",
            "Conv2d \(output) \(kernel) stride=\(1 + random.draw(3)) padding=\(padding) "
                + "dilation=\(isDilated ? 2 : 1) bias=\(random.draw(2) == 0)",
            "ReLU",
        ]
        if random.draw(2) == 0 { lines.append("MaxPool2d \(pool + 1) \(1 + random.draw(3)) 1") }
        if random.draw(2) == 0 { lines.append("MaxPool2d 1 \(1 + random.draw(2))") }
        // In groups of every size: each output sees all channels, some, or one.
        let grouped = random.pick([output, 2 * output, random.pick(channels)])
        let groups = random.pick((1...output).filter { output % $0 == 0 && grouped % $0 == 0 })
        lines.append(
            "Conv2d \(grouped) \(1 + random.draw(3)) stride=\(1 + random.draw(2)) padding=1 groups=\(groups)")
        if random.draw(2) == 0 {
            let (kernel, stride) = (1 + random.draw(4), 1 + random.draw(3))
            let divisors = (1...grouped).filter { grouped % $0 == 0 }
            lines.append(
                "ConvTranspose2d \(2 * grouped) \(kernel) stride=\(stride) "
                    + "output_padding=\(random.draw(stride)) groups=\(random.pick(divisors))")
        }
        lines.append("Flatten; Linear 2; loss MSE")
        return lines.joined(separator: "; ")
    }

    private func request(
        _ models: [Compilation], _ index: Int, rows: Int, logitsOnly: Bool = false
    ) -> EmittedC.Request {
        EmittedC.Request(
            model: index, batch: integers(models[index].program, rows: rows), logitsOnly: logitsOnly)
    }

    /// Small integers; of the weights of images few are not zero, so that no sum exceeds what a float holds exactly.
    private func integers(_ program: LoopProgram, rows: Int) -> Batch {
        var batch = Batch(for: program, rows: rows, seed: UInt64(rows))
        var random = SplitMix64(seed: UInt64(rows))
        func fill(_ values: inout [Float], upTo bound: Int, oneIn: Int = 1) {
            for index in values.indices {
                let value = Float(random.draw(2 * bound + 1) - bound)
                values[index] = random.draw(oneIn) == 0 ? value : 0
            }
        }
        fill(&batch.inputs, upTo: 2)
        let isImage = program.inputShape.rank == 3
        for (index, place) in program.parameters.enumerated() {
            let terms = place.parameter.shape.extents.dropFirst().reduce(1, *)
            fill(&batch.parameters[index], upTo: 1, oneIn: isImage ? max(1, terms / 8) : 1)
        }
        fill(&batch.targets, upTo: 4)
        return batch
    }

    private func expectExact(
        _ texts: [String], _ models: [Compilation], _ requests: [EmittedC.Request],
        _ answers: [EmittedC.Answer]
    ) throws {
        for (request, answer) in zip(requests, answers) {
            let batch = request.batch
            let what = "\(texts[request.model]), \(batch.rows) rows"
            var reference = IntegerModel(graph: models[request.model].graph, batch: batch)
            reference.run(batch, logitsOnly: request.logitsOnly)
            #expect(reference.isExact, "\(what): a sum is too large to be exact")
            #expect(answer.logits == reference.logits.map { Float($0) }, "\(what): logits")
            if request.logitsOnly { continue }
            #expect(answer.losses == reference.losses.map { Float($0) }, "\(what): losses")
            for (index, parameter) in models[request.model].graph.parameters.enumerated() {
                let gradient = reference.gradient[index].map { Float($0) }
                #expect(answer.gradient[index] == gradient, "\(what): gradient of \(parameter.name)")
                let stepped = zip(batch.parameters[index], gradient).map { $0 - batch.learningRate * $1 }
                #expect(answer.parameters[index] == stepped, "\(what): \(parameter.name)")
            }
        }
    }
}

/// Linear layers, convolutions, pools and ReLU with the loss MSE and their gradient, one multiplication after the
/// other.
private struct IntegerModel {
    let graph: Graph
    let parameters: [[Double]]
    var logits: [Double] = []
    var losses: [Double] = []
    /// Of each parameter in the order of PyTorch's shape.
    var gradient: [[Double]]
    /// Whether floats hold all results in units of the gradient's scale.
    var isExact = true

    init(graph: Graph, batch: Batch) {
        self.graph = graph
        parameters = batch.parameters.map { $0.map(Double.init) }
        gradient = parameters.map { $0.map { _ in 0 } }
    }

    mutating func run(_ batch: Batch, logitsOnly: Bool) {
        let inputs = batch.inputs.count / batch.rows
        let outputs = batch.targets.count / batch.rows
        let isSquared = graph.loss == .meanSquaredError
        let scale = (isSquared ? 2 : 1) / Double(outputs) / Double(batch.rows)
        for row in 0..<batch.rows {
            var values = [batch.inputs[row * inputs..<(row + 1) * inputs].map(Double.init)]
            for node in graph.nodes { values.append(forward(node, values[values.count - 1])) }
            logits += values[values.count - 1]
            if logitsOnly { continue }
            let target = batch.targets[row * outputs..<(row + 1) * outputs]
            let errors = zip(values[values.count - 1], target).map { $0 - Double($1) }
            losses.append(errors.map { isSquared ? $0 * $0 : abs($0) }.reduce(0, +) / Double(outputs))
            var slope = errors.map { (isSquared ? $0 : $0 == 0 ? 0 : $0 > 0 ? 1 : -1) * scale }
            for (index, node) in graph.nodes.enumerated().reversed() {
                slope = backward(node, values[index], slope)
            }
        }
        for value in (logits + losses + gradient.flatMap { $0.map { $0 / scale } }) {
            isExact = isExact && abs(value) * Double(outputs) < 0x1p23
        }
    }

    private func forward(_ node: Graph.Node, _ x: [Double]) -> [Double] {
        switch node.operation {
        case is Elementwise: return x.map { max($0, 0) }
        case is MaxPool: return places(node).map { x[greatest($0.taps, x)] }
        case is Linear, is Conv, is ConvTranspose:
            let weight = parameters[node.parameters[0]]
            return places(node).map { place in
                var sum = node.parameters.count > 1 ? parameters[node.parameters[1]][place.channel] : 0
                for (w, pixel) in place.taps where weight[w] != 0 { sum += weight[w] * x[pixel] }
                return sum
            }
        default: return x
        }
    }

    private mutating func backward(_ node: Graph.Node, _ x: [Double], _ slope: [Double]) -> [Double] {
        var next = x.map { _ in 0.0 }
        switch node.operation {
        case is Elementwise: return zip(x, slope).map { $0 > 0 ? $1 : 0 }
        case is MaxPool:
            for (place, dy) in zip(places(node), slope) { next[greatest(place.taps, x)] += dy }
        case is Linear, is Conv, is ConvTranspose:
            let weight = parameters[node.parameters[0]]
            for (place, dy) in zip(places(node), slope) where dy != 0 {
                if node.parameters.count > 1 { gradient[node.parameters[1]][place.channel] += dy }
                for (w, pixel) in place.taps {
                    gradient[node.parameters[0]][w] += dy * x[pixel]
                    if weight[w] != 0 { next[pixel] += dy * weight[w] }
                }
            }
        default: return slope
        }
        return next
    }

    private func greatest(_ taps: [(weight: Int, pixel: Int)], _ x: [Double]) -> Int {
        taps.dropFirst().reduce(taps[0].pixel) { x[$1.pixel] > x[$0] ? $1.pixel : $0 }
    }

    /// For each element of a layer's result which weight meets which element of its input.
    private func places(_ node: Graph.Node) -> [(channel: Int, taps: [(weight: Int, pixel: Int)])] {
        let (input, output) = (graph.values[node.inputs[0]].shape, graph.values[node.output].shape)
        var result: [(channel: Int, taps: [(weight: Int, pixel: Int)])] = []
        if let linear = node.operation as? Linear {
            return (0..<linear.outputs).map { o in
                (o, (0..<linear.inputs).map { (o * linear.inputs + $0, $0) })
            }
        }
        if let pool = node.operation as? MaxPool {
            let window = NaiveWindow(window: pool.window, input: input, output: output)
            let taps = window.places.map(window.taps)
            for channel in 0..<output.extents[0] {
                result += taps.map { taps in
                    (channel, taps.map { ($0.tap, channel * window.channelCount + $0.element) })
                }
            }
        }
        if let conv = node.operation as? Conv {
            let window = NaiveWindow(window: conv.window, input: input, output: output)
            result = window.products(groups: conv.groups).map { channel, taps in
                (channel, taps.map { (weight: $0.weight, pixel: $0.element) })
            }
        }
        if let conv = node.operation as? ConvTranspose {
            let window = NaiveWindow(window: conv.window, input: output, output: input)
            result = (0..<output.count).map { ($0 / window.channelCount, []) }
            for (x, (_, taps)) in window.products(groups: conv.groups).enumerated() {
                for (weight, element) in taps { result[element].taps.append((weight, x)) }
            }
        }
        return result
    }
}
