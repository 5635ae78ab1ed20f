import GraphCodegen
import GraphIR
import Testing

/// Options that let a compiler take arithmetic for exact change no bit: the code keeps them off.
@Suite(.serialized) struct FastMathTests {
    private static let options = [
        ["-ffast-math"], ["-funsafe-math-optimizations"],
        ["-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math"],
    ]
    private static let models = Result {
        let image = OperatorModels.chain(of: [2, 6, 6], between: "Conv2d 2 3 padding=1")
        let losses = lossTable.flatMap(\.examples).map { "Linear 5 6; loss \($0.text)" }
        let texts = [
            "Linear 5 6; \(OperatorModels.chain(of: [6], between: "Linear 6")); Linear 4",
            "Input 1 8 8; Conv2d 2 3; \(image); MaxPool2d 2; AvgPool2d 2 1; Flatten; Linear 3; loss MSE",
        ]
        return try (texts + losses).enumerated().map { try compile($1, name: "Net\($0)") }
    }
    private static let reference = Result { try answers(CCompiler.standard, [], path: 0) }

    @Test func theReferenceIsOfNumbers() throws {
        for answer in try Self.reference.get() {
            let numbers = Set(answer.logits + answer.losses + answer.gradient.joined())
            #expect(numbers.count > 50 && numbers.allSatisfy(\.isFinite))
        }
    }

    private static func answers(_ compiler: CCompiler?, _ options: [String], path: Int) throws
        -> [EmittedC.Answer]
    {
        let models = try models.get()
        let requests = models.enumerated().map { index, model in
            EmittedC.Request(model: index, batch: Batch(for: model.program, rows: 20, seed: UInt64(index)))
        }
        return try EmittedC(models, compiler: compiler, options: ["-O1"] + options, hasPaths: path > 0)
            .answers(to: requests, path: path)
    }

    @Test(arguments: ["gcc", "clang"], options)
    func everyOperatorAndLossKeepsItsBits(_ name: String, _ options: [String]) throws {
        guard let compiler = CCompiler(named: name) else { return }
        let answers = try Self.answers(compiler, options + compiler.honoringPragmas, path: 2)
        for (answer, expected) in zip(answers, try Self.reference.get()) { #expect(answer == expected) }
    }

    /// What clang fuses nevertheless are the last bits alone.
    @Test func clangGivesTheSameNumbers() throws {
        guard let clang = CCompiler(named: "clang") else { return }
        let answers = try Self.answers(clang, ["-ffast-math"], path: 2)
        for (answer, expected) in zip(answers, try Self.reference.get()) {
            expectClose(
                answer.logits.map(Double.init), expected.logits.map(Double.init), 1e-5, scale: 0.1, "logits")
        }
    }
}

extension CCompiler {
    /// Clang fuses multiplications with additions under such options, unless it is told to look at what the code says.
    var honoringPragmas: [String] {
        name == "clang"
            ? [
                "-ffp-contract=fast-honor-pragmas", "-Wno-unknown-warning-option", "-Wno-overriding-option",
            ] : []
    }
}
