extension LoopProgram {
    /// The buffers of a function's statements, in the order of the program.
    package func buffersUsed(by function: LoopFunction) -> [Buffer.ID] {
        let used = Set(function.body.flatMap { $0.accesses.map(\.buffer) })
        return buffers.indices.filter(used.contains)
    }

    /// What a statement computes, from which layers: `1:10 Linear 784 256; 1:26 ReLU → relu2 [rows, 256]`.
    package func heading(of statement: Statement) -> String {
        let results = statement.writes.removingDuplicates.map { buffer in
            "\(self[buffer].name) [\(self[buffer].extents.map(\.text).joined(separator: ", "))]"
        }
        return "\(layers(of: [statement])) → \(results.joined(separator: ", "))"
    }

    /// The layers that statements are of: `1:10 Linear 784 256; 1:26 ReLU`.
    package func layers(of statements: some Sequence<Statement>) -> String {
        statements.flatMap(\.origins).removingDuplicates.map { "\($0.location) \($0.text)" }
            .joined(separator: "; ")
    }

    /// The last statement that leads to a loss; those behind it go back from the losses. Nil where there are none.
    package func lastLoss(of function: LoopFunction) -> Int? {
        function.body.lastIndex { statement in statement.writes.contains { self[$0].role == .losses } }
    }
}
