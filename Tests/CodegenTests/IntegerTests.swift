import GraphCodegen
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
        let models = try Self.sizes.enumerated().map { index, sizes in
            let layers = zip(sizes, sizes.dropFirst()).map { "Linear \($0) \($1)" }
            return try compile(layers.joined(separator: "; ReLU; ") + "; loss MSE", name: "Net\(index)")
        }
        let c = try EmittedC(models)
        // Powers of two, by which the mean divides without rounding.
        let rows = [1, 2, 4, 8, 16, 32, 64]
        let requests = models.indices.flatMap { index in
            rows.map { EmittedC.Request(model: index, batch: integers(models[index].program, rows: $0)) }
                + (3..<20).map {
                    EmittedC.Request(
                        model: index, batch: integers(models[index].program, rows: $0), logitsOnly: true)
                }
        }
        for (request, answer) in zip(requests, try c.answers(to: requests)) {
            let batch = request.batch
            let what = "\(Self.sizes[request.model]), \(batch.rows) rows"
            let reference = IntegerPerceptron(
                sizes: Self.sizes[request.model], batch: batch, places: models[request.model].program)
            #expect(answer.logits == reference.logits, "\(what): logits")
            if request.logitsOnly { continue }
            #expect(answer.losses == reference.losses, "\(what): losses")
            #expect(answer.gradient == reference.gradient, "\(what): gradient")
            let stepped = zip(batch.parameters, reference.gradient).map { $0 - batch.learningRate * $1 }
            #expect(answer.parameters == stepped, "\(what): parameters")
        }
    }

    private func integers(_ program: LoopProgram, rows: Int) -> Batch {
        var batch = Batch(for: program, rows: rows, seed: UInt64(rows))
        var random = SplitMix64(seed: UInt64(rows))
        func fill(_ values: inout [Float], upTo bound: UInt64) {
            for index in values.indices {
                values[index] = Float(random.next() % (2 * bound + 1)) - Float(bound)
            }
        }
        fill(&batch.inputs, upTo: 2)
        fill(&batch.parameters, upTo: 1)
        fill(&batch.targets, upTo: 4)
        return batch
    }
}

/// `Linear; ReLU; Linear; …; loss MSE`, one multiplication after the other.
private struct IntegerPerceptron {
    var logits: [Float] = []
    var losses: [Float] = []
    /// The arena.
    var gradient: [Float]

    init(sizes: [Int], batch: Batch, places program: LoopProgram) {
        gradient = Array(repeating: 0, count: program.parameterFloats)
        let offsets = program.parameters.map { place -> Int in
            guard case .parameter(let offset) = program[place.buffer].role else { return 0 }
            return offset
        }
        let pitches = program.parameters.map { program[$0.buffer].stride(of: 0) }
        let outputs = sizes[sizes.count - 1]
        let scale = 2 / Float(outputs) / Float(batch.rows)
        for row in 0..<batch.rows {
            var activations = [Array(batch.inputs[row * sizes[0]..<(row + 1) * sizes[0]])]
            for layer in 0..<sizes.count - 1 {
                let x = activations[layer]
                let isLast = layer == sizes.count - 2
                activations.append(
                    (0..<sizes[layer + 1]).map { o in
                        var sum = batch.parameters[offsets[2 * layer + 1] + o]
                        for i in x.indices {
                            sum += x[i] * batch.parameters[offsets[2 * layer] + i * pitches[2 * layer] + o]
                        }
                        return isLast ? sum : max(sum, 0)
                    })
            }
            let target = batch.targets[row * outputs..<(row + 1) * outputs]
            var slope = zip(activations[sizes.count - 1], target).map { $0 - $1 }
            logits += activations[sizes.count - 1]
            losses.append(slope.map { $0 * $0 }.reduce(0, +) / Float(outputs))
            slope = slope.map { $0 * scale }
            for layer in (0..<sizes.count - 1).reversed() {
                let x = activations[layer]
                var next = Array(repeating: Float(0), count: x.count)
                for o in slope.indices where slope[o] != 0 {
                    gradient[offsets[2 * layer + 1] + o] += slope[o]
                    for i in x.indices {
                        let place = offsets[2 * layer] + i * pitches[2 * layer] + o
                        gradient[place] += x[i] * slope[o]
                        next[i] += slope[o] * batch.parameters[place]
                    }
                }
                slope = x.indices.map { x[$0] > 0 ? next[$0] : 0 }
            }
        }
    }
}
