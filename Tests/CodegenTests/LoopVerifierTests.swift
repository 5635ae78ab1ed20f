import GraphIR
import Testing

@testable import GraphCodegen

/// A mistake of a pass is found, and the report names the pass.
struct LoopVerifierTests {
    private let perceptron = "Linear 4 3; ReLU; Linear 3 2"
    private let convolution =
        "Input 2 6 5; Conv2d 3 2; ReLU; Conv2d 4 3 stride=2 padding=1; Flatten; Linear 2"

    /// The problem that the verifier finds behind a pass which makes this change.
    private func problem(
        in text: String? = nil, after change: (inout LoopProgram) throws -> Void
    ) throws -> LoopVerificationError.Problem? {
        var changed = try compile(text ?? perceptron).program
        try change(&changed)
        do {
            try changed.verify(after: "breaking")
            return nil
        } catch {
            #expect(error.pass == "breaking")
            #expect(error.description.hasPrefix("after breaking, in \(error.function.rawValue): "))
            #expect(error.description.contains("program Net"))
            return error.problem
        }
    }

    /// The program with another first product in its forward function.
    private func changeFirst(_ program: inout LoopProgram, _ change: (inout Fold) -> Void) {
        let index = program.functions[0].body.firstIndex { statement in
            if case .fold(let fold) = statement { fold.contraction != nil } else { false }
        }
        guard let index, case .fold(var fold) = program.functions[0].body[index] else { return }
        change(&fold)
        program.functions[0].body[index] = .fold(fold)
    }

    private func changeRight(_ program: inout LoopProgram, _ change: (inout Access) -> Void) {
        changeFirst(&program) { fold in
            guard case .products(let lhs, var rhs) = fold.reduction else { return }
            change(&rhs)
            fold.reduction = .products(lhs, rhs)
        }
    }

    @Test func whatTheCompilerMakesIsSound() throws {
        #expect(try problem { _ in } == nil)
        #expect(try problem(in: convolution) { _ in } == nil)
    }

    // MARK: Accesses

    @Test func accessesHaveTheBuffersRank() throws {
        let found = try problem { changeRight(&$0) { $0.subscripts.removeLast() } }
        #expect(found == .rank(buffer: "linear0_weight", expected: 2, found: 1))
    }

    @Test func accessesStayWithinTheBuffer() throws {
        let shifted = try problem { changeRight(&$0) { $0.subscripts[0].constant = 1 } }
        #expect(shifted == .outOfBounds(buffer: "linear0_weight", dimension: 0))
        let before = try problem { changeRight(&$0) { $0.subscripts[0].constant = -1 } }
        #expect(before == .outOfBounds(buffer: "linear0_weight", dimension: 0))
        let shorter = try problem { $0.buffers[0].extents[1] = .constant(3) }
        #expect(shorter == .outOfBounds(buffer: "input", dimension: 1))
    }

    @Test(arguments: [(2, 0), (-1, 0), (-1, 1), (-1, 3)])
    func coefficientsMayNotLeaveTheBuffer(_ coefficient: Int, _ constant: Int) throws {
        let found = try problem { program in
            changeRight(&program) { access in
                let index = access.subscripts[1].terms[0].index
                access.subscripts[1] = Affine([(index, coefficient)], constant)
            }
        }
        #expect(found == .outOfBounds(buffer: "linear0_weight", dimension: 1))
    }

    /// A flipped kernel is read from its end.
    @Test func aNegativeCoefficientMayStayWithinTheBuffer() throws {
        let found = try problem { program in
            changeRight(&program) { access in
                let index = access.subscripts[0].terms[0].index
                access.subscripts[0] = Affine([(index, -1)], 3)
            }
        }
        #expect(found == nil)
    }

    @Test func samplesComeFirst() throws {
        let found = try problem { $0.buffers[0].extents.swapAt(0, 1) }
        #expect(found == .outOfBounds(buffer: "input", dimension: 0))
        let behind = try problem { $0.buffers[0].extents[1] = .rows }
        #expect(behind == .samplesBehind(buffer: "input", dimension: 1))
    }

    @Test func nothingIsWrittenAlongADiagonal() throws {
        let found = try problem { program in
            let copy = program.buffers.count
            program.buffers.append(Buffer("square", .activation, [.constant(3), .constant(3)]))
            let o = LoopIndex("o", 3)
            let fold = Fold(outer: [], lane: o, epilogue: [Assignment(Access(copy, [o, o]), 0)], origins: [])
            program.functions[0].body.append(.fold(fold))
        }
        #expect(found == .sharedIndex(buffer: "square", index: "o"))
    }

    @Test func neighbouringLanesAreNeighboursInMemory() throws {
        let found = try problem { program in
            let index = try #require(program.buffers.firstIndex { $0.name == "relu1" })
            program.buffers[index].strides[1] = 2
        }
        #expect(found == .strideOfLanes(buffer: "relu1", 2))
    }

    // MARK: Indices and leaves

