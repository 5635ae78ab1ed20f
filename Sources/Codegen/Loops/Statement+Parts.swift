import GraphIR

// What a statement is made of, for all who need to know no more than that. Passes ask again and again, so that each
// question gathers what it is about and nothing else.

extension Statement {
    /// All expressions, in the order of evaluation.
    package var values: [Scalar] { fold.values }

    /// The elements that are read.
    package var loads: [Access] { fold.loads }

    /// The elements that are read, but not those that the statement has written before.
    package var foreignLoads: [Access] { fold.foreignLoads }

    /// The elements that are written.
    package var targets: [Access] { fold.targets }

    /// What is read and written.
    package var accesses: [Access] { fold.accesses }

    /// The indices that loops bind, in the order of binding, as often as they are bound.
    package var bound: [LoopIndex] { fold.indices + fold.over }

    /// The buffers that the statement reads and has not written before, in the order of reading.
    package var reads: [Buffer.ID] { fold.foreignLoads.map(\.buffer) }

    /// The buffers that the statement writes.
    package var writes: [Buffer.ID] { fold.targets.map(\.buffer) }

    /// The leaves of all expressions.
    package var leaves: Set<ScalarLeaf> { Set(values.flatMap(\.leaves)) }

    /// The statement with every access replaced.
    package func replacingAccesses(_ replacement: (Access) -> Access) -> Statement {
        var fold = fold
        fold.reduction = fold.reduction.replacingAccesses(replacement)
        fold.epilogue = fold.epilogue.map { $0.replacingAccesses(replacement) }
        return .fold(fold)
    }

    private var fold: Fold {
        switch self {
        case .fold(let fold): fold
        }
    }
}

extension Fold {
    /// All expressions, in the order of evaluation.
    package var values: [Scalar] { reduction.values + epilogue.map(\.value) }

    /// The elements that are read.
    package var loads: [Access] {
        var loads = reduction.loads
        for assignment in epilogue { assignment.value.forEachLoad { loads.append($0) } }
        return loads
    }

    /// The elements that are read, but not those that the fold has written before.
    package var foreignLoads: [Access] {
        var loads = reduction.loads
        var written: [Access] = []
        for assignment in epilogue {
            assignment.value.forEachLoad { if !written.contains($0) { loads.append($0) } }
            if let element = assignment.element { written.append(element) }
        }
        return loads
    }

    /// The elements that are written.
    package var targets: [Access] { epilogue.compactMap(\.element) }

    /// What is read and written.
    package var accesses: [Access] { loads + targets }
}

extension Fold {
    /// Whether nothing becomes of the result but that it is stored.
    package var isOnlyStored: Bool { epilogue.count == 1 && epilogue[0].value == .accumulator }

    /// What becomes of the result, by itself, where the result is found in an element.
    package func epilogue(from element: Access) -> Fold {
        let assignments = epilogue.map { assignment in
            Assignment(
                assignment.target,
                assignment.value.replacingLeaves { $0 == .accumulator ? .load(element) : .leaf($0) })
        }
        return Fold(outer: outer, lane: lane, epilogue: assignments, origins: origins)
    }
}

extension Sequence<Statement> {
    /// The leaves of all expressions.
    package var leaves: Set<ScalarLeaf> { reduce(into: []) { $0.formUnion($1.leaves) } }
}

extension Assignment {
    package func replacingAccesses(_ replacement: (Access) -> Access) -> Assignment {
        let value = value.replacingAccesses(replacement)
        return switch target {
        case .local: Assignment(target, value)
        case .element(let access): Assignment(replacement(access), value)
        }
    }
}

extension Array where Element: Hashable {
    /// The first of each.
    package var removingDuplicates: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
