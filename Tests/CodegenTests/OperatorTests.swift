import GraphCodegen
import GraphIR
import Testing

/// Every operator computes what its definition says, and its gradient is the derivative of that.
struct OperatorTests {
    @Test func everyOperatorHasAReference() {
        #expect(Set(NaiveModel.operators.keys) == Set(OperatorModels.keywords))
    }

    @Test(arguments: OperatorModels.keywords)
    func forwardAndLoss(_ keyword: String) throws {
        for (seed, text) in OperatorModels.all(keyword).enumerated() {
            try expectDefinition(text, seed: UInt64(seed))
        }
    }

    @Test(arguments: ["Softmax", "LogSoftmax"])
    func softmaxRunsAlongTheLastDimension(_ keyword: String) throws {
        let text = "Input 2 3; \(keyword); Flatten; Linear 6 3"
        try expectDefinition(text, seed: 1)
        try expectDerivatives("Input 2 3; Flatten; Linear 6 6; \(keyword); Linear 2", seed: 1)
    }

    @Test(arguments: OperatorModels.keywords)
    func gradientsAreDerivatives(_ keyword: String) throws {
        for (seed, text) in OperatorModels.all(keyword).enumerated() {
            try expectDerivatives(text, seed: UInt64(seed))
        }
    }

    /// Compares logits and losses with the naive model.
    private func expectDefinition(_ text: String, seed: UInt64) throws {
        let compilation = try compile(text)
        let program = compilation.program
        let batch = Batch(for: program, rows: 3, seed: seed)
        let naive = NaiveModel(
            graph: compilation.graph, parameters: batch.parametersAsInPyTorch(of: program))
        let width = program.inputShape.count
        let rows = (0..<batch.rows).map { batch.inputs[$0 * width..<($0 + 1) * width].map(Double.init) }
        let logits = try naive.logits(rows)
        let losses = logits.enumerated().map { row, logits in
            let outputs = row * logits.count..<(row + 1) * logits.count
            return naive.loss(
                logits, label: Int(batch.labels[row]), target: batch.targets[outputs].map(Double.init))
        }
        let results = batch.results(of: .loss, in: program)
        expectClose(results.logits, logits.flatMap { $0 }, 1e-9, "\(text), seed \(seed): logits")
        expectClose(results.losses, losses, 1e-9, "\(text), seed \(seed): losses")
    }

    /// Compares the gradient of the mean loss with central differences.
    private func expectDerivatives(_ text: String, seed: UInt64) throws {
        let program = try compile(text).program
        let batch = Batch(for: program, rows: 2, seed: seed)
        let gradient = batch.interpreter(of: program).afterRunning(.gradient)
        let epsilon = 1e-6
        for (id, buffer) in program.buffers.enumerated() {
            guard case .parameter(let offset) = buffer.role else { continue }
            for element in 0..<buffer.floats {
                func meanLoss(shiftedBy shift: Double) -> Double {
                    var interpreter = batch.interpreter(of: program)
                    interpreter.memory[id][element] += shift
                    let losses = interpreter.afterRunning(.loss).results.losses
                    return losses.reduce(0, +) / Double(losses.count)
                }
                let difference = meanLoss(shiftedBy: epsilon) - meanLoss(shiftedBy: -epsilon)
                let expected = difference / (2 * epsilon)
                let found = gradient.results.gradient[offset + element]
                let isClose = abs(found - expected) <= 1e-5 + 1e-3 * abs(expected)
                #expect(
                    isClose,
                    "\(text), seed \(seed): \(buffer.name)[\(element)] is \(found), not \(expected)")
            }
        }
    }
}

extension LoopInterpreter {
    func afterRunning(_ role: LoopFunction.Role) -> LoopInterpreter {
        var interpreter = self
        interpreter.run(role)
        return interpreter
    }
}

extension Batch {
    /// Of each parameter the elements in the order of PyTorch's shape.
    func parametersAsInPyTorch(of program: LoopProgram) -> [[Double]] {
        program.parameters.map { place in
            let buffer = program[place.buffer]
            guard case .parameter(let offset) = buffer.role else { return [] }
            let shape = place.parameter.shape.extents
            return (0..<place.parameter.shape.count).map { position in
                var rest = position
                var element = offset
                for dimension in shape.indices.reversed() {
                    element += rest % shape[dimension] * buffer.stride(of: place.dimensions[dimension])
                    rest /= shape[dimension]
                }
                return Double(parameters[element])
            }
        }
    }
}

/// Compares numbers, relative to the largest that is expected: each is a sum whose terms are as large.
func expectClose(
    _ found: [Double], _ expected: [Double], _ tolerance: Double, _ what: @autoclosure () -> String,
    sourceLocation: Testing.SourceLocation = #_sourceLocation
) {
    #expect(found.count == expected.count, "\(what())", sourceLocation: sourceLocation)
    let scale = expected.reduce(1e-30) { max($0, abs($1)) }
    for (index, (found, expected)) in zip(found, expected).enumerated() {
        // Not with `>`, which is false of a NaN.
        if abs(found - expected) <= tolerance * scale { continue }
        Issue.record("\(what()) at \(index): \(found), not \(expected)", sourceLocation: sourceLocation)
        return
    }
}
