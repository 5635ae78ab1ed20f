/// Drops statements and stores whose results nobody reads.
func eliminateDeadStores(_ program: LoopProgram) -> LoopProgram {
    var program = program
    for index in program.functions.indices {
        program.functions[index].body = liveStatements(of: program.functions[index], in: program)
    }
    return program
}

private func liveStatements(of function: LoopFunction, in program: LoopProgram) -> [Statement] {
    var live = Set(program.buffers.indices.filter { program[$0].isResult(of: function.role) })
    var body: [Statement] = []
    for statement in function.body.reversed() where !live.isDisjoint(with: statement.writes) {
        var statement = statement
        if case .contraction(var contraction) = statement {
            // A store may be needed by one behind it in the epilogue.
            let loads = Set(contraction.epilogue.flatMap { $0.value.loads.map(\.buffer) })
            contraction.epilogue.removeAll {
                !live.contains($0.target.buffer) && !loads.contains($0.target.buffer)
            }
            statement = .contraction(contraction)
        }
        live.formUnion(statement.reads)
        body.append(statement)
    }
    return body.reversed()
}
