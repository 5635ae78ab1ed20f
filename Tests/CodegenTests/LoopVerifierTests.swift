import GraphIR
import Testing

@testable import GraphCodegen

/// A mistake of a pass is found, and the report names the pass.
struct LoopVerifierTests {
    private func program() throws -> LoopProgram {
        try compile("Linear 4 3; ReLU; Linear 3 2").program
    }

    /// The problem that the verifier finds behind a pass which makes this change.
    private func problem(
        after change: (inout LoopProgram) -> Void
    ) throws -> LoopVerificationError.Problem? {
        var changed = try program()
        change(&changed)
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

    /// The program with another first contraction in its forward function.
    private func changeFirst(_ program: inout LoopProgram, _ change: (inout Contraction) -> Void) {
        guard case .contraction(var contraction) = program.functions[0].body[0] else { return }
        change(&contraction)
        program.functions[0].body[0] = .contraction(contraction)
    }

    @Test func whatTheCompilerMakesIsSound() throws { #expect(try problem { _ in } == nil) }

    @Test func accessesHaveTheBuffersRank() throws {
        let found = try problem { changeFirst(&$0) { $0.rhs.subscripts.removeLast() } }
        #expect(found == .rank(buffer: "linear0_weight", expected: 2, found: 1))
    }

    @Test func accessesStayWithinTheBuffer() throws {
        let shifted = try problem { changeFirst(&$0) { $0.rhs.subscripts[0].constant = 1 } }
        #expect(shifted == .outOfBounds(buffer: "linear0_weight", dimension: 0))
        let stretched = try problem {
            changeFirst(&$0) { $0.rhs.subscripts[1].terms[0].coefficient = 2 }
        }
        #expect(stretched == .outOfBounds(buffer: "linear0_weight", dimension: 1))
        let backwards = try problem {
            changeFirst(&$0) { $0.rhs.subscripts[1].terms[0].coefficient = -1 }
        }
        #expect(backwards == .outOfBounds(buffer: "linear0_weight", dimension: 1))
        let shorter = try problem { $0.buffers[0].extents[1] = .constant(3) }
        #expect(shorter == .outOfBounds(buffer: "input", dimension: 1))
    }

    @Test func rowsAreNotMixedWithFeatures() throws {
        let found = try problem { $0.buffers[0].extents.swapAt(0, 1) }
        #expect(found == .outOfBounds(buffer: "input", dimension: 0))
    }

    @Test func valuesAreWrittenBeforeTheyAreRead() throws {
        let found = try problem { $0.functions[0].body.removeFirst() }
        #expect(found == .readBeforeWritten(buffer: "relu1"))
    }

    @Test func inputsAreNotWritten() throws {
        let input = try problem { program in
            let target = Access(0, [.sample, LoopIndex("i", 4)])
            let clear = Store(target: target, value: 0)
            program.functions[0].body.append(
                .map(Map(kind: .bias, indices: [.sample, LoopIndex("i", 4)], store: clear, origins: [])))
        }
        #expect(input == .writesInput(buffer: "input"))
    }

    @Test func onlyAStepWritesParameters() throws {
        let found = try problem { program in
            guard let step = program.functions.firstIndex(where: { $0.role == .step }) else { return }
            program.functions[step].role = .gradient
        }
        #expect(found == .writesInput(buffer: "linear2_bias"))
    }

    @Test func neighbouringColumnsAreNeighboursInMemory() throws {
        let found = try problem { program in
            let index = program.buffers.firstIndex { $0.name == "relu1" } ?? 0
            program.buffers[index].extents.append(.constant(2))
            for function in program.functions.indices {
                for statement in program.functions[function].body.indices {
                    guard case .contraction(var contraction) = program.functions[function].body[statement]
                    else { continue }
                    for store in contraction.epilogue.indices
                    where contraction.epilogue[store].target.buffer == index {
                        var zero = contraction.epilogue[store].target.subscripts[0]
                        zero.terms = []
                        contraction.epilogue[store].target.subscripts.append(zero)
                    }
                    program.functions[function].body[statement] = .contraction(contraction)
                }
            }
        }
        #expect(found == .strideOfColumns(buffer: "relu1", 2))
    }

    @Test(arguments: [ScalarLeaf.scale, .local("top"), .index(.sample)])
    func epiloguesReadWhatAContractionHas(_ leaf: ScalarLeaf) throws {
        let found = try problem { changeFirst(&$0) { $0.epilogue[0].value = .leaf(leaf) } }
        #expect(found == .foreignLeaf(buffer: "relu1"))
    }

    @Test func everyContractionStoresSomething() throws {
        #expect(try problem { changeFirst(&$0) { $0.epilogue = [] } } == .emptyEpilogue)
    }
}
