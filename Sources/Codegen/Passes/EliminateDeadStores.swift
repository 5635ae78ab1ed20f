/// Drops statements and stores whose results nobody reads.
func eliminateDeadStores(_ program: LoopProgram) -> LoopProgram {
    program.replacingBodies { liveStatements(of: $0, in: program) }
}

private func liveStatements(of function: LoopFunction, in program: LoopProgram) -> [Statement] {
    var live = Set(program.buffers.indices.filter { program[$0].isResult(of: function.role) })
    var body: [Statement] = []
    for statement in function.body.reversed() where !live.isDisjoint(with: statement.writes) {
        var statement = statement
        if case .fold(let fold) = statement { statement = .fold(fold.keeping(live)) }
        live.formUnion(statement.reads)
        body.append(statement)
    }
    return body.reversed()
}

extension Fold {
    /// The fold without assignments that neither a buffer in `live` nor one behind them in the epilogue needs.
    fileprivate func keeping(_ live: Set<Buffer.ID>) -> Fold {
        var fold = self
        var leaves: Set<ScalarLeaf> = []
        fold.epilogue = epilogue.reversed().filter { assignment in
            let isNeeded =
                switch assignment.target {
                case .local(let name): leaves.contains(.local(name))
                case .element(let access): live.contains(access.buffer) || leaves.contains(.load(access))
                }
            if isNeeded { leaves.formUnion(assignment.value.leaves) }
            return isNeeded
        }.reversed()
        return fold
    }
}
