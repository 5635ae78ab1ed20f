/// The loops of a fold that no register tile computes.
struct FoldWalk {
    /// Those around the lanes, outermost first.
    let outer: [LoopWalk.Loop]
    /// That over the lanes, or the innermost of the result where one loop is enough; nil if there is none.
    let lanes: LoopWalk.Loop?
    /// Those of what is combined.
    let over: [LoopWalk.Loop]

    /// - Parameter divided: The index by which workers share the fold.
    init(_ fold: Fold, divided: LoopIndex?, in program: LoopProgram) {
        let addresses = fold.accesses.map(program.address)
        let named = fold.namedIndices.union(
            fold.reduction.values.flatMap(\.leaves).filter { $0.load == nil }.flatMap(\.indices))
        let kept = named.union(divided.map { [$0] } ?? [])
        let loops = LoopWalk(fold.indices, addresses: addresses, keeping: kept).loops
        lanes = loops.last.flatMap { $0.extent == .rows && $0.source != fold.lane ? nil : $0 }
        outer = lanes == nil ? loops : loops.dropLast()
        over = LoopWalk(fold.over, addresses: addresses, keeping: named).loops
    }
}
