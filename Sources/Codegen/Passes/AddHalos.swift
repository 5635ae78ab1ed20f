/// Gives memory to what is read outside of a buffer: a border around it, filled before the buffer is. Afterwards no
/// access has an `outside`, so that no emitter knows of padding.
///
/// What the caller owns has no border, nor has a buffer two of them: readers of another value read a copy.
func addHalos(_ program: LoopProgram) -> LoopProgram {
    var program = program.withoutNeedlessOutside()
    let halos = Halos(of: program)
    for halo in halos.copies { program = program.reading(copyFor: halo) }
    for halo in Halos(of: program).inPlace { program = program.adding(halo) }
    return program
}

/// The border that a buffer needs.
private struct Halo {
    var buffer: Buffer.ID
    var value: Double
    /// For each dimension, how many coordinates in front of it and behind it.
    var widths: [(before: Int, after: Int)]
}

private struct Halos {
    var inPlace: [Halo] = []
    var copies: [Halo] = []

    init(of program: LoopProgram) {
        var widths: [Buffer.ID: [(value: Double, halo: Halo)]] = [:]
        var order: [Buffer.ID] = []
        for access in program.outsideReads {
            guard let value = access.outside else { continue }
            let needed = program.widths(of: access)
            if widths[access.buffer] == nil { order.append(access.buffer) }
            if let place = widths[access.buffer]?.firstIndex(where: { $0.value == value }) {
                let known = widths[access.buffer, default: []][place].halo.widths
                widths[access.buffer]?[place].halo.widths = zip(known, needed).map {
                    (max($0.before, $1.before), max($0.after, $1.after))
                }
            } else {
                widths[access.buffer, default: []].append(
                    (value, Halo(buffer: access.buffer, value: value, widths: needed)))
            }
        }
        for buffer in order {
            let halos = (widths[buffer] ?? []).map(\.halo)
            let isOwn = program[buffer].role == .activation
            inPlace += isOwn ? halos.prefix(1) : []
            copies += halos.dropFirst(isOwn ? 1 : 0)
        }
    }
}

extension LoopProgram {
    fileprivate var outsideReads: [Access] {
        functions.flatMap(\.body).flatMap(\.parts.allLoads).filter { $0.outside != nil }
    }

    /// How far an access reaches out of its buffer.
    fileprivate func widths(of access: Access) -> [(before: Int, after: Int)] {
        zip(access.subscripts, self[access.buffer].extents).map { affine, extent in
            guard let count = extent.constant, let interval = affine.interval else { return (0, 0) }
            return (max(0, -interval.lowerBound), max(0, interval.upperBound - (count - 1)))
        }
    }

    fileprivate func withoutNeedlessOutside() -> LoopProgram {
        mappingAccesses { access in
            var access = access
            if widths(of: access).allSatisfy({ $0 == (0, 0) }) { access.outside = nil }
            return access
        }
    }

    fileprivate func mappingAccesses(_ change: (Access) -> Access) -> LoopProgram {
        var program = self
        for index in functions.indices {
            program.functions[index].body = functions[index].body.map { $0.replacingAccesses(change) }
        }
        return program
    }

    /// The program with a copy of the buffer for those who read outside of it.
    fileprivate func reading(copyFor halo: Halo) -> LoopProgram {
        func isConcerned(_ access: Access) -> Bool {
            access.buffer == halo.buffer && access.outside == halo.value
        }
        var program = self
        let original = self[halo.buffer]
        program.buffers.append(Buffer("\(original.name)_padded", .activation, original.extents))
        let copy = program.buffers.count - 1
        let indices = original.extents.enumerated().map { dimension, extent in
            extent == .rows ? .sample : LoopIndex(name: "h\(dimension)", extent: extent)
        }
        for index in functions.indices {
            let body = functions[index].body
            guard let first = body.firstIndex(where: { $0.parts.loads.contains(where: isConcerned) }) else {
                continue
            }
            let copying = Assignment(Access(copy, indices), .load(Access(halo.buffer, indices)))
            program.functions[index].body.insert(
                .fold(.map(indices, [copying], body[first].origins)), at: first)
        }
        return program.mappingAccesses { access in
            var access = access
            if isConcerned(access) { access.buffer = copy }
            return access
        }
    }

    /// The program with a border around the buffer, where something reads it.
    fileprivate func adding(_ halo: Halo) -> LoopProgram {
        let original = self[halo.buffer]
        var program = mappingAccesses { access in
            guard access.buffer == halo.buffer else { return access }
            let subscripts = zip(access.subscripts, halo.widths).map { affine, width in
                var affine = affine
                affine.constant += width.before
                return affine
            }
            return Access(halo.buffer, subscripts)
        }
        let extents = zip(original.extents, halo.widths).map { extent, width in
            extent.constant.map { Extent.constant($0 + width.before + width.after) } ?? extent
        }
        program[halo.buffer] = Buffer(original.name, original.role, extents)
        for index in functions.indices {
            let body = functions[index].body
            let isRead = body.contains { statement in
                statement.parts.loads.contains { $0.buffer == halo.buffer && $0.outside != nil }
            }
            guard isRead, let first = body.firstIndex(where: { $0.writes.contains(halo.buffer) }) else {
                continue
            }
            program.functions[index].body.insert(
                contentsOf: halo.border(around: original, origins: body[first].origins), at: first)
        }
        return program
    }
}

extension Halo {
    /// The statements that fill the border: for each dimension a slab in front and one behind, within the slabs
    /// of the dimensions before it.
    fileprivate func border(around original: Buffer, origins: [Origin]) -> [Statement] {
        widths.indices.flatMap { dimension in
            let (before, after) = widths[dimension]
            let extent = original.extents[dimension].constant ?? 0
            return [(0, before), (before + extent, after)].filter { $0.1 > 0 }.map { first, count in
                slab(dimension, from: first, count: count, of: original, origins)
            }
        }
    }

    private func slab(
        _ dimension: Int, from first: Int, count: Int, of original: Buffer, _ origins: [Origin]
    ) -> Statement {
        var indices: [LoopIndex] = []
        var subscripts: [Affine] = []
        for (other, extent) in original.extents.enumerated() {
            let (before, after) = widths[other]
            guard let inner = extent.constant else {
                indices.append(.sample)
                subscripts.append(Affine(.sample))
                continue
            }
            let size = other < dimension ? inner : other == dimension ? count : before + inner + after
            let index = LoopIndex("h\(other)", size)
            indices.append(index)
            subscripts.append(
                Affine([(index, 1)], other < dimension ? before : other == dimension ? first : 0))
        }
        return .fold(.map(indices, [Assignment(Access(buffer, subscripts), .constant(value))], origins))
    }
}
