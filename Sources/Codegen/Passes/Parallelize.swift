import GraphIR

/// How one statement is divided among the workers that run a function together. Work is divided over
/// outputs, never over a sum, so the number of workers changes no bit of the result.
public struct Slice: Hashable, Sendable {
    public enum Division: Hashable, Sendable {
        /// By a loop index, in blocks of a whole number of tiles.
        case index(LoopIndex)
        /// The first worker does it alone.
        case undivided
    }

    public var division: Division
    /// Whether all workers wait for each other in front of the statement.
    public var waits: Bool
}

extension LoopFunction {
    /// For every statement, how often workers have waited for each other when they come to it. Those with
    /// one number may run at the same time.
    var phases: [Int] {
        var phase = 0
        return slices.map { slice in
            if slice.waits { phase += 1 }
            return phase
        }
    }
}

extension Slice {
    /// The size of the blocks in which an index is dealt out: whole panels of columns; for samples, whole
    /// tiles of the widest kernel.
    static func block(of index: LoopIndex) -> Int {
        switch index.extent {
        case .rows: 8
        case .constant: Panel.columns
        }
    }
}

/// Divides every statement such that workers wait for each other as rarely as possible: a worker that
/// reads just what it has written itself need not wait.
func parallelize(_ program: LoopProgram) -> LoopProgram {
    var program = program
    for index in program.functions.indices {
        program.functions[index].slices = slices(of: program.functions[index].body, in: program)
    }
    return program
}

private func slices(of body: [Statement], in program: LoopProgram) -> [Slice] {
    // What has been touched since the workers last waited for each other.
    var touched: [Touch] = []
    return body.map { statement in
        let options = statement.divisions.map { division in
            (division: division, touches: touches(of: statement, divided: division))
        }
        let harmless = options.first { option in
            !option.touches.contains { touch in touched.contains { $0.conflicts(with: touch) } }
        }
        let chosen = harmless ?? options[0]
        if harmless == nil { touched = [] }
        touched += chosen.touches
        return Slice(division: chosen.division, waits: harmless == nil)
    }
}

/// A statement's access to a buffer, and which part of it belongs to one worker.
private struct Touch {
    enum Part: Hashable {
        /// The worker's share of a dimension.
        case share(dimension: Int, of: Extent)
        /// Anything.
        case all
        /// What only the first worker touches.
        case first
    }

    var buffer: Buffer.ID
    var writes: Bool
    var part: Part

    func conflicts(with other: Touch) -> Bool {
        guard buffer == other.buffer, writes || other.writes else { return false }
        return part == .all || part != other.part
    }
}

private func touches(of statement: Statement, divided division: Slice.Division) -> [Touch] {
    func touch(_ access: Access, writes: Bool) -> Touch {
        switch division {
        case .undivided: return Touch(buffer: access.buffer, writes: writes, part: .first)
        case .index(let index):
            let dimension = access.subscripts.firstIndex { $0 == Affine(index) }
            let part = dimension.map { Touch.Part.share(dimension: $0, of: index.extent) } ?? .all
            return Touch(buffer: access.buffer, writes: writes, part: part)
        }
    }
    return statement.readAccesses.map { touch($0, writes: false) }
        + statement.writeAccesses.map { touch($0, writes: true) }
}

extension Statement {
    /// The ways to divide the statement, the best first.
    fileprivate var divisions: [Slice.Division] {
        switch self {
        case .contraction(let contraction):
            // By columns each worker stays with its part of the weights, which its cache then holds.
            let columns = contraction.column.dealt(in: 2).map { [$0] } ?? []
            let rows = contraction.row?.dealt(in: 2).map { [$0] } ?? []
            return columns + rows + (columns.isEmpty && rows.isEmpty ? [.undivided] : [])
        case .map(let map):
            let divided = map.indices.compactMap { $0.dealt(in: 2) }
            return divided.isEmpty ? [.undivided] : divided
        case .nest(let nest):
            if case .loop(let index, _) = nest.body[0], nest.body.count == 1 { return [.index(index)] }
            return [.undivided]
        }
    }

    fileprivate var readAccesses: [Access] {
        switch self {
        case .contraction(let contraction):
            var accesses = [contraction.rhs] + contraction.epilogue.flatMap(\.value.loads)
            if case .element(let lhs) = contraction.lhs { accesses.append(lhs) }
            return accesses
        case .map(let map): return map.store.value.loads
        case .nest(let nest): return nest.body.flatMap(\.readAccesses)
        }
    }

    fileprivate var writeAccesses: [Access] {
        switch self {
        case .contraction(let contraction): contraction.epilogue.map(\.target)
        case .map(let map): [map.store.target]
        case .nest(let nest): nest.body.flatMap(\.writeAccesses)
        }
    }
}

extension LoopNode {
    fileprivate var readAccesses: [Access] {
        switch self {
        case .loop(_, let body): body.flatMap(\.readAccesses)
        case .define(_, let value), .reduce(_, _, _, let value): value.loads
        case .store(let store): store.value.loads
        }
    }

    fileprivate var writeAccesses: [Access] {
        switch self {
        case .loop(_, let body): body.flatMap(\.writeAccesses)
        case .define, .reduce: []
        case .store(let store): [store.target]
        }
    }
}

extension LoopIndex {
    /// A division by this index if it has enough blocks.
    fileprivate func dealt(in blocks: Int) -> Slice.Division? {
        switch extent {
        case .rows: .index(self)
        case .constant(let count): count >= blocks * Slice.block(of: self) ? .index(self) : nil
        }
    }
}
