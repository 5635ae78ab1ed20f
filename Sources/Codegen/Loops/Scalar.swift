import GraphIR

/// What a scalar expression in a loop is made of.
package enum ScalarLeaf: Hashable, Sendable {
    case load(Access)
    /// What the enclosing fold has combined.
    case accumulator
    /// Which of its values was the greatest, counted in the order of folding: the first of equals.
    case position
    case local(String)
    case index(Affine)
    /// How far an index runs.
    case count(LoopIndex)
    /// A number that all weights share in a step, by its name in the optimizer's rule: `learning_rate`.
    case number(String)
    /// The weight of one sample in the gradient.
    case scale
    /// A random number.
    case draw(Draw)
}

package typealias Scalar = Expression<ScalarLeaf>

extension Expression where Leaf == ScalarLeaf {
    package static func load(_ access: Access) -> Scalar { .leaf(.load(access)) }
    package static func local(_ name: String) -> Scalar { .leaf(.local(name)) }
    package static func index(_ index: LoopIndex) -> Scalar { .index(Affine(index)) }

    package static func index(_ affine: Affine) -> Scalar {
        affine.terms.isEmpty ? .constant(Double(affine.constant)) : .leaf(.index(affine))
    }
    package static var accumulator: Scalar { .leaf(.accumulator) }
    package static var position: Scalar { .leaf(.position) }

    /// The elements that the expression reads.
    package var loads: [Access] {
        var loads: [Access] = []
        forEachLoad { loads.append($0) }
        return loads
    }

    /// Calls `body` with every element that the expression reads.
    package func forEachLoad(_ body: (Access) -> Void) {
        forEachLeaf { leaf in
            if case .load(let access) = leaf { body(access) }
        }
    }

    /// The expression with other subscripts in the place of indices.
    package func replacingIndices(_ replacement: (LoopIndex) -> Affine) -> Scalar {
        replacingLeaves { leaf in
            guard case .load(let access) = leaf else {
                return leaf.replacingAffine { $0.replacing(replacement) }
            }
            return .load(access.replacing(replacement))
        }
    }

    /// The expression with every access replaced.
    package func replacingAccesses(_ replacement: (Access) -> Access) -> Scalar {
        replacingLeaves { leaf in
            guard case .load(let access) = leaf else { return .leaf(leaf) }
            return .load(replacement(access))
        }
    }
}

extension ScalarLeaf {
    package var load: Access? {
        switch self {
        case .load(let access): access
        case .accumulator, .position, .local, .index, .count, .number, .scale, .draw: nil
        }
    }

    /// What the leaf makes a number of, other than of memory.
    package var affine: Affine? {
        switch self {
        case .index(let affine): affine
        case .draw(let draw): draw.element
        case .load, .accumulator, .position, .local, .count, .number, .scale: nil
        }
    }

    /// The leaf with another affine form, if it has one.
    package func replacingAffine(_ replacement: (Affine) -> Affine) -> Scalar {
        switch self {
        case .index(let affine): .index(replacement(affine))
        case .draw(let draw): .leaf(.draw(Draw(stream: draw.stream, element: replacement(draw.element))))
        case .load, .accumulator, .position, .local, .count, .number, .scale: .leaf(self)
        }
    }

    /// The indices whose values the leaf depends on, as often as they occur.
    package var indices: [LoopIndex] {
        switch self {
        case .load(let access): access.indices
        case .index, .draw: (affine?.terms ?? []).map(\.index)
        case .accumulator, .position, .local, .count, .number, .scale: []
        }
    }
}

extension Set<ScalarLeaf> {
    /// The numbers of a step among the leaves, by their names.
    package var numbers: [String] {
        compactMap { leaf in
            switch leaf {
            case .number(let name): name
            case .load, .accumulator, .position, .local, .index, .count, .scale, .draw: nil
            }
        }.sorted()
    }

    /// The streams that random numbers are drawn from.
    package var streams: [Int] { streamLengths.keys.sorted() }

    /// For each stream, the numbers that are drawn of it for one sample.
    package var streamLengths: [Int: Int] {
        var lengths: [Int: Int] = [:]
        for case .draw(let draw) in self { lengths[draw.stream] = draw.perSample }
        return lengths
    }

    /// Whether the size of the batch is among the leaves.
    package var countSamples: Bool {
        contains { leaf in
            if case .count(let index) = leaf { index.extent == .rows } else { false }
        }
    }
}
