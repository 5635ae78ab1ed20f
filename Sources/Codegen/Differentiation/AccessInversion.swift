/// One way to reach coordinates of a dimension through a subscript `s·m + δ·k − p`, where m runs over results and
/// k over what is combined: the coordinates with one residue modulo s, and for each of them every `(m, k)`.
struct Phase: Equatable {
    /// The coordinates: `s·q + residue`.
    var coordinate: Affine
    /// What takes the place of m. It may lie outside of the results: there is nothing to reach a coordinate by.
    var result: Affine
    /// What takes the place of k; nil if the subscript has none.
    var tap: Affine?
    /// Over the coordinates; nil for a single one.
    var q: LoopIndex?
    /// Over the taps; nil for a single one.
    var j: LoopIndex?
    /// Whether any tap reaches these coordinates.
    var isReached = true

    /// What goes over the coordinates if they are neighbours.
    var lane: LoopIndex? { q.flatMap { coordinate.coefficient(of: $0) == 1 ? $0 : nil } }

    /// The coordinates are an index itself.
    init(_ index: LoopIndex) {
        (coordinate, result, tap, q) = (Affine(index), Affine(index), Affine(index), index)
    }

    /// The only coordinate of a dimension.
    init() { (coordinate, result) = (Affine(0), Affine(0)) }

    fileprivate init(
        coordinate: Affine, result: Affine, tap: Affine?, q: LoopIndex?, j: LoopIndex?, isReached: Bool
    ) {
        (self.coordinate, self.result, self.tap) = (coordinate, result, tap)
        (self.q, self.j, self.isReached) = (q, j, isReached)
    }
}

/// Inverts a subscript: a phase for each residue of the coordinate modulo the stride, together all coordinates.
///
/// A stride of 1 gives one phase with all taps; a stride s gives phases with about a sth of the taps each, so that
/// nothing is multiplied by zero.
func phases(of affine: Affine, extent: Int, result: LoopIndex, tap: LoopIndex?) -> [Phase] {
    let stride = affine.coefficient(of: result)
    let (size, sign) = (abs(stride), stride < 0 ? -1 : 1)
    let dilation = tap.map { affine.coefficient(of: $0) } ?? 0
    return (0..<min(size, extent)).map { residue in
        let count = (extent - residue + size - 1) / size
        let q = count > 1 ? LoopIndex(result.name, count) : nil
        // s·m = (s·q + residue + p) − δ·k is solved by every other tap, or every third, …
        let shift = residue - affine.constant
        let taps = (0..<(tap?.extent.constant ?? 1)).filter { (shift - dilation * $0) % size == 0 }
        let first = taps.first ?? 0
        let step = taps.count > 1 ? taps[1] - first : 0
        let j = taps.count > 1 ? tap.map { LoopIndex($0.name, taps.count) } : nil
        let along = q.map { [($0, sign)] } ?? []
        let against = j.map { [($0, -sign * dilation * step / size)] } ?? []
        return Phase(
            coordinate: Affine(q.map { [($0, size)] } ?? [], residue),
            result: Affine(along + against, taps.isEmpty ? 0 : sign * (shift - dilation * first) / size),
            tap: tap.map { _ in Affine(j.map { [($0, step)] } ?? [], first) },
            q: q, j: j, isReached: !taps.isEmpty)
    }
}
