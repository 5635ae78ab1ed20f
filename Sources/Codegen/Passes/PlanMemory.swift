/// Gives every activation a place in the arena such that no two which are needed at the same time
/// overlap: first fit, the largest first. Between two waits workers run apart from each other, so that all
/// statements there are at the same time.
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
    for case .contraction(let contraction) in function.body
    where ContractionShape(contraction, in: program).packing != .never {
        plan.floats = max(plan.floats, (contraction.depth.extent.constant ?? 0) * Panel.columns)
    }
    return plan
}

/// From the first to the last phase that touches each activation.
private func lifetimes(in function: LoopFunction, of program: LoopProgram) -> [Buffer.ID: ClosedRange<Int>] {
    var lifetimes: [Buffer.ID: ClosedRange<Int>] = [:]
    for (phase, statement) in zip(function.phases, function.body) {
        for buffer in statement.reads + statement.writes where program[buffer].role == .activation {
            lifetimes[buffer] = (lifetimes[buffer]?.lowerBound ?? phase)...phase
        }
    }
    return lifetimes
}

/// The columns of the output that are computed together; a multiple of every tile's width.
enum Panel {
    static let columns = 32

    /// Whether the columns of a right factor are copied into a panel of their own.
    enum Packing {
        /// Neighbouring columns are neighbours in memory.
        case never
        /// The rows of a panel lie in more pages than a processor keeps the addresses of, so that every row
        /// costs it a walk through the page table, in every tile. One walk for all tiles is enough.
        case ifWorthIt
        /// Neighbouring columns lie apart.
        case always
    }

    static let pageBytes = 4096
    /// Processors keep 1,024 to 3,072 addresses. From 1,000 pages on, the copy pays (measured on a Zen 3: a
    /// forward pass of 2048 × 2048 took 13.5 ms and takes 7.2).
    static let manyPages = 1000
    /// Fewer rows are done before a copy is.
    static let rowsWorthPacking = 8
}
