/// Gives memory to what is read outside of a buffer: a border around it, filled before the buffer is. Afterwards no
/// access has an `outside`, so that no emitter knows of padding.
///
/// What the caller owns has no border, nor has a buffer two of them: readers of another value read a copy.
func addHalos(_ program: LoopProgram) -> LoopProgram {
    let program = program.withoutNeedlessOutside()
    let copied = program.reading(copiesFor: Halos(of: program).copies)
    return copied.adding(Halos(of: copied).inPlace)
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
        functions.flatMap(\.body).flatMap(\.loads).filter { $0.outside != nil }
    }

    /// How far an access reaches out of its buffer.
    fileprivate func widths(of access: Access) -> [(before: Int, after: Int)] {
        zip(access.subscripts, self[access.buffer].extents).map { affine, extent in
            guard let count = extent.constant, let interval = affine.interval else { return (0, 0) }
            return (max(0, -interval.lowerBound), max(0, interval.upperBound - (count - 1)))
        }
    }

    fileprivate func withoutNeedlessOutside() -> LoopProgram {
        func needed(_ access: Access) -> Access {
            var access = access
            if widths(of: access).allSatisfy({ $0 == (0, 0) }) { access.outside = nil }
            return access
        }
        return replacingBodies { $0.body.map { $0.replacingAccesses(needed) } }
    }

    /// The program with copies of buffers for those who read outside of them, made in front of the first who does.
    fileprivate func reading(copiesFor halos: [Halo]) -> LoopProgram {
        var program = self
        var copies: [Outside: Buffer.ID] = [:]
        for halo in halos {
            let original = self[halo.buffer]
            copies[Outside(buffer: halo.buffer, value: halo.value)] = program.addActivation(
                "\(original.name)_padded", original.extents)
        }
        func copy(for access: Access) -> Buffer.ID? {
            access.outside.flatMap { copies[Outside(buffer: access.buffer, value: $0)] }
        }
        func replacement(_ access: Access) -> Access {
            var access = access
            if let copy = copy(for: access) { access.buffer = copy }
            return access
        }
        return program.replacingBodies { function in
            var made: Set<Buffer.ID> = []
            return function.body.flatMap { statement in
                let readers = statement.foreignLoads.compactMap { access in
                    copy(for: access).map { (copy: $0, original: access.buffer) }
                }
                let missing = readers.sorted { $0.copy < $1.copy }.filter { made.insert($0.copy).inserted }
                return missing.map { copying($0.original, to: $0.copy, statement.origins) }
                    + [statement.replacingAccesses(replacement)]
            }
        }
    }

    private func copying(_ original: Buffer.ID, to copy: Buffer.ID, _ origins: [Origin]) -> Statement {
        let indices = self[original].extents.enumerated().map { dimension, extent in
            extent == .rows ? .sample : LoopIndex(name: "h\(dimension)", extent: extent)
        }
        let assignment = Assignment(Access(copy, indices), .load(Access(original, indices)))
        return .fold(.map(indices, [assignment], origins))
    }

    /// The program with borders around buffers, filled in front of the first who writes them, where something reads
    /// outside.
    fileprivate func adding(_ halos: [Halo]) -> LoopProgram {
        let places = Dictionary(uniqueKeysWithValues: halos.indices.map { (halos[$0].buffer, $0) })
        func replacement(_ access: Access) -> Access {
            places[access.buffer].map { halos[$0].moved(access) } ?? access
        }
        var program = replacingBodies { function in
            let outside = function.body.flatMap(\.foreignLoads).filter { $0.outside != nil }
            var missing = Set(outside.map(\.buffer))
            return function.body.flatMap { statement in
                let begun = statement.writes.filter { missing.remove($0) != nil }
                let borders = begun.compactMap { places[$0] }.sorted().flatMap { place in
                    halos[place].border(around: self[halos[place].buffer], origins: statement.origins)
                }
                return borders + [statement.replacingAccesses(replacement)]
            }
        }
        for halo in halos { program[halo.buffer] = halo.widened(self[halo.buffer]) }
        return program
    }
}

/// A buffer and what is read outside of it.
private struct Outside: Hashable {
    var buffer: Buffer.ID
    var value: Double
}

extension Halo {
    /// The buffer with room for the border.
    fileprivate func widened(_ original: Buffer) -> Buffer {
        let extents = zip(original.extents, widths).map { extent, width in
            extent.constant.map { Extent.constant($0 + width.before + width.after) } ?? extent
        }
        return Buffer(original.name, original.role, extents)
    }

    /// The access within the border.
    fileprivate func moved(_ access: Access) -> Access {
        let subscripts = zip(access.subscripts, widths).map { affine, width in
            var affine = affine
            affine.constant += width.before
            return affine
        }
        return Access(buffer, subscripts)
    }

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
