import GraphIR

/// A tensor as rows along the last of the graph's dimensions: one for each sample and each position in the others.
struct Rows {
    /// Of a sample's elements, in the order of memory.
    private let indices: [LoopIndex]
    /// Those that go along a row. Behind Flatten a row has several dimensions in memory.
    private let columns: [LoopIndex]
    private let origin: Origin

    init(_ value: Value, in lowering: Lowering, origin: Origin) {
        indices = lowering.indices(of: value, "j")
        let dimensions = value.axes.last ?? []
        columns = dimensions.sorted().map { [indices] in indices[$0 - 1] }
        self.origin = origin
    }

    /// Which row it is.
    private var positions: [LoopIndex] { [.sample] + indices.filter { !columns.contains($0) } }

    /// The elements of a row, as a number.
    var count: Scalar { .constant(Double(columns.perSample)) }

    /// Which element of its row one is.
    var column: Affine { Affine(rowMajor: columns) }

    /// The current element of a buffer that lies as the tensor does.
    func element(of buffer: Buffer.ID) -> Access { Access(buffer, [.sample] + indices) }

    /// Adds a buffer with a number for each row.
    func addStatistic(_ name: String, to lowering: inout Lowering) -> Access {
        Access(lowering.addBuffer(name, .activation, positions.map(\.extent)), positions)
    }

    /// Combines the elements of each row.
    func fold(_ reduction: Reduction, _ epilogue: Assignment...) -> Fold {
        Fold(
            outer: positions.dropLast(), lane: positions[positions.count - 1], over: columns, reduction,
            epilogue: epilogue, origins: [origin])
    }

    func map(_ assignments: Assignment...) -> Fold {
        Fold(
            outer: [.sample] + indices.dropLast(), lane: indices.last ?? LoopIndex("j", 1),
            epilogue: assignments, origins: [origin])
    }
}
