import GraphCodegen
import GraphIR
import Testing

@testable import GraphRuntime

/// The Swift that is kept as goldens computes what the interpreter does in Double precision.
struct GoldenSwiftTests {
    @Test func digits() throws {
        try expectReference(Digits.self, "Flatten; Linear 784 256; ReLU; Linear 256 10")
    }

    @Test func oddSizes() throws {
        try expectReference(
            OddSizes.self,
            "Linear 9 37 bias=false\nGELU\nLinear 37 17\nELU alpha=0.5\nLinear 17 3 bias=false")
    }

    @Test func regression() throws {
        try expectReference(Regression.self, "Linear 6 20\nTanh\nLinear 20 2\nloss MSE")
    }

    @Test func distributions() throws {
        try expectReference(
            Distributions.self, "Input 2 5\nSoftmax\nFlatten\nLinear 10 6\nSoftplus\nLogSoftmax")
    }

    /// Several rows are worth a copy of the columns, a single one is not.
    @Test func longPanels() throws {
        let model = LongPanels(seed: 5)
        let inputs = randomRows(13, 1040, seed: 1)
        let single = try inputs.map { try model.logits($0) }
        #expect(try model.logits(batch: inputs) == single)
        #expect(Set(single.joined()).count > 30)
    }

    /// Compares logits, mean loss and the parameters after a step of gradient descent.
    private func expectReference<M: Model>(_ type: M.Type, _ text: String) throws {
        let samples = 7
        let rate = 0.125
        var model = M(seed: 5)
        let inputs = randomRows(samples, M.layout.inputs, seed: 1)
        let targets = randomRows(samples, M.layout.outputs, seed: 2)
        let labels = (0..<samples).map { $0 % M.layout.outputs }

        let source = SourceText(path: "golden.nn", text: text)
        let graph = try #require(analyze(source, defaultName: "Golden").graph)
        let program = try Compilation(graph, source: source).program
        var reference = LoopInterpreter(program, rows: samples)
        reference.numbers["learning_rate"] = rate
        model.storage.parameters.withMemory { arena in
            for (index, buffer) in program.buffers.enumerated() {
                switch buffer.role {
                case .input: reference.memory[index] = inputs.joined().map(Double.init)
                case .labels: reference.memory[index] = labels.map(Double.init)
                case .targets: reference.memory[index] = targets.joined().map(Double.init)
                case .parameter:
                    reference.memory[index] = (0..<buffer.floats).map { Double(arena[buffer.offset + $0]) }
                case .output, .losses, .gradient, .gradientSum, .activation, .state, .kept: break
                }
            }
        }
        reference.run(.step)

        let logits = try model.logits(batch: inputs).flatMap { $0 }
        var optimizer = Optimizer.sgd(learningRate: rate)
        let loss =
            M.layout.loss.readsLabels
            ? try model.trainStep(inputs: inputs, labels: labels, optimizer: &optimizer)
            : try model.trainStep(inputs: inputs, targets: targets, optimizer: &optimizer)
        for (index, buffer) in program.buffers.enumerated() {
            let expected = reference.memory[index]
            switch buffer.role {
            case .output: expectClose(logits, expected)
            case .losses: expectClose([loss], [expected.reduce(0, +) / Double(samples)])
            case .parameter:
                let found = model.storage.parameters.withMemory { arena in
                    (0..<buffer.floats).map { arena[buffer.offset + $0] }
                }
                expectClose(found, expected)
            case .input, .labels, .targets, .gradient, .gradientSum, .activation, .state, .kept: break
            }
        }
    }

    private func randomRows(_ count: Int, _ width: Int, seed: UInt64) -> [[Float]] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in (0..<width).map { _ in 2 * random.nextUniform() - 1 } }
    }

    private func expectClose(_ found: [Float], _ expected: [Double]) {
        #expect(found.count == expected.count)
        let error = zip(found, expected).map { abs(Double($0) - $1) / max(1, abs($1)) }.max() ?? 0
        #expect(error < 1e-5)
    }
}
