/// One way to reach coordinates of a dimension through a subscript: which coordinates, and for each of them every
/// choice of the subscript's indices.
struct Phase: Equatable {
    /// The coordinates, in terms of the indices that are kept.
    var coordinate: Affine
    /// Over the coordinates; none for a single one.
    var kept: [LoopIndex]
    /// What takes the place of the subscript's indices that are not kept. A result may lie outside: there is nothing
    /// to reach a coordinate by.
    var replacements: [LoopIndex: Affine] = [:]
    /// Over the choices; nil for a single one.
    var j: LoopIndex?
    /// Whether any choice reaches these coordinates.
    var isReached = true

    /// What goes over the coordinates if they are neighbours.
    var lane: LoopIndex? { kept.first { coordinate.coefficient(of: $0) == 1 } }
}

extension Phase {
    /// The subscript reaches each coordinate of its dimension in one way; nil if it does not.
    init?(counting subscript: Affine, _ extent: Extent) {
        guard `subscript`.counts(through: extent) else { return nil }
        let indices = `subscript`.terms.map(\.index)
        let single = `subscript`.bareIndex == nil ? indices.filter { $0.extent == .constant(1) } : []
        replacements = Dictionary(uniqueKeysWithValues: single.map { ($0, Affine(0)) })
        coordinate = `subscript`.replacing { single.contains($0) ? Affine(0) : Affine($0) }
        kept = indices.filter { !single.contains($0) }
    }
}

/// Inverts a subscript `s·m + δ·k − p`, where m runs over results and k over what is combined: a phase for each
/// residue of the coordinate modulo the stride, together all coordinates.
///
/// A stride of 1 gives one phase with all taps; a stride s gives phases with about a sth of the taps each, so that
/// nothing is multiplied by zero.
func phases(of affine: Affine, extent: Int, result: LoopIndex, tap: LoopIndex?) -> [Phase] {
    // What a single place would be multiplied by does not matter.
    let stride = result.extent == .constant(1) ? 1 : affine.coefficient(of: result)
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
        var phase = Phase(
            coordinate: Affine(q.map { [($0, size)] } ?? [], residue), kept: q.map { [$0] } ?? [], j: j,
            isReached: !taps.isEmpty)
        phase.replacements[result] = Affine(
            along + against, taps.isEmpty ? 0 : sign * (shift - dilation * first) / size)
        if let tap { phase.replacements[tap] = Affine(j.map { [($0, step)] } ?? [], first) }
        return phase
    }
}
