import GraphIR

/// A tensor as rows, which are one for each sample and each position in the dimensions that do not go along them.
struct Rows {
    /// Of a sample's elements, in the order of memory.
    let indices: [LoopIndex]
    /// Which row it is.
    let positions: [LoopIndex]
    /// Those that go along a row. Behind Flatten a row has several dimensions in memory.
    let columns: [LoopIndex]
    /// Of channels in groups, each of which is a part of a row.
    let groups: Groups?
    let origin: Origin

    /// Channels as the place in their group and the group, which takes part in saying which row it is.
    struct Groups {
        var channel: LoopIndex
        var group: LoopIndex
        var member: LoopIndex

        /// The channel in terms of the other two.
        var place: Affine { Affine([(group, member.extent.constant ?? 1), (member, 1)]) }
    }

    /// Rows along some of the graph's dimensions, the last one unless told otherwise.
    init(_ value: Value, along dimensions: Range<Int>? = nil, in lowering: Lowering, origin: Origin) {
        let indices = lowering.indices(of: value, "j")
        let along = value.axes[dimensions ?? value.axes.count - 1..<value.axes.count].flatMap { $0 }
        let columns = along.sorted().map { indices[$0 - 1] }
        self.indices = indices
        self.columns = columns
        self.origin = origin
        positions = [.sample] + indices.filter { !columns.contains($0) }
        groups = nil
    }

    /// Rows along groups of so many of the channels, which are one dimension in memory, and all other dimensions.
    init(_ value: Value, groupsOf size: Int, in lowering: Lowering, origin: Origin) {
        indices = lowering.indices(of: value, "j")
        let channel = indices[value.axes[0][0] - 1]
        let groups = Groups(
            channel: channel, group: LoopIndex("g", (channel.extent.constant ?? 1) / size),
            member: LoopIndex("k", size))
        self.groups = groups
        self.origin = origin
        columns = indices.map { $0 == channel ? groups.member : $0 }
        positions = [.sample, groups.group]
    }

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
            outer: positions.dropLast(), lane: positions[positions.count - 1], over: columns,
            reduction.replacingIndices(inGroups), epilogue: epilogue, origins: [origin])
    }

    func map(_ assignments: Assignment...) -> Fold { map(assignments) }

    func map(_ assignments: [Assignment]) -> Fold {
        Fold(
            outer: [.sample] + indices.dropLast(), lane: indices.last ?? LoopIndex("j", 1),
            epilogue: assignments, origins: [origin])
    }

    /// What stands for an index of memory where rows are told apart.
    func inGroups(_ index: LoopIndex) -> Affine {
        guard let groups, index == groups.channel else { return Affine(index) }
        return groups.place
    }
}
