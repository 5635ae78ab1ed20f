import Foundation
import GraphCodegen
import GraphIR
import Testing

/// Images give the same to the bit on every path, with every compiler and every number of threads, whose workers get
/// shares of any size: `…_logits_shared`, `…_gradient_shared` and `…_train_step_shared` do what the functions for one
/// thread do.
@Suite(.serialized) struct PathTests {
    private static let texts =
        [
            randomImageModel(seed: 11, channels: [3, 17]), randomImageModel(seed: 12, channels: [1, 33]),
            // Enough for several workers to share a single sample.
            "Input 2 17 17; Conv2d 40 3 padding=1; GELU; MaxPool2d 3 2 1; Conv2d 70 3 groups=2; SiLU; Flatten; "
                + "Linear 65; Linear 5",
            "Input 6 9 8; Conv2d 34 3 padding=1 groups=2 bias=false; BatchNorm2d; ReLU; "
                + "Conv2d 34 [3 2] dilation=2 padding=same groups=34; SiLU; AvgPool2d 3 2 1 ceil_mode=true; "
                + "ConvTranspose2d 8 3 stride=2 groups=2; Dropout2d 0.25; MaxPool2d 2; Flatten; Dropout; Linear 5",
            "Input 3 9 8; Conv2d 36 3 padding=1; LayerNorm; GELU; Conv2d 36 3 groups=2; GroupNorm 4; ReLU; "
                + "LayerNorm 6; Flatten; Linear 130; LayerNorm; SiLU; GroupNorm 5; Linear 4",
            "Linear 9 70; Tanh; Linear 70 33; ELU; Linear 33 4", "Linear 9 37; loss MSE",
            // Without a product of matrices there is little to compile.
        ] + lossTable.flatMap(\.examples).map { "Input 37; LayerNorm; loss \($0.text)" }
    private static let models = Result { try texts.enumerated().map { try compile($1, name: "Net\($0)") } }
    private static let requests = Result {
        try models.get().enumerated().flatMap { index, model in
            [1, 3, 20].map { rows in
                EmittedC.Request(
                    model: index, batch: Batch(for: model.program, rows: rows, seed: UInt64(rows)))
            } + [
                // More than a batch.
                EmittedC.Request(
                    model: index, batch: Batch(for: model.program, rows: 70, seed: 70), logitsOnly: true)
            ]
        }
    }
    private static let input = Result { try program(.standard, "-O2").input(of: requests.get()) }
    private static let reference = Result { try output(.standard, "-O2", path: 0, threads: 1) }
    private nonisolated(unsafe) static var programs: [String: EmittedC] = [:]

    private static func program(_ compiler: CCompiler?, _ optimization: String) throws -> EmittedC {
        let compiler = try #require(compiler)
        let key = "\(compiler.name) \(optimization)"
        let program =
            try programs[key]
            ?? EmittedC(models.get(), compiler: compiler, options: [optimization], hasPaths: true)
        programs[key] = program
        return program
    }

    private static func output(
        _ compiler: CCompiler?, _ optimization: String, path: Int, threads: Int
    ) throws -> Data {
        try program(compiler, optimization).output(for: input.get(), path: path, threads: threads)
    }

    @Test(arguments: 1...4) func everyPathAndNumberOfThreads(_ threads: Int) throws {
        let reference = try Self.reference.get()
        for path in 0...2 {
            let same = try Self.output(.standard, "-O2", path: path, threads: threads) == reference
            #expect(same, "\(threads) threads, path \(path), \(Self.texts)")
        }
    }

    /// Gcc, which is the standard one where there are both, optimizes this code alike whatever it is told.
    @Test(arguments: CCompiler.all.dropFirst(), ["-O0", "-O1"])
    func everyOtherCompiler(_ compiler: CCompiler, _ optimization: String) throws {
        let reference = try Self.reference.get()
        for (path, threads) in [(0, 1), (1, 2), (2, 1), (2, 3)] {
            let same = try Self.output(compiler, optimization, path: path, threads: threads) == reference
            #expect(
                same,
                "\(compiler.name) \(optimization), \(threads) threads, path \(path), \(Self.texts)")
        }
    }

    @Test func theAnswersAreNumbers() throws {
        let program = try Self.program(.standard, "-O2")
        for answer in program.answers(to: try Self.requests.get(), in: try Self.reference.get()) {
            let floats = answer.logits + answer.losses + (answer.gradient + answer.parameters).flatMap { $0 }
            let finite = floats.count { $0.isFinite }
            #expect(finite == floats.count)
        }
    }
}
