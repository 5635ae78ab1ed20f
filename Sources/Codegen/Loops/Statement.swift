import GraphIR

/// A step of a function.
package enum Statement: Hashable, Sendable {
    case fold(Fold)

    package var origins: [Origin] {
        switch self {
        case .fold(let fold): fold.origins
        }
    }
}

/// Where a statement comes from.
package struct Origin: Hashable, Sendable {
    package var location: SourceLocation
    /// The layer as the model's text has it: `Linear 784 256`.
    package var text: String
}

/// For all outer indices and every lane: combine a value over some indices, in their order, and do the epilogue
/// with what comes out. A product of matrices, a convolution, pooling, the sum of a bias's gradient and a map
/// (which combines nothing) are all folds.
package struct Fold: Hashable, Sendable {
    /// Outermost first.
    package var outer: [LoopIndex]
    /// The index whose neighbours are neighbours in memory wherever the epilogue writes.
    package var lane: LoopIndex
    /// What is combined over, outermost first.
    package var over: [LoopIndex]
    package var reduction: Reduction
    /// What becomes of the result, in order. An assignment may read what one before it has written.
    package var epilogue: [Assignment]
    package var origins: [Origin]

    package init(
        outer: [LoopIndex], lane: LoopIndex, over: [LoopIndex] = [], _ reduction: Reduction = .none,
        epilogue: [Assignment], origins: [Origin]
    ) {
        self.outer = outer
        self.lane = lane
        self.over = over
        self.reduction = reduction
        self.epilogue = epilogue
        self.origins = origins
    }

    /// What is done for all indices, the last of which are the lanes, without anything combined.
    package static func map(
        _ indices: [LoopIndex], _ epilogue: [Assignment], _ origins: [Origin]
    ) -> Fold {
        Fold(
            outer: indices.dropLast(), lane: indices.last ?? LoopIndex("lane", 1), epilogue: epilogue,
            origins: origins)
    }

    /// The indices of the result.
    package var indices: [LoopIndex] { outer + [lane] }
}

/// How a fold combines values.
package enum Reduction: Hashable, Sendable {
    /// Not at all: the epilogue is done for every element.
    case none
    /// Σ of the value, rounded after each addition.
    case sum(Scalar)
    /// Σ of the products, with fused multiply-adds.
    case products(Access, Access)
    /// The greatest element; the first of equals.
    case maximum(Access)

    package var values: [Scalar] {
        switch self {
        case .none: []
        case .sum(let value): [value]
        case .maximum(let element): [.load(element)]
        case .products(let lhs, let rhs): [.load(lhs), .load(rhs)]
        }
    }

    /// The elements that are read.
    package var loads: [Access] {
        switch self {
        case .none: []
        case .sum(let value): value.loads
        case .maximum(let element): [element]
        case .products(let lhs, let rhs): [lhs, rhs]
        }
    }

    package func replacingAccesses(_ replacement: (Access) -> Access) -> Reduction {
        switch self {
        case .none: .none
        case .sum(let value): .sum(value.replacingAccesses(replacement))
        case .products(let lhs, let rhs): .products(replacement(lhs), replacement(rhs))
        case .maximum(let element): .maximum(replacement(element))
        }
    }

    /// The reduction with other subscripts in the place of indices.
    package func replacingIndices(_ replacement: (LoopIndex) -> Affine) -> Reduction {
        switch self {
        case .sum(let value): .sum(value.replacingIndices(replacement))
        case .none, .products, .maximum: replacingAccesses { $0.replacing(replacement) }
        }
    }
}

/// Gives a value a name, or writes it.
package struct Assignment: Hashable, Sendable {
    package enum Target: Hashable, Sendable {
        case local(String)
        case element(Access)
    }

    package var target: Target
    package var value: Scalar

    package init(_ target: Target, _ value: Scalar) {
        self.target = target
        self.value = value
    }

    package init(_ element: Access, _ value: Scalar) { self.init(.element(element), value) }

    /// The assignment with other subscripts in the place of indices.
    package func replacingIndices(_ replacement: (LoopIndex) -> Affine) -> Assignment {
        let value = value.replacingIndices(replacement)
        return switch target {
        case .local: Assignment(target, value)
        case .element(let access): Assignment(access.replacing(replacement), value)
        }
    }

    /// The element that is written.
    package var element: Access? {
        switch target {
        case .local: nil
        case .element(let access): access
        }
    }
}

extension Fold {
    /// The factors of a product whose left one is the same in all lanes: for each of the groups a product of
    /// matrices, whatever their elements' places.
    package var contraction: (lhs: Access, rhs: Access)? {
        guard case .products(let lhs, let rhs) = reduction, !lhs.uses(lane) else { return nil }
        return (lhs, rhs)
    }

    /// The indices of the result that both factors of a contraction depend on.
    package var groups: [LoopIndex] {
        guard let (lhs, rhs) = contraction else { return [] }
        return outer.filter { lhs.uses($0) && rhs.uses($0) }
    }

    /// The indices of the result that only the right factor of a contraction depends on, and the lanes.
    package var columns: [LoopIndex] {
        guard let (lhs, rhs) = contraction else { return [lane] }
        return outer.filter { rhs.uses($0) && !lhs.uses($0) } + [lane]
    }

    /// The other indices of the result.
    package var rows: [LoopIndex] {
        let others = groups + columns
        return outer.filter { !others.contains($0) }
    }

    /// Whether this is a contraction whose rows are the pixels of every sample, as those of a convolution.
    package var hasRowsOfPixels: Bool {
        guard contraction != nil else { return false }
        let rows = rows
        return rows.first?.extent == .rows && rows.count > 1
    }

    /// The indices whose values the epilogue asks for.
    package var namedIndices: Set<LoopIndex> {
        var indices: Set<LoopIndex> = []
        for assignment in epilogue {
            assignment.value.forEachLeaf { leaf in
                for term in leaf.affine?.terms ?? [] { indices.insert(term.index) }
            }
        }
        return indices
    }
}
