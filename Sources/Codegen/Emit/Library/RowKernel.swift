import GraphIR

/// A nest that goes over rows as a kernel of the library and what it is called with: softmax, its relatives, losses.
struct RowKernel {
    /// `crossEntropyGradient`
    let name: String
    let sample: LoopIndex
    /// Over the rows of one sample.
    let positions: [LoopIndex]
    /// Along a row.
    let lane: LoopIndex
    /// What is done with each row.
    let body: [LoopNode]
    /// For each operand an access to it; what is only read comes first.
    let operands: [Access]
    let usesScale: Bool
    private let inputs: Int

    init(_ nest: Nest) {
        name = nest.name
        var positions: [LoopIndex] = []
        var body = nest.body
        while body.count == 1, case .loop(let index, let inner) = body[0] {
            positions.append(index)
            body = inner
        }
        self.body = body
        sample = positions.first ?? .sample
        self.positions = Array(positions.dropFirst())
        lane = body.lazy.compactMap(\.index).first ?? LoopIndex("j", 1)
        let parts = Statement.nest(nest).parts
        let written = Set(parts.targets.map(\.buffer))
        let reads = parts.allLoads.filter { !written.contains($0.buffer) }
        let inputs = reads.oneForEachBuffer
        operands = inputs + parts.targets.oneForEachBuffer
        self.inputs = inputs.count
        usesScale = parts.values.contains { $0.leaves.contains(.scale) }
    }

    /// `tk_cross_entropy_gradient`
    var function: String { "tk_\(name.snakeCased)" }

    /// What the kernel calls an operand: `in0`.
    func slot(_ operand: Int) -> String { operand < inputs ? "in\(operand)" : "out\(operand - inputs)" }

    func slot(of buffer: Buffer.ID) -> String { slot(operands.firstIndex { $0.buffer == buffer } ?? 0) }

    func isWritten(_ operand: Int) -> Bool { operand >= inputs }
}

extension [Access] {
    fileprivate var oneForEachBuffer: [Access] {
        var seen: Set<Buffer.ID> = []
        return filter { seen.insert($0.buffer).inserted }
    }
}

extension LoopNode {
    fileprivate var index: LoopIndex? {
        switch self {
        case .loop(let index, _), .reduce(_, _, let index, _): index
        case .assign: nil
        }
    }
}
