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
    case learningRate
    /// The weight of one sample in the gradient.
    case scale
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
    package var loads: [Access] { leaves.compactMap(\.load) }

    /// The expression with other subscripts in the place of indices.
    package func replacingIndices(_ replacement: (LoopIndex) -> Affine) -> Scalar {
        replacingLeaves { leaf in
            switch leaf {
            case .load(let access): .load(access.replacing(replacement))
            case .index(let affine): .index(affine.replacing(replacement))
            case .accumulator, .position, .local, .count, .learningRate, .scale: .leaf(leaf)
            }
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
        case .accumulator, .position, .local, .index, .count, .learningRate, .scale: nil
        }
    }

    /// The indices whose values the leaf depends on.
    package var indices: Set<LoopIndex> {
        switch self {
        case .load(let access): access.indices
        case .index(let affine): Set(affine.terms.map(\.index))
        case .accumulator, .position, .local, .count, .learningRate, .scale: []
        }
    }
}
