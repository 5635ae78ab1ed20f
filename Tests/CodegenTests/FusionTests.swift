import GraphCodegen
import GraphIR
import Testing

/// The passes change how a program computes, never what.
struct FusionTests {
    @Test(arguments: OperatorModels.keywords)
    func fusedProgramsComputeTheSame(_ keyword: String) throws {
        for (seed, text) in OperatorModels.all(keyword).enumerated() {
            let compilation = try compile(text)
            let batch = Batch(for: compilation.program, rows: 2, seed: UInt64(seed))
            for role in [LoopFunction.Role.forward, .gradient, .step] {
                let lowered = batch.results(of: role, in: compilation.lowered)
                var fused = batch.results(of: role, in: compilation.program)
                // A step need not leave a gradient behind.
                if role == .step { fused.gradient = lowered.gradient }
                #expect(fused == lowered, "\(text), \(role.rawValue), seed \(seed)")
            }
        }
    }

    @Test func bothLayersOfAPerceptronAreOneLoopNestEach() throws {
        let program = try compile("Flatten; Linear 784 256; ReLU; Linear 256 10").program
        let forward = try #require(program.functions.first { $0.role == .forward })
        #expect(forward.body.count == 2)
        // Two forward, the loss; of the second layer the inputs', weights' and biases' gradients;
        // of the first, which computes no gradient of its input, the weights' and the biases'.
        let step = try #require(program.functions.first { $0.role == .step })
        #expect(step.body.count == 2 + 1 + 3 + 2)
    }
}
