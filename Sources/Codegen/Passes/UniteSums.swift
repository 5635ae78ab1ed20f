/// Makes one statement of those that combine the same: what a layer's weight and its input need of a gradient is often
/// one sum.
func uniteSums(_ program: LoopProgram) -> LoopProgram {
    program.replacingBodies { function in
        var union = Union()
        for statement in function.body { union.add(statement) }
        return union.body
    }
}

private struct Union {
    private(set) var body: [Statement] = []
    /// Where each combination is made first; of a map, which combines nothing, the whole.
    private var known: [Fold: Int] = [:]
    /// The last statements that write and touch each buffer.
    private var written: [Buffer.ID: Int] = [:]
    private var touched: [Buffer.ID: Int] = [:]

    mutating func add(_ statement: Statement) {
        guard case .fold(let fold) = statement, let place = known[fold.combination],
            case .fold(let first) = body[place], let united = united(first, fold, at: place)
        else { return append(statement) }
        body[place] = .fold(united)
        note(statement, at: place)
    }

    /// Both in one; nil if something from the first on changes what the second reads, or touches what it writes.
    private func united(_ first: Fold, _ second: Fold, at place: Int) -> Fold? {
        let (reads, writes) = (Statement.fold(second).reads, Statement.fold(second).writes)
        func isBefore(_ position: Int?, _ limit: Int) -> Bool { position.map { $0 < limit } ?? true }
        var united = first
        united.origins += second.origins.filter { !first.origins.contains($0) }
        if first.epilogue == second.epilogue {
            // Once is as good as twice, unless it goes on from what is there.
            let isRepeatable = Set(reads).isDisjoint(with: writes)
            let isUnchanged = (reads + writes).allSatisfy { isBefore(written[$0], place + 1) }
            return isRepeatable && isUnchanged ? united : nil
        }
        guard first.locals.isDisjoint(with: second.locals),
            reads.allSatisfy({ isBefore(written[$0], place) }),
            writes.allSatisfy({ isBefore(touched[$0], place) })
        else { return nil }
        united.epilogue += second.epilogue
        return united
    }

    private mutating func append(_ statement: Statement) {
        if case .fold(let fold) = statement { known[fold.combination] = body.count }
        body.append(statement)
        note(statement, at: body.count - 1)
    }

    private mutating func note(_ statement: Statement, at place: Int) {
        for buffer in statement.writes {
            written[buffer] = max(place, written[buffer] ?? 0)
            touched[buffer] = max(place, touched[buffer] ?? 0)
        }
        for buffer in statement.reads { touched[buffer] = max(place, touched[buffer] ?? 0) }
    }
}

extension Fold {
    /// What it combines, without what becomes of it.
    fileprivate var combination: Fold {
        var fold = self
        if reduction != .none { fold.epilogue = [] }
        fold.origins = []
        return fold
    }

    fileprivate var locals: Set<String> {
        Set(
            epilogue.compactMap { assignment in
                if case .local(let name) = assignment.target { name } else { nil }
            })
    }
}
