extension LoopProgram {
    /// The buffers of a function's statements, in the order of the program.
    package func buffersUsed(by function: LoopFunction) -> [Buffer.ID] {
        let used = Set(function.body.flatMap { $0.parts.accesses.map(\.buffer) })
        return buffers.indices.filter(used.contains)
    }

    /// What a statement computes, from which layers: `1:10 Linear 784 256; 1:26 ReLU → relu2 [rows, 256]`.
    package func heading(of statement: Statement) -> String {
        let layers = statement.origins.map { "\($0.location) \($0.text)" }.joined(separator: "; ")
        let results = statement.writes.removingDuplicates.map { buffer in
            "\(self[buffer].name) [\(self[buffer].extents.map(\.text).joined(separator: ", "))]"
        }
        return "\(layers) → \(results.joined(separator: ", "))"
    }
}
