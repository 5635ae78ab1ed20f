extension Statement {
    /// The buffers that the statement reads, in the order of reading.
    var reads: [Buffer.ID] {
        switch self {
        case .contraction(let contraction):
            var accesses = [contraction.rhs]
            if case .element(let access) = contraction.lhs { accesses.insert(access, at: 0) }
            accesses += contraction.epilogue.flatMap { store in store.value.loads }
            let own = contraction.epilogue.map(\.target)
            return accesses.filter { !own.contains($0) || contraction.updates($0) }.map(\.buffer)
        case .map(let map): return map.store.value.loads.map(\.buffer)
        case .nest(let nest): return nest.body.flatMap(\.reads)
        }
    }

    /// The buffers that the statement writes.
    var writes: [Buffer.ID] {
        switch self {
        case .contraction(let contraction): contraction.epilogue.map(\.target.buffer)
        case .map(let map): [map.store.target.buffer]
        case .nest(let nest): nest.body.flatMap(\.writes)
        }
    }

    var origins: [Origin] {
        switch self {
        case .contraction(let contraction): contraction.origins
        case .map(let map): map.origins
        case .nest(let nest): nest.origins
        }
    }
}

extension Contraction {
    /// Whether a store reads the element's old value.
    fileprivate func updates(_ access: Access) -> Bool {
        for store in epilogue {
            if store.value.loads.contains(access) { return true }
            if store.target == access { return false }
        }
        return false
    }
}

extension LoopNode {
    var reads: [Buffer.ID] {
        switch self {
        case .loop(_, let body): body.flatMap(\.reads)
        case .define(_, let value), .reduce(_, _, _, let value): value.loads.map(\.buffer)
        case .store(let store): store.value.loads.map(\.buffer)
        }
    }

    var writes: [Buffer.ID] {
        switch self {
        case .loop(_, let body): body.flatMap(\.writes)
        case .define, .reduce: []
        case .store(let store): [store.target.buffer]
        }
    }
}

extension LoopProgram {
    /// The distance in floats between the elements that an access reads at neighbouring values of an index.
    func stride(of index: LoopIndex, in access: Access) -> Int {
        access.subscripts.enumerated().reduce(0) { sum, subscripted in
            sum + subscripted.element.coefficient(of: index)
                * self[access.buffer].stride(of: subscripted.offset)
        }
    }
}
