/// A statement's access to a buffer, and which part of it belongs to one worker.
package struct Touch: Hashable {
    package enum Part: Hashable {
        /// The worker's share of a dimension: of so many, dealt out in such blocks, from such a coordinate on.
        case share(dimension: Int, of: Extent, block: Int, from: Int)
        /// Anything.
        case all
        /// What only the first worker touches.
        case first
    }

    package var buffer: Buffer.ID
    package var writes: Bool
    package var part: Part

    /// Whether two workers may come to one element, of which one of them writes.
    func conflicts(with other: Touch) -> Bool {
        guard buffer == other.buffer, writes || other.writes else { return false }
        return part == .all || part != other.part
    }
}

extension Statement {
    /// What the workers touch if the statement is divided like this.
    package func touches(divided division: Slice.Division) -> [Touch] {
        func touch(_ access: Access, writes: Bool) -> Touch {
            switch division {
            case .undivided: return Touch(buffer: access.buffer, writes: writes, part: .first)
            case .index(let index, let block):
                for (dimension, affine) in access.subscripts.enumerated()
                where affine.terms == Affine(index).terms {
                    return Touch(
                        buffer: access.buffer, writes: writes,
                        part: .share(
                            dimension: dimension, of: index.extent, block: block, from: affine.constant))
                }
                return Touch(buffer: access.buffer, writes: writes, part: .all)
            }
        }
        return
            (loads.map { touch($0, writes: false) }
            + targets.map { touch($0, writes: true) }).removingDuplicates
    }
}

/// What has been touched since the workers last waited for each other.
package struct Touches {
    private var touches: [Buffer.ID: Set<Touch>] = [:]

    package init() {}

    /// A buffer in which touches conflict with each other or with what was before.
    package func conflict(with new: [Touch]) -> Buffer.ID? {
        new.first { touch in
            new.contains(where: touch.conflicts)
                || touches[touch.buffer]?.contains(where: touch.conflicts) == true
        }?.buffer
    }

    package mutating func insert(_ new: [Touch]) {
        for touch in new { touches[touch.buffer, default: []].insert(touch) }
    }
}

extension LoopProgram {
    /// Whether workers that run between two waits are in each other's way.
    func sharingProblem(in function: LoopFunction) -> LoopVerificationError.Problem? {
        var touched = Touches()
        for (statement, slice) in zip(function.body, function.slices) {
            if slice.waits { touched = Touches() }
            let touches = statement.touches(divided: slice.division)
            if let buffer = touched.conflict(with: touches) { return .race(buffer: self[buffer].name) }
            touched.insert(touches)
        }
        return nil
    }
}
