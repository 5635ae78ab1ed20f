import GraphIR
import Testing

@testable import GraphCodegen

/// What is read outside of a buffer is in memory afterwards, and nothing else changes.
struct HaloTests {
    private func outsideReads(_ program: LoopProgram) -> [Access] {
        program.functions.flatMap(\.body).flatMap { $0.loads }.filter {
            $0.outside != nil
        }
    }

    @Test func randomImageModelsComputeTheSame() throws {
        var padded = 0
        for seed: UInt64 in 0..<16 {
            let text = randomImageModel(seed: seed)
            let lowered = try compile(text).lowered
            let program = addHalos(lowered)
            #expect(throws: Never.self, "\(text), seed \(seed)") { try program.verify(after: "adding halos") }
            #expect(outsideReads(program).isEmpty, "\(text), seed \(seed)")
            padded += outsideReads(lowered).isEmpty ? 0 : 1
            let batch = Batch(for: lowered, rows: 2, seed: seed)
            for role in [LoopFunction.Role.forward, .step] {
                let same = batch.results(of: role, in: program) == batch.results(of: role, in: lowered)
                #expect(same, "\(text), \(role.rawValue), seed \(seed)")
            }
        }
        #expect(padded > 4)
    }

    /// The caller's memory has no border: the input is copied.
    @Test func anInputIsPaddedInACopy() throws {
        let program = addHalos(try compile("Input 2 4 5; Conv2d 3 3 padding=1; Flatten; Linear 2").lowered)
        let copy = try #require(program.buffers.first { $0.name == "input_padded" })
        #expect(program.buffers.first { $0.role == .input }?.extents == [.rows, 2, 4, 5])
        #expect(copy.extents == [.rows, 2, 6, 7])
        #expect(copy.role == .activation)
    }

    @Test func whatNobodyReadsOutsideOfGetsNoBorder() throws {
        let text = "Input 2 4 5; Conv2d 3 3; MaxPool2d 2 1; Flatten; Linear 2"
        let lowered = try compile(text).lowered
        let forward = addHalos(lowered).functions[0]
        #expect(forward.body.count == lowered.functions[0].body.count)
    }

    /// Zeros for one reader, the smallest number for the other: one of them reads a copy.
    @Test func twoReadersMayWantDifferentBorders() throws {
        let (y, o, k) = (LoopIndex("y", 5), LoopIndex("o", 2), LoopIndex("k", 3))
        func reader(_ target: Buffer.ID, _ outside: Double, _ reduction: (Access) -> Reduction) -> Statement {
            let read = Access(
                1, [Affine(.sample), Affine([(y, 1), (k, 1)], -1), Affine(o)], outside: outside)
            return .fold(
                Fold(
                    outer: [.sample, y], lane: o, over: [k], reduction(read),
                    epilogue: [Assignment(Access(target, [.sample, y, o]), .accumulator)], origins: []))
        }
        let extents: [Extent] = [.rows, 5, 2]
        let element = { (buffer: Buffer.ID) in Access(buffer, [.sample, y, o]) }
        let copy = Fold(
            outer: [.sample, y], lane: o, epilogue: [Assignment(element(1), .load(element(0)) * 2)],
            origins: [])
        let sum = Fold(
            outer: [.sample, y], lane: o,
            epilogue: [Assignment(element(4), .load(element(2)) - .load(element(3)))], origins: [])
        let program = LoopProgram(
            name: "Net", inputShape: [5, 2], outputs: 10, loss: .meanSquaredError, parameters: [],
            buffers: [
                Buffer("input", .input, extents), Buffer("h", .activation, extents),
                Buffer("zeros", .activation, extents), Buffer("least", .activation, extents),
                Buffer("output", .output, extents),
            ],
            functions: [
                LoopFunction(
                    role: .forward,
                    body: [
                        .fold(copy), reader(2, 0) { .sum(.load($0)) }, reader(3, -1e9) { .maximum($0) },
                        .fold(sum),
                    ])
            ])
        func output(_ program: LoopProgram) -> [Double] {
            var interpreter = LoopInterpreter(program, rows: 2)
            var random = SplitMix64(seed: 1)
            interpreter.memory[0] = random.signed(20).map { Double($0) - 3 }
            return interpreter.afterRunning(.forward).memory[4]
        }
        let haloed = addHalos(program)
        try haloed.verify(after: "adding halos")
        #expect(outsideReads(haloed).isEmpty)
        #expect(haloed.buffers.map(\.name).filter { $0.hasPrefix("h") } == ["h", "h_padded"])
        #expect(haloed.buffers[1].extents == [.rows, 7, 2])
        #expect(output(haloed) == output(program))
    }
}

extension Extent: ExpressibleByIntegerLiteral {
    public init(integerLiteral value: Int) { self = .constant(value) }
}
