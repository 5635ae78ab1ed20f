import GraphCodegen
import Testing

/// LayerNorm and GroupNorm compute what PyTorch computes in double precision, within 1e-5 of the largest number of a
/// tensor, over features, signals and images, and so do ten steps of gradient descent: the cases that
/// scripts/parity/make_norm_fixture.py has drawn.
struct NormParityTests {
    private static let fixture = LayerFixture(named: "norms.json")

    @Test(arguments: fixture.keywords) func libraryComputesWhatPyTorchComputes(_ keyword: String) throws {
        let cases = Self.fixture.cases(of: keyword)
        #expect(cases.count >= 60)
        for fixture in cases {
            let program = try compile(fixture.text).program
            let run = LibraryRun(program, fixture.batch(for: program))
            try run.run(.gradient)
            fixture.expect(run.logits, run.gradients)
        }
    }

    @Test(arguments: fixture.keywords) func tenStepsHavePyTorchsLosses(_ keyword: String) throws {
        for fixture in Self.fixture.cases(of: keyword) {
            let program = try compile(fixture.text).program
            let run = LibraryRun(program, fixture.batch(for: program))
            let expected = try #require(fixture.losses)
            #expect(expected.count == 10)
            let losses = try expected.map { _ in
                try run.run(.step)
                return run.losses.reduce(0) { $0 + Double($1) } / Double(fixture.batch)
            }
            expectClose(losses, expected, 1e-5, "\(fixture.text), \(fixture.batch) samples: losses")
        }
    }

    /// Every 10th, since a C compiler takes long.
    @Test func emittedCComputesWhatPyTorchComputes() throws {
        let cases = Self.fixture.cases.enumerated().filter { $0.offset % 10 == 7 }.map(\.element)
        for (fixture, answer) in try cases.answersOfC() { fixture.expect(answer.logits, answer.gradient) }
    }

    /// The mean of the squares minus the square of the mean would leave nothing of these numbers.
    @Test(arguments: ["Input 300", "Input 6 15 14", "Input 12 7"], ["LayerNorm", "GroupNorm 3"])
    func aLargeMeanCancelsLittle(_ input: String, _ layer: String) throws {
        let compilation = try compile("\(input); \(layer) affine=false; Flatten; loss MSE")
        let program = compilation.program
        var batch = Batch(for: program, rows: 5, seed: 3)
        batch.inputs = batch.inputs.map { 512 + $0 }
        let run = LibraryRun(program, batch)
        try run.run(.gradient)
        let exact = batch.results(of: .gradient, in: program)
        expectClose(run.logits.map(Double.init), exact.logits, 1e-3, "\(input); \(layer)")
    }
}
