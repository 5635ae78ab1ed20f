import GraphIR
import Testing

@testable import GraphCodegen

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

    @Test func bothLayersOfAPerceptronAreOneStatementEach() throws {
        let program = try compile("Flatten; Linear 784 256; ReLU; Linear 256 10").program
        let forward = try #require(program.functions.first { $0.role == .forward })
        #expect(forward.body.count == 2)
        // Two forward; of the loss the greatest logits, the exponentials, their sums, the losses and the gradient; of
        // the second layer the inputs', weights' and biases' gradients; of the first, which computes no gradient of
        // its input, the weights' and the biases'.
        let step = try #require(program.functions.first { $0.role == .step })
        #expect(step.body.count == 2 + 5 + 3 + 2)
    }

    /// What a loss or a softmax does with rows of at most 16 columns is one call of the library.
    @Test func narrowRowsStayInTheTile() throws {
        func runs(_ text: String) throws -> [Int] {
            let program = try compile(text).program
            let step = try #require(program.functions.first { $0.role == .step })
            return NarrowRows.runs(in: step, of: program, for: .processor).values.map(\.statements.count)
        }
        #expect(try runs("Linear 784 256; ReLU; Linear 256 10") == [5])
        #expect(try runs("Linear 784 256; ReLU; Linear 256 17") == [])
        // Forward, with the squares in the last map; their sum; and back.
        #expect(try runs("Linear 8 16; Softmax; loss MSE") == [4 + 1 + 2])
    }

    @Test func aConvolutionWithWhatFollowsIsOneStatement() throws {
        let program = try compile("Input 2 6 6; Conv2d 16 3; ReLU; Conv2d 32 3; Tanh; Flatten; Linear 2")
            .program
        let forward = try #require(program.functions.first { $0.role == .forward })
        #expect(forward.body.count == 3)
    }

    // MARK: What joins

    private let b = LoopIndex.sample
    private let i = LoopIndex("i", 4)
    private let o = LoopIndex("o", 4)
    private let input = 0
    private let weight = 1
    private let first = 2
    private let second = 3
    private let output = 4

    private func product(_ target: Buffer.ID, _ source: Buffer.ID) -> Statement {
        .fold(
            Fold(
                outer: [b], lane: o, over: [i],
                .products(Access(source, [b, i]), Access(weight, [i, o])),
                epilogue: [Assignment(Access(target, [b, o]), .accumulator)], origins: []))
    }

    private func map(_ target: Access, _ value: Scalar) -> Statement {
        .fold(Fold(outer: [b], lane: o, epilogue: [Assignment(target, value)], origins: []))
    }

    private func element(_ buffer: Buffer.ID) -> Access { Access(buffer, [b, o]) }

    private func value(_ buffer: Buffer.ID) -> Scalar { .load(element(buffer)) }

    /// The element at the other end of a row.
    private func mirrored(_ buffer: Buffer.ID) -> Access {
        Access(buffer, [Affine(b), Affine([(o, -1)], 3)])
    }

    /// The forward function after fusion, which leaves the same output as before.
    private func fused(_ body: [Statement]) throws -> (statements: [Statement], text: String) {
        let extents: [Extent] = [.rows, .constant(4)]
        var program = LoopProgram(
            name: "Net", inputShape: [4], outputs: 4, loss: .meanSquaredError, parameters: [],
            buffers: [
                Buffer("input", .input, extents), Buffer("weight", .parameter, [.constant(4), .constant(4)]),
                Buffer("first", .activation, extents), Buffer("second", .activation, extents),
                Buffer("output", .output, extents),
            ], functions: [LoopFunction(role: .forward, body: body)])
        try program.verify(after: "writing it down")
        func result() -> [Double] {
            var random = SplitMix64(seed: 5)
            var interpreter = LoopInterpreter(program, rows: 2)
            for buffer in [input, weight] {
                interpreter.memory[buffer] = random.signed(interpreter.memory[buffer].count).map(Double.init)
            }
            return interpreter.afterRunning(.forward).memory[output]
        }
        let before = result()
        program = eliminateDeadStores(fuse(program, for: .processor))
        try program.verify(after: "fusing")
        #expect(result() == before, "\(program)")
        return (program.functions[0].body, program.description)
    }

    @Test func aMapJoinsAMap() throws {
        let residual = try fused([
            map(element(first), value(input) * 2), map(element(second), value(first) + value(input)),
            map(element(output), .binary(.maximum, value(second), 0)),
        ])
        #expect(residual.statements.count == 1)
        #expect(residual.text.contains("output[b, o] = max(input[b, o] * 2 + input[b, o], 0)"))
    }

    /// A branch that goes around a product comes back in its epilogue.
    @Test(arguments: [false, true]) func aBranchJoinsAProduct(_ isFirst: Bool) throws {
        let sum = isFirst ? value(second) + value(first) : value(first) + value(second)
        let residual = try fused([
            map(element(first), value(input) * value(input)), product(second, first),
            map(element(output), sum),
        ])
        #expect(residual.statements.count == 2)
        #expect(
            residual.text.contains(
                isFirst ? "output[b, o] = acc + first[b, o]" : "output[b, o] = first[b, o] + acc"))
    }

    @Test func aValueThatIsUsedTwiceHasAName() throws {
        let square = try fused([
            product(first, input), map(element(second), value(first) + 1),
            map(element(output), value(second) * value(second)),
        ])
        #expect(square.statements.count == 1)
        #expect(square.text.contains("z0 = acc + 1\n    output[b, o] = z0 * z0\n"))
    }

    @Test func whatIsReadLaterIsStillWritten() throws {
        let kept = try fused([
            product(first, input), map(element(second), value(first) + 1), product(output, second),
            map(element(output), value(output) + value(second)),
        ])
        #expect(kept.statements.count == 2)
        #expect(kept.text.contains("second[b, o] = acc + 1"))
    }

    // MARK: What does not

    @Test func aNeighbourOfWhatIsWrittenIsNotThereYet() throws {
        let fused = try fused([
            product(first, input), map(element(output), value(first) + .load(mirrored(first))),
        ])
        #expect(fused.statements.count == 2)
    }

    @Test func whatTheProducerReadsElsewhereIsNotOverwritten() throws {
        let reduced = try fused([
            map(element(second), value(input)), product(first, second),
            map(element(second), value(first) * 2),
            map(element(output), value(second)),
        ])
        #expect(reduced.statements.count == 3)
        let mapped = try fused([
            map(element(second), value(input)), map(element(first), .load(mirrored(second))),
            map(element(second), value(first) * 2), map(element(output), value(second)),
        ])
        #expect(mapped.statements.count == 3)
    }

    @Test func whatTheProducerWritesElsewhereIsNotOverwritten() throws {
        let (two, three) = (LoopIndex("o", 2), LoopIndex("o", 3))
        func map(_ lane: LoopIndex, _ epilogue: [Assignment]) -> Statement {
            .fold(Fold(outer: [b], lane: lane, epilogue: epilogue, origins: []))
        }
        func element(_ buffer: Buffer.ID, _ lane: LoopIndex, _ shift: Int = 0) -> Access {
            Access(buffer, [Affine(b), Affine([(lane, 1)], shift)])
        }
        let source = Scalar.load(element(input, two))
        let fused = try fused([
            map(two, [Assignment(element(first, two), source), Assignment(element(second, two), source)]),
            map(two, [Assignment(element(second, two, 1), .load(element(first, two)) * 2)]),
            map(three, [Assignment(element(output, three), .load(element(second, three)))]),
        ])
        #expect(fused.statements.count == 3)
    }

    @Test func nothingMovesAcrossWhatReadsOrWritesIt() throws {
        // The product in between reads what the map changes …
        let read = try fused([
            product(first, input), product(second, first), map(element(first), value(first) * 2),
            map(element(output), value(first) + value(second)),
        ])
        #expect(read.text.contains("first[b, o] = first[b, o] * 2") || read.statements.count > 2)
        // … or writes what the map reads.
        let written = try fused([
            map(element(second), value(input)), product(first, input), product(second, first),
            map(element(output), value(first) + value(second)),
        ])
        #expect(written.statements.count == 2)
    }

    /// A convolution with one column: the copy into the graph's order has no lanes, and would write far apart.
    @Test func aCopyWithoutLanesDoesNotTakeTheProducersLanesApart() throws {
        for text in [
            "Input 2 4 1; Tanh; Conv2d 3 1; Flatten; loss MSE", "Input 1 5 3; Conv2d 3 3; Sigmoid; Flatten",
        ] {
            let compilation = try compile(text)
            let batch = Batch(for: compilation.program, rows: 2, seed: 1)
            let lowered = batch.results(of: .gradient, in: compilation.lowered)
            #expect(batch.results(of: .gradient, in: compilation.program) == lowered)
        }
    }
}
