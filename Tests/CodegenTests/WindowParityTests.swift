import GraphCodegen
import Testing

/// Layers with windows compute what PyTorch computes in double precision, within 1e-5 of the largest number of a
/// tensor: every pair of stride, padding, dilation, groups and kernel that scripts/parity/make_window_fixture.py has
/// drawn.
struct WindowParityTests {
    private static let fixture = LayerFixture(named: "windows.json")

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

    /// Every 20th, since a C compiler takes long.
    @Test func emittedCComputesWhatPyTorchComputes() throws {
        let cases = Self.fixture.cases.enumerated().filter { $0.offset % 20 == 7 }.map(\.element)
        for (fixture, answer) in try cases.answersOfC() { fixture.expect(answer.logits, answer.gradient) }
    }
}
