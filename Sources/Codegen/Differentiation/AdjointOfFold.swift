import GraphIR

extension Fold {
    /// The folds that write the gradient of an element which this one reads, each place of its buffer once:
    ///
    ///     d element = Σ d result · partial, over all results that the element has a part in
    ///
    /// - Parameters:
    ///   - partial: The derivative of what is summed, or of a map's value, by the element.
    ///   - resultGradient: The buffer with the gradient of what this fold writes.
    ///   - target: The buffer that the gradient is written to.
    /// - Returns: Nil if the access cannot be inverted.
    func adjoint(
        of element: Access, partial: Scalar, from resultGradient: Buffer.ID, to target: Buffer.ID,
        in buffers: [Buffer]
    ) -> [Fold]? {
        guard let result = epilogue.first?.element else { return nil }
        let dimensions = zip(element.subscripts, buffers[element.buffer].extents).map {
            inversions(of: $0, $1)
        }
        guard let choices = dimensions.allPresent(), element.hasNoDiagonal else { return nil }
        let seed = Access(resultGradient, result.subscripts)
        return combinations(of: choices).map { phases in
            adjoint(phases, element, partial: partial, seed: seed, to: target, in: buffers)
        }
    }

    /// The phases of one subscript; nil if there is no telling what reaches a coordinate.
    private func inversions(of affine: Affine, _ extent: Extent) -> [Phase]? {
        let results = affine.terms.map(\.index).filter(indices.contains)
        if affine.terms.count <= 1 || results.allSatisfy(isKept),
            let phase = Phase(counting: affine, extent)
        {
            return [phase]
        }
        let taps = affine.terms.map(\.index).filter(over.contains)
        guard let count = extent.constant, taps.count <= 1 else { return nil }
        guard results.count == 1 else { return nil }
        return phases(of: affine, extent: count, result: results[0], tap: taps.first)
    }

    /// Whether the adjoint goes over an index of the result, too: a group, on which both factors depend. One place of
    /// a window is none to go over.
    private func isKept(_ index: LoopIndex) -> Bool {
        if index.extent == .constant(1) { return true }
        guard case .products(let lhs, let rhs) = reduction else { return false }
        return lhs.uses(index) && rhs.uses(index)
    }

    private func adjoint(
        _ phases: [Phase], _ element: Access, partial: Scalar, seed: Access, to target: Buffer.ID,
        in buffers: [Buffer]
    ) -> Fold {
        let replacements = phases.reduce(into: [:]) { all, phase in
            all.merge(phase.replacements) { first, _ in first }
        }
        let kept = phases.flatMap(\.kept)
        let rest = (indices + over).filter { !element.indices.contains($0) }
        // In one go: an index in the place of another may have its name and extent.
        func replacement(_ index: LoopIndex) -> Affine { replacements[index] ?? Affine(index) }
        func guarded(_ access: Access) -> Access {
            var access = access
            if !access.isInside(buffers[access.buffer]) { access.outside = access.outside ?? 0 }
            return access
        }
        let written = Access(target, phases.map(\.coordinate))
        // The last dimension makes the lanes, unless it has but one coordinate or every other one.
        let lane = phases.last?.lane ?? LoopIndex("lane", 1)
        let outer = kept.filter { $0 != lane }
        guard phases.allSatisfy(\.isReached) else {
            return Fold(outer: outer, lane: lane, epilogue: [Assignment(written, 0)], origins: origins)
        }
        let gradient = guarded(seed.replacing(replacement))
        let dResult = Scalar.load(gradient)
        let factor = partial.replacingIndices(replacement).replacingAccesses(guarded)
        var combined = phases.compactMap(\.j) + rest
        // A product for each of the groups stays one where it has a single term.
        if combined.isEmpty, phases.contains(where: { $0.kept.count > 1 }) {
            combined = [LoopIndex("k", 1)]
        }
        guard !combined.isEmpty else {
            return Fold(
                outer: outer, lane: lane,
                epilogue: [Assignment(written, dResult.times(factor))],
                origins: origins)
        }
        return Fold(
            outer: outer, lane: lane, over: combined, sum(of: gradient, times: factor, lane: lane),
            epilogue: [Assignment(written, .accumulator)], origins: origins)
    }

    /// The sum of products; on the left what is the same in all lanes, as in a product of matrices.
    private func sum(of gradient: Access, times factor: Scalar, lane: LoopIndex) -> Reduction {
        if factor == 1 { return .sum(.load(gradient)) }
        guard case .leaf(.load(let access)) = factor else { return .sum(.load(gradient) * factor) }
        return access.indices.contains(lane) ? .products(gradient, access) : .products(access, gradient)
    }
}

extension Scalar {
    /// The product with a derivative. Where that is 1 or 0 on one side of a point there is nothing to multiply, and
    /// what is not finite does not get past a 0: PyTorch's ReLU passes on nothing there, either.
    fileprivate func times(_ derivative: Scalar) -> Scalar {
        switch derivative {
        case 0: 0
        case 1: self
        case .select(let comparison, let lhs, let rhs, let then, let otherwise):
            .select(comparison, lhs: lhs, rhs: rhs, then: times(then), else: times(otherwise))
        default: self * derivative
        }
    }
}

extension Access {
    /// Whether no index is in two dimensions.
    fileprivate var hasNoDiagonal: Bool {
        let all = subscripts.flatMap { $0.terms.map(\.index) }
        return Set(all).count == all.count
    }

    fileprivate func isInside(_ buffer: Buffer) -> Bool {
        zip(subscripts, buffer.extents).allSatisfy { affine, extent in
            guard let count = extent.constant, let interval = affine.interval else { return true }
            return interval.lowerBound >= 0 && interval.upperBound < count
        }
    }
}

extension Array {
    /// The elements if none is nil.
    fileprivate func allPresent<Wrapped>() -> [Wrapped]? where Element == Wrapped? {
        let present = compactMap { $0 }
        return present.count == count ? present : nil
    }
}

/// Every choice of one element from each list, the last list fastest.
func combinations<Element>(of lists: [[Element]]) -> [[Element]] {
    lists.reduce([[]]) { chosen, list in chosen.flatMap { head in list.map { head + [$0] } } }
}
