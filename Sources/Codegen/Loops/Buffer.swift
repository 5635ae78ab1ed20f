/// A tensor in memory.
package struct Buffer: Sendable {
    package typealias ID = Int

    /// What a buffer is to the function's caller, and with that which memory it lies in.
    package enum Role: Hashable, Sendable {
        case input, labels, targets, output, losses
        /// In the parameter arena.
        case parameter
        /// In the gradient arena, which is laid out like the parameters.
        case gradient
        /// In the gradient arena, too: what the gradients of several batches add up to.
        case gradientSum
        /// What layers keep of the batches that they are trained with: behind the parameters.
        case state
        /// What an optimizer keeps of the parameters, by its name in the rule: in an arena of its own, which is laid
        /// out like the parameters.
        case kept(String)
        /// In the working arena; the function's plan says where.
        case activation
    }

    package var name: String
    package var role: Role
    /// Outermost first; samples come first or not at all.
    package var extents: [Extent]
    /// The distance in elements between neighbours along each dimension.
    package var strides: [Int]
    /// Where it begins in the arena of its role, in floats.
    package var offset = 0

    /// Row-major and dense.
    package init(_ name: String, _ role: Role, _ extents: [Extent]) {
        self.name = name
        self.role = role
        self.extents = extents
        strides = []
        spread(lastDimensionTo: extents.last?.constant ?? 1)
    }

    /// Row-major, with rows that begin `pitch` elements apart.
    package mutating func spread(lastDimensionTo pitch: Int) {
        strides = Array(repeating: 1, count: extents.count)
        var distance = pitch
        for dimension in extents.indices.dropLast().reversed() {
            strides[dimension] = distance
            distance *= extents[dimension].constant ?? 1
        }
    }

    /// Whether the buffer has a part for every sample.
    package var isPerSample: Bool { extents.first == .rows }

    /// The floats of one sample; of the whole buffer if it has no samples.
    package var floats: Int {
        guard let first = extents.first else { return 1 }
        guard let count = first.constant else { return strides[0] }
        return extents.count == 1 ? count : count * strides[0]
    }

    /// Whether it holds class indices rather than floats.
    package var isInteger: Bool { role == .labels }
}

/// How far an index or a dimension runs.
package enum Extent: Hashable, Sendable {
    /// Over the samples of the batch: known only when the program runs.
    case rows
    case constant(Int)

    package var constant: Int? {
        switch self {
        case .rows: nil
        case .constant(let value): value
        }
    }
}
