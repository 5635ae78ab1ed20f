import GraphIR

/// A nest that goes over rows and calls functions, as a kernel of the tile library and what it is called with:
/// softmax, its relatives, cross-entropy.
struct RowKernel {
    /// `cross_entropy_gradient`
    let name: String
    let sample: LoopIndex
    /// Over the rows of one sample; nil if there is but one.
    let position: LoopIndex?
    /// Along a row.
    let element: LoopIndex
    /// What is done with each row.
    let body: [LoopNode]
    /// What is only read.
    let inputs: [Buffer.ID]
    let outputs: [Buffer.ID]
    let usesScale: Bool

    /// Nil for a nest that calls no function, which is spelled out where it is needed.
    init?(_ nest: Nest) {
        guard case .loop(let sample, let rows) = nest.body.first, nest.body.count == 1 else { return nil }
        if case .loop(let position, let body) = rows.first, rows.count == 1 {
            (self.position, self.body) = (position, body)
        } else {
            (position, body) = (nil, rows)
        }
        let statement = Statement.nest(nest)
        guard statement.mathFunctions.areWorthVectors,
            let element = body.lazy.compactMap(\.index).first
        else { return nil }
        self.sample = sample
        self.element = element
        name = nest.name.snakeCased
        outputs = statement.writes.removingDuplicates
        inputs = statement.reads.filter { [outputs] in !outputs.contains($0) }.removingDuplicates
        usesScale = statement.leaves.contains(.scale)
    }

    /// `tk_softmax`
    var function: String { "tk_\(name)" }

    /// What the kernel calls a buffer: `in0`.
    func slot(of buffer: Buffer.ID) -> String {
        if let index = inputs.firstIndex(of: buffer) { return "in\(index)" }
        return "out\(outputs.firstIndex(of: buffer) ?? 0)"
    }
}

extension LoopNode {
    fileprivate var index: LoopIndex? {
        switch self {
        case .loop(let index, _), .reduce(_, _, let index, _): index
        case .define, .store: nil
        }
    }
}

extension Array where Element: Hashable {
    /// The first of each.
    var removingDuplicates: [Element] {
        var seen: Set<Element> = []
        return filter { seen.insert($0).inserted }
    }
}
