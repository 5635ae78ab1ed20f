import GraphCodegen
import Testing

/// Three samples and a perceptron that were computed by hand.
struct WorkedExampleTests {
    private let text = "Linear 2 2 bias=false; ReLU; Linear 2 3 bias=false"

    private func batch(_ program: LoopProgram) -> Batch {
        var batch = Batch(for: program, rows: 3, seed: 0)
        batch.inputs = [1.5, 0.2, 4.7, 1.6, 5.6, 2.2]
        batch.labels = [0, 1, 2]
        // The weights of each hidden unit, and of each output.
        batch.parameters = [[0.86, 0.41, -1.04, -0.65], [0.32, -0.47, 0.25, -1.06, 0.14, 0.063]]
        return batch
    }

    @Test func theInterpreterFindsTheLoss() throws {
        let program = try compile(text).program
        let losses = batch(program).results(of: .loss, in: program).losses
        #expect(abs(losses.reduce(0, +) / 3 - 1.27309) < 5e-6, "\(losses)")
    }

    @Test func generatedCFindsTheLoss() throws {
        let compilation = try compile(text, name: "Net0")
        let c = try EmittedC([compilation])
        let answers = try c.answers(to: [.init(model: 0, batch: batch(compilation.program))])
        let losses = answers[0].losses
        #expect(abs(losses.reduce(0, +) / 3 - 1.27309) < 5e-6, "\(losses)")
    }
}
