import GraphCodegen
import GraphIR
import Testing

/// Options that let a compiler take arithmetic for exact, or fuse it, change no bit.
@Suite(.serialized) struct FastMathTests {
    /// Every operator, in vectors and in images, and every loss.
    private static let models = Result {
        let image = OperatorModels.chain(of: [2, 6, 6], between: "Conv2d 2 3 padding=1")
        // Without a product of matrices there is little to compile.
        let losses = lossTable.flatMap(\.examples).map { "Input 6; LayerNorm; loss \($0.text)" }
        let texts = [
            "Linear 5 6; \(OperatorModels.chain(of: [6], between: "Linear 6")); Linear 4",
            "Input 1 8 8; Conv2d 2 3; \(image); MaxPool2d 2; AvgPool2d 2 1; Flatten; Linear 3; loss MSE",
        ]
        return try (texts + losses).enumerated().map { try compile($1, name: "Net\($0)") }
    }
    private static let reference = Result { try answers(of: models.get(), CCompiler.standard, [], path: 0) }

    private static func answers(
        of models: [Compilation], _ compiler: CCompiler?, _ options: [String], path: Int
    ) throws -> [EmittedC.Answer] {
        let requests = models.enumerated().map { index, model in
            EmittedC.Request(model: index, batch: Batch(for: model.program, rows: 20, seed: UInt64(index)))
        }
        return try EmittedC(models, compiler: compiler, options: ["-O1"] + options, hasPaths: path > 0)
            .answers(to: requests, path: path)
    }

    @Test func theReferenceIsOfNumbers() throws {
        for answer in try Self.reference.get() {
            let numbers = Set(answer.logits + answer.losses + answer.gradient.joined())
            #expect(numbers.count > 50 && numbers.allSatisfy(\.isFinite))
        }
    }

    @Test(arguments: ["gcc", "clang"]) func everyOperatorAndLossKeepsItsBits(_ name: String) throws {
        try expectSameBits(from: CCompiler(named: name), ["-ffast-math"])
    }

    /// What of them `-ffast-math` consists of is looked for in other ways.
    @Test(
        arguments: ["gcc", "clang"],
        [
            ["-funsafe-math-optimizations"],
            ["-fassociative-math", "-fno-signed-zeros", "-fno-trapping-math"],
        ])
    func everyOperatorKeepsItsBits(_ name: String, _ options: [String]) throws {
        try expectSameBits(from: CCompiler(named: name), options, models: 1)
    }

    /// - Parameter models: How many of them, from the first on.
    private func expectSameBits(from compiler: CCompiler?, _ options: [String], models: Int = .max) throws {
        guard let compiler else { return }
        let models = try Self.models.get().prefix(models)
        let answers = try Self.answers(of: Array(models), compiler, options, path: 2)
        for (answer, expected) in zip(answers, try Self.reference.get()) { #expect(answer == expected) }
    }
}
