import GraphIR
import Testing

@testable import GraphCodegen

/// Several workers share the forward pass of a single sample, if it is worth it.
struct SampleSharingTests {
    private static let texts = [
        """
        Input 1 28 28; Conv2d 1 16 3 padding=1; ReLU; MaxPool2d 2; Conv2d 16 32 3 padding=1; ReLU; MaxPool2d 2
        Flatten; Linear 1568 64; ReLU; Linear 64 10
        """,
        """
        Input 3 15 14; Conv2d 72 3 padding=1 bias=false; BatchNorm2d; SiLU; Conv2d 72 3 groups=72; AvgPool2d 3 2 1
        LayerNorm 6; Conv2d 33 1; GroupNorm 3; Dropout; AdaptiveAvgPool2d 1; Flatten; Linear 7
        """,
        "Linear 700 800; Tanh; Linear 800 33; ELU; Linear 4; loss MSE",
    ]

    private static func program(_ text: String) throws -> LoopProgram { try compile(text).program }

    /// All that takes long is divided, and not by the samples, of which there is one.
    @Test(arguments: texts) func everyLargeStatementIsShared(_ text: String) throws {
        let program = try Self.program(text)
        let sample = try #require(program.functions.first { $0.role == .sample })
        let all = sample.body.reduce(0) { $0 + $1.flopsPerSample }
        #expect(all >= Target.processor.flopsWorthSharing)
        var alone = 0
        for (statement, slice) in zip(sample.body, sample.slices) {
            #expect(slice.index != .sample || !statement.isWorthSharing(on: .processor))
            if slice.index == nil || slice.index == .sample { alone += statement.flopsPerSample }
        }
        #expect(alone * 20 < all, "\(program)")
        #expect(sample.strips.isEmpty)
    }

    @Test func smallModelsDoWithoutIt() throws {
        let program = try Self.program("Flatten; Linear 784 256; ReLU; Linear 256 10")
        #expect(!program.sharesSamples)
    }

    @Test(arguments: texts, [1, 2, 3, 5])
    func theLogitsAreThoseOfOneWorker(_ text: String, _ workers: Int) throws {
        let program = try Self.program(text)
        let batch = Batch(for: program, rows: 1, seed: 5)
        let alone = LibraryRun(program, batch)
        try alone.run(.forward)
        let shared = LibraryRun(program, batch, workers: workers)
        try shared.run(.sample)
        #expect(shared.logits == alone.logits, "\(workers) workers")
        #expect(alone.logits.allSatisfy { $0.isFinite })
    }
}
