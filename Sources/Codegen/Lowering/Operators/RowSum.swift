import GraphIR

/// A number for each row that follows from a sum over its elements.
///
/// Where a row goes on over many places of an image, the sum is one of sums: first one for each of the innermost
/// elements in memory, over all places, which are the lanes of vectors; then one over these. Their chains of roundings
/// are as much shorter. Whether it is depends on the shape alone.
struct RowSum {
    private let rows: Rows
    private let parts: Parts?
    private let perRow: Access
    /// The number as an element of the row finds it: that of its group lies there for each of the channels, so that
    /// neighbouring channels read neighbours.
    let element: Access

    /// The sums of which a row's is made.
    private struct Parts {
        var element: Access
        var over: [LoopIndex]
        /// What of a row is left.
        var columns: [LoopIndex]
        var replacements: [LoopIndex: Affine]
    }

    init(_ rows: Rows, _ name: String, in lowering: inout Lowering) {
        self.rows = rows
        parts = rows.partition().map { partition in
            let indices = [.sample] + partition.outer + partition.lanes
            let buffer = lowering.addBuffer("\(name)_parts", .activation, indices.map(\.extent))
            return Parts(
                element: Access(buffer, indices), over: partition.over, columns: partition.columns,
                replacements: partition.replacements)
        }
        guard let groups = rows.groups else {
            perRow = rows.addStatistic(name, to: &lowering)
            element = perRow
            return
        }
        perRow = rows.addStatistic("\(name)_of_group", to: &lowering)
        let channels: [LoopIndex] = [.sample, groups.channel]
        element = Access(lowering.addBuffer(name, .activation, channels.map(\.extent)), channels)
    }

    /// Sums up, and says what becomes of the sum.
    func folds(_ reduction: Reduction, _ value: Scalar) -> [Fold] {
        var folds: [Fold] = []
        let number = Assignment(perRow, value)
        if let parts {
            let indices = parts.element.subscripts.flatMap { $0.terms.map(\.index) }
            folds = [
                Fold(
                    outer: indices.dropLast(), lane: indices[indices.count - 1], over: parts.over,
                    reduction.replacingIndices { parts.replacements[$0] ?? Affine($0) },
                    epilogue: [Assignment(parts.element, .accumulator)], origins: [rows.origin])
            ]
            var total = rows.fold(.sum(.load(parts.element)), number)
            total.over = parts.columns
            folds.append(total)
        } else {
            folds = [rows.fold(reduction, number)]
        }
        guard let groups = rows.groups else { return folds }
        let copy = Assignment(element.replacing(rows.inGroups), .load(perRow))
        return folds + [
            Fold(
                outer: [.sample, groups.group], lane: groups.member, epilogue: [copy], origins: [rows.origin])
        ]
    }
}

/// How the elements of a row are summed in parts.
private struct RowPartition {
    /// The indices of a part in the order of memory, but for the sample and the lanes.
    var outer: [LoopIndex] = []
    var lanes: [LoopIndex] = []
    /// What a part is summed over.
    var over: [LoopIndex] = []
    /// What the parts of a row are summed over.
    var columns: [LoopIndex] = []
    /// What takes the place of indices of memory in a part.
    var replacements: [LoopIndex: Affine] = [:]
}

extension Rows {
    /// Two vectors of parts, of at least four elements each, are worth it.
    private static let fewestLanes = 32
    private static let fewestTerms = 4

    /// Nil if one sum a row is as good.
    fileprivate func partition() -> RowPartition? {
        if let partition = partitionOfVector() { return partition }
        var partition = RowPartition()
        for index in indices.reversed() where partition.lanes.perSample < Self.fewestLanes {
            partition.lanes.insert(index, at: 0)
        }
        for index in indices.dropLast(partition.lanes.count) {
            if let groups, groups.channel == index {
                partition.outer.append(groups.group)
                partition.over.append(groups.member)
                partition.replacements[index] = groups.place
            } else if columns.contains(index) {
                partition.over.append(index)
            } else {
                partition.outer.append(index)
            }
        }
        partition.columns = partition.lanes.flatMap { inGroups($0).terms.map(\.index) }.filter(
            columns.contains)
        let isWorthIt = partition.over.perSample >= Self.fewestTerms && partition.columns.perSample > 1
        return isWorthIt ? partition : nil
    }

    /// A row of many neighbours is summed as if it were several lines of them.
    private func partitionOfVector() -> RowPartition? {
        guard let last = indices.last, columns.filter({ $0.extent != .constant(1) }) == [last],
            let count = last.extent.constant
        else { return nil }
        let widths = (16...64).filter { count % $0 == 0 && count / $0 >= Self.fewestTerms }
        guard let width = widths.last else { return nil }
        let (line, place) = (LoopIndex("line", count / width), LoopIndex("place", width))
        return RowPartition(
            outer: positions.filter { $0 != .sample }, lanes: [place],
            over: columns.dropLast() + [line], columns: [place],
            replacements: [last: Affine([(line, width), (place, 1)])])
    }
}
