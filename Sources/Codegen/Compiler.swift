import GraphIR

/// A model on its way through the compiler. This file is the architecture:
///
///     text ─ analyze ▶ Graph ─ lower ▶ LoopProgram ─ fuse, eliminate, plan ▶ LoopProgram ─ emit ▶ Swift | C
///
/// Each arrow is a pure function; nothing here reads or writes a file.
public struct Compilation: Sendable {
    public let graph: Graph
    /// As lowered and differentiated.
    public let lowered: LoopProgram
    /// As emitted.
    public let program: LoopProgram

    /// Compiles a checked model.
    ///
    /// - Parameter source: The text that `graph` was made from.
    /// - Throws: `LoweringError` or `LoopVerificationError`, which are mistakes of the compiler.
    public init(_ graph: Graph, source: SourceText) throws {
        self.graph = graph
        lowered = try lower(graph, source: source)
        try lowered.verify(after: "lowering")
        var program = lowered
        for pass in passes {
            program = pass.run(program)
            try program.verify(after: pass.name)
        }
        self.program = program
    }
}

/// In the order in which they run.
private let passes: [(name: String, run: @Sendable (LoopProgram) -> LoopProgram)] = [
    ("fusing", fuse),
    ("eliminating dead stores", eliminateDeadStores),
    ("parallelizing", parallelize),
    ("planning memory", planMemory),
]