    @Test func everyIndexIsBound() throws {
        let stranger = LoopIndex("k", 1)
        let read = try problem { changeRight(&$0) { $0.subscripts[0] = Affine(stranger) } }
        #expect(read == .unboundIndex("k"))
        let written = try problem { program in
            changeFirst(&program) { fold in
                guard let element = fold.epilogue[0].element else { return }
                fold.epilogue[0] = Assignment(element.replacing { _ in Affine(stranger) }, 0)
            }
        }
        #expect(written == .unboundIndex("k"))
        // What is combined over is gone when the epilogue begins.
        let combined = try problem { changeFirst(&$0) { $0.epilogue[0].value = .index($0.over[0]) } }
        #expect(combined == .unboundIndex("i"))
    }

    /// A name is one variable in what is emitted.
    @Test func noTwoBuffersAreNamedAlike() throws {
        let found = try problem { program in
            let used = Set(program.functions.flatMap(\.body).flatMap { $0.reads + $0.writes }).sorted()
            program[used[1]].name = program[used[0]].name
        }
        guard case .namedTwice = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test func noIndexIsBoundTwice() throws {
        let combined = try problem { changeFirst(&$0) { $0.over.append($0.lane) } }
        #expect(combined == .boundTwice(index: "o"))
        // A name is one variable in what is emitted.
        let named = try problem { changeFirst(&$0) { $0.outer.append(LoopIndex("o", 1)) } }
        #expect(named == .boundTwice(index: "o"))
        let local = try problem {
            changeFirst(&$0) { $0.epilogue.insert(Assignment(.local("o"), .accumulator), at: 0) }
        }
        #expect(local == .boundTwice(index: "o"))
    }

    @Test(arguments: [ScalarLeaf.local("top"), .position])
    func epiloguesReadWhatThereIs(_ leaf: ScalarLeaf) throws {
        let found = try problem { changeFirst(&$0) { $0.epilogue[0].value = .leaf(leaf) } }
        #expect(found == .foreignLeaf(leaf == .position ? "position" : "top"))
    }

    @Test func aMapHasNoAccumulator() throws {
        let found = try problem { changeFirst(&$0) { ($0.reduction, $0.over) = (.none, []) } }
        #expect(found == .foreignLeaf("acc"))
    }

    @Test func everyFoldStoresSomething() throws {
        #expect(try problem { changeFirst(&$0) { $0.epilogue = [] } } == .emptyEpilogue)
    }

    // MARK: Values

    @Test func inputsAreNotWritten() throws {
        let input = try problem { program in
            let i = LoopIndex("i", 4)
            let clear = Fold(
                outer: [.sample], lane: i, epilogue: [Assignment(Access(0, [.sample, i]), 0)], origins: [])
            program.functions[0].body.append(.fold(clear))
        }
        #expect(input == .writesInput(buffer: "input"))
    }

    @Test func onlyAStepWritesParameters() throws {
        let found = try problem { program in
            let step = try #require(program.functions.firstIndex { $0.role == .step })
            program.functions[step].role = .gradient
        }
        guard case .writesInput(let buffer) = found else {
            Issue.record("\(String(describing: found))")
            return
        }
        #expect(buffer.hasPrefix("linear"))
    }

    @Test func valuesAreWrittenBeforeTheyAreRead() throws {
        let found = try problem { program in
            program.functions[0].body.removeFirst()
            program.functions[0].slices.removeFirst()
        }
        #expect(found == .readBeforeWritten(buffer: "relu1"))
    }

    /// Writes these parts of a dimension of nine, and reads all of it.
    private func problem(writing parts: [Affine]) -> LoopVerificationError.Problem? {
        let nine = LoopIndex("o", 9)
        var program = LoopProgram(
            name: "Parts", inputShape: [1], outputs: 9, loss: .meanSquaredError, parameters: [],
            buffers: [
                Buffer("part", .activation, [.rows, .constant(9), .constant(2)]),
                Buffer("result", .output, [.rows, .constant(9), .constant(2)]),
            ], functions: [])
        let c = LoopIndex("c", 2)
        func fold(_ index: LoopIndex?, _ target: Access, _ value: Scalar) -> Statement {
            .fold(
                Fold(
                    outer: [.sample] + (index.map { [$0] } ?? []), lane: c,
                    epilogue: [Assignment(target, value)],
                    origins: []))
        }
        let writes = parts.map { part in
            fold(part.terms.first?.index, Access(0, [Affine(.sample), part, Affine(c)]), 1)
        }
        let read = fold(nine, Access(1, [.sample, nine, c]), .load(Access(0, [.sample, nine, c])))
        program.functions = [LoopFunction(role: .forward, body: writes + [read])]
        do {
            try program.verify(after: "writing parts")
            return nil
        } catch { return error.problem }
    }

    @Test func partsThatTogetherCoverABufferMayBeRead() {
        let (five, four) = (LoopIndex("q", 5), LoopIndex("q", 4))
        let even = Affine([(five, 2)])
        let odd = Affine([(four, 2)], 1)
        #expect(problem(writing: [even, odd]) == nil)
        #expect(problem(writing: [even]) == .readBeforeWritten(buffer: "part"))
        #expect(problem(writing: [odd]) == .readBeforeWritten(buffer: "part"))
        #expect(problem(writing: []) == .readBeforeWritten(buffer: "part"))
        #expect(problem(writing: [Affine(five), Affine([(four, 1)], 5)]) == nil)
        #expect(
            problem(writing: [Affine(five), Affine([(four, 1)], 4)]) == .readBeforeWritten(buffer: "part"))
        #expect(problem(writing: [Affine([(four, -1)], 3), Affine([(five, -1)], 8)]) == nil)
        #expect(problem(writing: [Affine(LoopIndex("q", 8)), Affine(8)]) == nil)
        #expect(
            problem(writing: [Affine(LoopIndex("q", 8)), Affine(0)]) == .readBeforeWritten(buffer: "part"))
    }

    /// Four phases of a gradient with a stride, of which one is left out.
    @Test func everyPhaseOfAGradientIsNeeded() throws {
        let text = "Input 1 6 5; Conv2d 3 2; Conv2d 4 3 stride=2 padding=1; Flatten; Linear 2"
        let program = try compile(text).program
        let gradient = try #require(program.functions.firstIndex { $0.role == .gradient })
        let target = try #require(
            program.buffers.firstIndex {
                $0.name.hasPrefix("conv2d0") && $0.name.hasSuffix("grad") && $0.role == .activation
            })
        let phases = program.functions[gradient].body.indices.filter {
            program.functions[gradient].body[$0].writes.contains(target)
        }
        #expect(phases.count == 4)
        for phase in phases {
            let found = try problem(in: text) { program in
                program.functions[gradient].body.remove(at: phase)
                program.functions[gradient].slices = []
            }
            #expect(found == .readBeforeWritten(buffer: program[target].name))
        }
    }

    // MARK: Workers and memory

    @Test func aDivisionThatLeavesATargetToAllIsARace() throws {
        let found = try problem { program in
            let index = program.functions[0].body.count
            program.buffers.append(Buffer("sum", .activation, [.constant(3)]))
            let o = LoopIndex("o", 3)
            let fold = Fold(
                outer: [.sample], lane: o, epilogue: [Assignment(Access(program.buffers.count - 1, [o]), 0)],
                origins: [])
            program.functions[0].body.append(.fold(fold))
            program.functions[0].slices.append(Slice(division: .index(.sample, block: 8), waits: true))
            #expect(program.functions[0].slices.count == index + 1)
        }
        #expect(found == .race(buffer: "sum"))
    }

    @Test func aChangedBlockIsARace() throws {
        let found = try problem(in: "Linear 4 64; Tanh; Linear 64 3; loss MSE") { program in
            for function in program.functions.indices {
                let slices = program.functions[function].slices
                let unwaited = slices.indices.first { place in
                    guard place > 0, !slices[place].waits, case .index(.sample, _) = slices[place].division
                    else {
                        return false
                    }
                    return true
                }
                guard let unwaited else { continue }
                program.functions[function].slices[unwaited].division = .index(.sample, block: 3)
            }
        }
        guard case .race = found else {
            Issue.record("\(String(describing: found))")
            return
        }
    }

    @Test func aMissingWaitIsARace() throws {
        let found = try problem(in: "Flatten; Linear 784 256; ReLU; Linear 256 10") { program in
            #expect(program.functions[0].slices[1].waits)
            program.functions[0].slices[1].waits = false
        }
        #expect(found == .race(buffer: "relu2"))
    }

    @Test func memoryThatIsNeededTwiceAtATimeIsFound() throws {
        let text = "Linear 4 5; Tanh; Linear 5 6; Tanh; Linear 6 3"
        let overlapping = try problem(in: text) { program in
            let gradient = try #require(program.functions.firstIndex { $0.role == .gradient })
            for buffer in program.functions[gradient].plan.offsets.keys {
                program.functions[gradient].plan.offsets[buffer] = 0
            }
        }
        guard case .overlap = overlapping else {
            Issue.record("\(String(describing: overlapping))")
            return
        }
        let outside = try problem(in: text) { program in
            let buffer = try #require(program.functions[0].plan.offsets.keys.min())
            program.functions[0].plan.offsets[buffer] = program.functions[0].plan.floatsPerSample
        }
        guard case .outsideOfArena = outside else {
            Issue.record("\(String(describing: outside))")
            return
        }
    }

    @Test func noOutsideReadIsLeftForTheEmitters() throws {
        let found = try problem(in: convolution) { program in
            changeFirst(&program) { fold in
                guard case .products(var lhs, let rhs) = fold.reduction else { return }
                lhs.outside = 0
                fold.reduction = .products(lhs, rhs)
            }
        }
        #expect(found == .outsideOfMemory(buffer: "input"))
    }
}
