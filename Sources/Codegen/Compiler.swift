import GraphIR

/// A model on its way through the compiler. This file is the architecture:
///
///     text ─ analyze ▶ Graph ─ lower, differentiate ▶ LoopProgram ─ unite sums, fuse, eliminate,
///     split windows, widen columns, split sums, add halos, turn weights, lay out, share samples,
///     parallelize, walk in strips, plan memory ▶ LoopProgram ─ emit ▶ Swift | C
///
/// Each arrow is a pure function; nothing here reads or writes a file.
public struct Compilation: Sendable {
    public let graph: Graph
    /// The text that the graph was made from.
    public let source: SourceText
    /// As lowered and differentiated.
    package let lowered: LoopProgram
    /// As emitted.
    package let program: LoopProgram

    package let target = Target.processor

    /// Compiles a checked model.
    ///
    /// - Parameters:
    ///   - optimizers: Those that C gets a training step for, besides gradient descent.
    ///   - source: The text that `graph` was made from.
    /// - Throws: `LoweringError` or `LoopVerificationError`, which are mistakes of the compiler.
    public init(_ graph: Graph, optimizers: [OptimizerVariant] = [], source: SourceText) throws {
        try self.init(graph, optimizers: optimizers, source: source, verifyingEachPass: false)
    }

    /// - Parameter verifyingEachPass: Whether the program is verified after every pass, too, as tests want it.
    package init(
        _ graph: Graph, optimizers: [OptimizerVariant] = [], source: SourceText, verifyingEachPass: Bool
    ) throws {
        self.graph = graph
        self.source = source
        lowered = try lower(graph, optimizers: optimizers, source: source)
        program = try verifiedAfterPasses(lowered, for: target, verifyingEach: verifyingEachPass)
    }
}

/// What the passes make of a program.
///
/// To verify it after each of them takes longer than all passes. It is verified as it is emitted, and if something is
/// wrong then, each pass is looked at, so that the error names it.
private func verifiedAfterPasses(
    _ lowered: LoopProgram, for target: Target, verifyingEach: Bool
) throws(LoopVerificationError) -> LoopProgram {
    func program(verifyingEach: Bool) throws(LoopVerificationError) -> LoopProgram {
        var program = lowered
        if verifyingEach { try program.verify(after: "lowering") }
        for pass in passes {
            program = pass.run(program, target)
            if verifyingEach { try program.verify(after: pass.name) }
        }
        return program
    }
    if verifyingEach { return try program(verifyingEach: true) }
    let result = try program(verifyingEach: false)
    do { try result.verify(after: "all passes") } catch {
        _ = try program(verifyingEach: true)
        throw error
    }
    return result
}

/// In the order in which they run.
private let passes: [(name: String, run: @Sendable (LoopProgram, Target) -> LoopProgram)] = [
    ("uniting sums", { program, _ in uniteSums(program) }),
    ("fusing", fuse),
    ("eliminating dead stores", { program, _ in eliminateDeadStores(program) }),
    ("splitting windows", splitWindows),
    ("widening columns", widenColumns),
    ("splitting sums", splitSums),
    ("adding halos", { program, _ in addHalos(program) }),
    ("turning weights", { program, _ in turnWeights(program) }),
    ("laying out", layOut),
    ("sharing samples", shareSamples),
    ("parallelizing", parallelize),
    ("walking in strips", walkInStrips),
    ("planning memory", planMemory),
]
