import GraphIR
import Testing

@testable import GraphCodegen

/// Every pass leaves a program that the verifier accepts.
struct PassTests {
    @Test func everyPassKeepsRandomModelsValid() {
        for seed: UInt64 in 0..<80 {
            let text = randomModel(seed: seed)
            #expect(throws: Never.self, "\(text), seed \(seed)") { try compile(text) }
        }
    }

    @Test func randomModelsComputeTheSameBeforeAndAfterThePasses() throws {
        for seed: UInt64 in 1000..<1010 {
            let text = randomModel(seed: seed)
            let compilation = try compile(text)
            let batch = Batch(for: compilation.program, rows: 2, seed: seed)
            let lowered = batch.results(of: .gradient, in: compilation.lowered)
            let emitted = batch.results(of: .gradient, in: compilation.program)
            // Long sums are split.
            #expect(emitted.difference(from: lowered) < 1e-12, "\(text), seed \(seed)")
        }
    }
}
