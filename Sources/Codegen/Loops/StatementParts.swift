import GraphIR

/// What a statement is made of, for all who need to know no more than that.
package struct StatementParts {
    /// All expressions, in the order of evaluation.
    package private(set) var values: [Scalar] = []
    package private(set) var targets: [Access] = []
    /// What is read, but not what the statement has written before.
    package private(set) var loads: [Access] = []
    package private(set) var allLoads: [Access] = []
    /// The indices that loops bind, in the order of binding, as often as they are bound.
    package private(set) var bound: [LoopIndex] = []

    /// What is read and written.
    package var accesses: [Access] { allLoads + targets }

    fileprivate mutating func read(_ value: Scalar) {
        values.append(value)
        value.forEachLeaf { leaf in
            guard let access = leaf.load else { return }
            allLoads.append(access)
            if !targets.contains(access) { loads.append(access) }
        }
    }

    fileprivate mutating func bind(_ indices: [LoopIndex]) { bound += indices }

    fileprivate mutating func assign(_ assignment: Assignment) {
        read(assignment.value)
        if let element = assignment.element { targets.append(element) }
    }
}

extension Statement {
    package var parts: StatementParts {
        var parts = StatementParts()
        switch self {
        case .fold(let fold):
            parts.bind(fold.outer + [fold.lane] + fold.over)
            for value in fold.reduction.values { parts.read(value) }
            for assignment in fold.epilogue { parts.assign(assignment) }
        }
        return parts
    }

    /// The buffers that the statement reads, in the order of reading.
    package var reads: [Buffer.ID] { parts.loads.map(\.buffer) }

    /// The buffers that the statement writes.
    package var writes: [Buffer.ID] { parts.targets.map(\.buffer) }

    /// The leaves of all expressions.
    package var leaves: Set<ScalarLeaf> { Set(parts.values.flatMap(\.leaves)) }

    /// The statement with every access replaced.
    package func replacingAccesses(_ replacement: (Access) -> Access) -> Statement {
        switch self {
        case .fold(var fold):
            fold.reduction = fold.reduction.replacingAccesses(replacement)
            fold.epilogue = fold.epilogue.map { $0.replacingAccesses(replacement) }
            return .fold(fold)
        }
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
