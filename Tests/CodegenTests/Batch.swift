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
    /// The arena, with its padding.
    var parameters: [Float]
    var learningRate: Float = 0.125

    /// Random numbers that a seed determines.
    init(for program: LoopProgram, rows: Int, seed: UInt64) {
        var random = SplitMix64(seed: seed)
        self.rows = rows
        inputs = random.signed(rows * program.inputShape.count).map { 2 * $0 }
        labels = (0..<rows).map { _ in Int32(random.next() % UInt64(program.outputs)) }
        targets = random.signed(rows * program.outputs)
        parameters = random.signed(program.parameterFloats)
    }

    /// An interpreter that holds the batch.
    func interpreter(of program: LoopProgram) -> LoopInterpreter {
        var interpreter = LoopInterpreter(program, rows: rows)
        interpreter.learningRate = Double(learningRate)
        for (id, buffer) in program.buffers.enumerated() {
            switch buffer.role {
            case .input: interpreter.memory[id] = inputs.map(Double.init)
            case .labels: interpreter.memory[id] = labels.map(Double.init)
            case .targets: interpreter.memory[id] = targets.map(Double.init)
            case .parameter(let offset):
                interpreter.memory[id] = parameters[offset..<offset + buffer.floats].map(Double.init)
            case .gradient, .activation, .output, .losses: continue
            }
        }
        return interpreter
    }

    /// What a function makes of the batch, in Double precision.
    func results(of role: LoopFunction.Role, in program: LoopProgram) -> Results {
        var interpreter = interpreter(of: program)
        interpreter.run(role)
        return interpreter.results
    }
}

/// What a function leaves behind; arenas with zeros as padding.
struct Results: Equatable {
    var logits: [Double]
    var losses: [Double]
    var gradient: [Double]
    var parameters: [Double]
}

extension LoopInterpreter {
    var results: Results {
        let nothing = Array(repeating: 0.0, count: program.parameterFloats)
        var results = Results(logits: [], losses: [], gradient: nothing, parameters: nothing)
        for (buffer, values) in zip(program.buffers, memory) {
            switch buffer.role {
            case .output: results.logits = values
            case .losses: results.losses = values
            case .gradient(let offset):
                results.gradient.replaceSubrange(offset..<offset + values.count, with: values)
            case .parameter(let offset):
                results.parameters.replaceSubrange(offset..<offset + values.count, with: values)
            case .input, .labels, .targets, .activation: continue
            }
        }
        return results
    }
}
