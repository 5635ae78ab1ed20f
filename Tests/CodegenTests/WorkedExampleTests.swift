import GraphCodegen
import Testing

/// Three samples and a perceptron that were computed by hand.
struct WorkedExampleTests {
    private let text = "Linear 2 2 bias=false; ReLU; Linear 2 3 bias=false"

    private func batch(_ program: LoopProgram) -> Batch {
        var batch = Batch(for: program, rows: 3, seed: 0)
        batch.inputs = [1.5, 0.2, 4.7, 1.6, 5.6, 2.2]
        batch.labels = [0, 1, 2]
        // As stored, [in, out]: the weights of each input into the hidden units, and of those into the outputs.
        fill(&batch, program, 0, [0.86, -1.04, 0.41, -0.65])
        fill(&batch, program, 1, [0.32, 0.25, 0.14, -0.47, -1.06, 0.063])
        return batch
    }

    private func fill(_ batch: inout Batch, _ program: LoopProgram, _ index: Int, _ values: [Float]) {
        guard case .parameter(let offset) = program[program.parameters[index].buffer].role else { return }
        batch.parameters.replaceSubrange(offset..<offset + values.count, with: values)
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
