/// A contraction as register tiles walk it: groups one after the other, in each of them rows, one run of columns, and
/// the depth, each in as few loops as its addresses allow.
package struct TileShape {
    /// The loop over groups; nil if there is but one.
    package let groups: LoopWalk.Loop?
    /// How far every buffer moves on from a group to the next.
    package let groupStrides: [Buffer.ID: Int]
    package let rows: [LoopWalk.Loop]
    /// The run of columns; nil if there is but one column.
    package let lanes: LoopWalk.Loop?
    package let depth: [LoopWalk.Loop]
    package let lhs: Address
    package let rhs: Address

    /// Nil if the fold is no contraction, or needs more loops than the target has.
    package init?(_ fold: Fold, in program: LoopProgram, for target: Target) {
        guard let factors = fold.contraction else { return nil }
        let addresses = fold.accesses.map(program.address)
        let named = fold.namedIndices
        let groups = LoopWalk(fold.groups, addresses: addresses).loops
        let columns = LoopWalk(fold.columns, addresses: addresses, keeping: named).loops
        rows = LoopWalk(fold.rows, addresses: addresses, keeping: named).loops
        depth = LoopWalk(fold.over, addresses: addresses).loops
        lhs = program.address(of: factors.lhs)
        rhs = program.address(of: factors.rhs)
        self.groups = groups.first
        lanes = columns.first
        // From group to group whole buffers move on, and nothing else.
        var strides: [Buffer.ID: Int] = [:]
        for address in addresses {
            guard let stride = groups.first?.stride(in: address) else { continue }
            if let known = strides.updateValue(stride, forKey: address.buffer), known != stride { return nil }
        }
        groupStrides = strides
        guard groups.count <= 1, named.isDisjoint(with: fold.groups) else { return nil }
        // The lane stands for the whole run of columns, also where it has but one round and the run is another index.
        guard addresses.allSatisfy({ lanes == nil || lanes?.stride(in: $0) == $0.stride(of: fold.lane) })
        else {
            return nil
        }
        guard columns.count <= 1, rows.count <= target.loops, depth.count <= target.loops else { return nil }
    }

    package var columns: Extent { lanes?.extent ?? .constant(1) }

    /// Whether sums are four chains of a quarter of the depth each.
    ///
    /// A single sample of a narrow layer has no other sums to fill the multipliers with: a chain of n multiply-adds
    /// takes 4 n cycles, of which eight vectors of 16 columns would use every one. `Linear 64 32; ReLU; Linear 32 10`
    /// took 122 ns in C on a Zen 5 at 4 GHz, 95 of them for chains of 96.
    package var isInChains: Bool {
        guard groups == nil, rows.count == 1, rows[0].extent == .rows, depth.count == 1,
            let terms = depth[0].extent.constant, let columns = columns.constant
        else { return false }
        return terms >= 32 && terms % 4 == 0 && columns < 128
    }
}
