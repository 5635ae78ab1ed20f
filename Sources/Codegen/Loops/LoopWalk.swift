/// Nested loops as they are emitted: loops of one round are left out, and two become one where every address goes
/// through both as through one.
package struct LoopWalk {
    package struct Loop: Hashable {
        package var name: String
        package var extent: Extent
        /// The index whose stride is that of the loop.
        package var source: LoopIndex

        package func stride(in address: Address) -> Int { address.stride(of: source) }
    }

    package private(set) var loops: [Loop] = []

    /// - Parameters:
    ///   - kept: Indices whose values are needed, or that are divided among workers.
    package init(_ indices: [LoopIndex], addresses: [Address], keeping kept: Set<LoopIndex> = []) {
        for index in indices {
            if index.extent == .constant(1), !kept.contains(index) { continue }
            let inner = Loop(name: index.name, extent: index.extent, source: index)
            guard let outer = loops.last, !kept.contains(index), !kept.contains(outer.source),
                let count = index.extent.constant, let outerCount = outer.extent.constant,
                addresses.allSatisfy({ outer.stride(in: $0) == count * inner.stride(in: $0) })
            else {
                loops.append(inner)
                continue
            }
            loops[loops.count - 1] = Loop(
                name: index.name, extent: .constant(outerCount * count), source: index)
        }
    }
}

extension Extent {
    /// The extent as generated code calls it.
    package var text: String { constant.map(String.init) ?? "rows" }
}
