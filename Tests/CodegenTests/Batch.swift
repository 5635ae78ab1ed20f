import GraphCodegen
import GraphIR

/// Samples, what is expected of them, and parameters: everything that a model's functions read.
struct Batch {
    var rows: Int
    /// `[rows, inputs]`
    var inputs: [Float]
    var labels: [Int32]
    /// `[rows, outputs]`
    var targets: [Float]
    /// Of each parameter the elements in the order of PyTorch's shape.
    var parameters: [[Float]]
    var learningRate: Float = 0.125
    /// The step's.
    var seed: UInt64

    /// Random numbers that a seed determines.
    init(for program: LoopProgram, rows: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.rows = rows
        self.seed = seed
        inputs = random.signed(rows * program.inputShape.count).map { 2 * $0 }
        labels = (0..<rows).map { _ in Int32(random.next() % UInt64(program.outputs)) }
        targets = random.signed(rows * program.outputs)
        parameters = program.parameters.map { place in
            let values = random.signed(place.parameter.shape.count)
            // A variance is positive.
            return place.parameter.role == .trained ? values : values.map { abs($0) + 0.5 }
        }
    }

    /// An interpreter that holds the batch.
    func interpreter(of program: LoopProgram) -> LoopInterpreter {
        var interpreter = LoopInterpreter(program, rows: rows)
        interpreter.numbers["learning_rate"] = Double(learningRate)
        interpreter.seed = seed
        for (id, buffer) in program.buffers.enumerated() {
            switch buffer.role {
            case .input: interpreter.memory[id] = inputs.map(Double.init)
            case .labels: interpreter.memory[id] = labels.map(Double.init)
            case .targets: interpreter.memory[id] = targets.map(Double.init)
            case .parameter, .state, .gradient, .gradientSum, .activation, .kept, .output, .losses: continue
            }
        }
        for (place, values) in zip(program.parameters, parameters) {
            for (element, value) in zip(program.elements(of: place), values) {
                interpreter.memory[place.buffer][element] = Double(value)
            }
        }
        return interpreter
    }

    /// What a function makes of the batch, in Double precision.
    func results(of role: LoopFunction.Role, in program: LoopProgram) -> Results {
        interpreter(of: program).afterRunning(role).results
    }
}

/// What a function leaves behind; parameters, state, and the gradients of what is trained in the order of PyTorch's
/// shapes, wherever the program has them in memory.
struct Results: Equatable {
    var logits: [Double]
    var losses: [Double]
    var gradient: [[Double]]
    var parameters: [[Double]]

    /// The greatest difference, relative to what is greater than 1: sums may be in another order.
    func difference(from other: Results) -> Double {
        let pairs = zip(all, other.all)
        return all.count == other.all.count
            ? pairs.map { abs($0 - $1) / max(1, abs($1)) }.reduce(0, max) : .infinity
    }

    private var all: [Double] { logits + losses + gradient.joined() + parameters.joined() }
}

extension LoopInterpreter {
    func afterRunning(_ role: LoopFunction.Role) -> LoopInterpreter {
        var interpreter = self
        interpreter.run(role)
        return interpreter
    }

    var results: Results {
        func values(_ role: Buffer.Role) -> [Double] {
            program.buffers.firstIndex { $0.role == role }.map { memory[$0] } ?? []
        }
        return Results(
            logits: values(.output), losses: values(.losses),
            gradient: zip(program.trained, program.gradients).map { place, gradient in
                program.elements(of: place).map { memory[gradient][$0] }
            },
            parameters: program.parameters.map { place in
                program.elements(of: place).map { memory[place.buffer][$0] }
            })
    }
}

extension LoopProgram {
    /// The parameters that have a gradient.
    var trained: [ParameterPlace] { parameters.filter { $0.parameter.role == .trained } }

    /// The gradient of each of them.
    var gradients: [Buffer.ID] { buffers.indices.filter { buffers[$0].role == .gradient } }

    /// Where the elements of a parameter lie in its buffer, in the order of PyTorch's shape.
    func elements(of place: ParameterPlace) -> [Int] {
        let buffer = self[place.buffer]
        return place.axes.flatMap { $0 }.reduce([0]) { starts, dimension in
            starts.flatMap { start in
                (0..<(buffer.extents[dimension].constant ?? 0)).map { start + $0 * buffer.strides[dimension] }
            }
        }
    }

    /// The arena that holds these parameters and states, with zeros as padding.
    func arena(of parameters: [[Float]]) -> [Float] {
        arena(of: parameters, at: self.parameters, count: parameterFloats + stateFloats)
    }

    /// The arena that holds these gradients, with zeros as padding.
    func arena(ofGradients gradients: [[Float]]) -> [Float] {
        arena(of: gradients, at: trained, count: parameterFloats)
    }

    private func arena(of values: [[Float]], at places: [ParameterPlace], count: Int) -> [Float] {
        var arena = Array(repeating: Float(0), count: count)
        for (place, values) in zip(places, values) {
            for (element, value) in zip(elements(of: place), values) {
                arena[arenaOffset(of: place) + element] = value
            }
        }
        return arena
    }

    /// The parameters and states that an arena holds.
    func parameters(in arena: [Float]) -> [[Float]] { values(of: parameters, in: arena) }

    /// The gradients that an arena holds.
    func gradients(in arena: [Float]) -> [[Float]] { values(of: trained, in: arena) }

    private func values(of places: [ParameterPlace], in arena: [Float]) -> [[Float]] {
        places.map { place in elements(of: place).map { arena[arenaOffset(of: place) + $0] } }
    }
}
