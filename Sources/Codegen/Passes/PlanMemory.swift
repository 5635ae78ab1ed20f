/// Gives every activation a place in the arena such that no two which are needed at the same time
/// overlap: first fit, the largest first.
func planMemory(_ program: LoopProgram) -> LoopProgram {
    var program = program
    for index in program.functions.indices {
        program.functions[index].plan = plan(of: program.functions[index], in: program)
    }
    return program
}

private func plan(of function: LoopFunction, in program: LoopProgram) -> MemoryPlan {
    let lifetimes = lifetimes(in: function, of: program)
    var plan = MemoryPlan()
    var placed: [(lifetime: ClosedRange<Int>, floats: Range<Int>)] = []
    let order = lifetimes.keys.sorted {
        (program[$1].floats, $0) < (program[$0].floats, $1)
    }
    for buffer in order {
        guard let lifetime = lifetimes[buffer] else { continue }
        let floats = program[buffer].floats
        let taken = placed.filter { $0.lifetime.overlaps(lifetime) }.map(\.floats)
            .sorted { $0.lowerBound < $1.lowerBound }
        var offset = 0
        for range in taken where range.lowerBound < offset + floats {
            offset = max(offset, range.upperBound)
        }
        plan.offsets[buffer] = offset
        plan.floatsPerSample = max(plan.floatsPerSample, offset + floats)
        placed.append((lifetime, offset..<(offset + floats)))
    }
    for case .contraction(let contraction) in function.body where program.packsRhs(of: contraction) {
        plan.floats = max(plan.floats, (contraction.depth.extent.constant ?? 0) * Panel.columns)
    }
    return plan
}

/// From the first to the last statement that touches each activation.
private func lifetimes(in function: LoopFunction, of program: LoopProgram) -> [Buffer.ID: ClosedRange<Int>] {
    var lifetimes: [Buffer.ID: ClosedRange<Int>] = [:]
    for (position, statement) in function.body.enumerated() {
        for buffer in statement.reads + statement.writes where program[buffer].role == .activation {
            lifetimes[buffer] = (lifetimes[buffer]?.lowerBound ?? position)...position
        }
    }
    return lifetimes
}

/// The columns of the output that are computed together; a multiple of every tile's width.
enum Panel {
    static let columns = 32
}

extension LoopProgram {
    /// Whether the right factor has to be copied so that neighbouring columns are neighbours in memory.
    func packsRhs(of contraction: Contraction) -> Bool {
        stride(of: contraction.column, in: contraction.rhs) != 1
    }
}
