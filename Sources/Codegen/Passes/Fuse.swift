import GraphIR

/// Merges maps into the folds that produce what they read, so that bias, activation, derivative, update and sums of
/// branches are applied to a finished tile before it leaves the registers; and maps that write parts of one buffer,
/// such as the phases of a strided gradient, into one.
func fuse(_ program: LoopProgram, for target: Target) -> LoopProgram {
    program.replacingBodies { Fusion($0, in: program, for: target).fused() }
}

private struct Fusion {
    let program: LoopProgram
    let role: LoopFunction.Role
    /// Whether Swift runs it, by plans of the kernel library: steps of optimizers are C's alone.
    let isForLibrary: Bool
    let target: Target
    /// A statement that has joined another leaves a gap, so that positions stay what they are.
    private var body: [Statement?]
    /// The positions of the statements that read and write each buffer, in order.
    private var readers: [Buffer.ID: [Int]] = [:]
    private var writers: [Buffer.ID: [Int]] = [:]

    init(_ function: LoopFunction, in program: LoopProgram, for target: Target) {
        self.program = program
        self.target = target
        role = function.role
        isForLibrary = function.optimizer == nil
        body = function.body
        for position in body.indices { register(position) }
    }

    func fused() -> [Statement] {
        var fusion = self
        for position in body.indices { fusion.fuse(at: position) }
        return fusion.body.compactMap { $0 }
    }

    private mutating func register(_ position: Int) {
        guard let statement = body[position] else { return }
        for buffer in Set(statement.reads) { insert(position, into: &readers[buffer, default: []]) }
        for buffer in Set(statement.writes) { insert(position, into: &writers[buffer, default: []]) }
    }

    private mutating func unregister(_ position: Int) {
        guard let statement = body[position] else { return }
        for buffer in Set(statement.reads) { readers[buffer]?.removeAll { $0 == position } }
        for buffer in Set(statement.writes) { writers[buffer]?.removeAll { $0 == position } }
    }

    private func insert(_ position: Int, into positions: inout [Int]) {
        positions.insert(position, at: positions.partitioningIndex { $0 > position })
    }

    private mutating func fuse(at position: Int) {
        guard case .fold(let map) = body[position], map.reduction == .none else { return }
        // The latest producer has everything that the others have made.
        let touched = map.foreignLoads + map.targets
        let producers = touched.compactMap { access in writers[access.buffer]?.last { $0 < position } }
        for producer in Set(producers).sorted(by: >) {
            guard case .fold(let fold) = body[producer],
                let merged = merged(fold, at: producer, map, at: position)
            else { continue }
            unregister(position)
            unregister(producer)
            body[producer] = .fold(merged)
            body[position] = nil
            return register(producer)
        }
    }

    /// The producer with the map at its end; nil if they do not walk alike or something stands in between.
    private func merged(_ producer: Fold, at place: Int, _ map: Fold, at position: Int) -> Fold? {
        let produced = producer.targets
        for renaming in renamings(of: map, to: produced, of: producer) {
            let renamed = map.renamed(renaming)
            guard renamed.readsOnlyOwn(produced), !producer.touchesElsewhere(renamed.epilogue),
                canMove(map, from: position, behind: place)
            else { continue }
            let merged = producer.absorbing(renamed) { buffer in
                program[buffer].isResult(of: role)
                    || readers[buffer]?.contains { $0 != position } == true
            }
            return isWorthIt(merged, for: producer) ? merged : nil
        }
        return nil
    }

    /// What the map's indices may be in the producer: those by which it reads what is produced there, or, of a map that
    /// writes other elements of the same buffer, the same.
    private func renamings(
        of map: Fold, to produced: [Access], of producer: Fold
    ) -> [[LoopIndex: Affine]] {
        let byLoads = map.foreignLoads.compactMap { load in
            produced.first { $0.buffer == load.buffer }.flatMap {
                renaming(of: map, from: load, to: $0, of: producer)
            }
        }
        let isSibling =
            map.outer == producer.outer && map.lane == producer.lane && producer.reduction == .none
        return isSibling ? byLoads + [[:]] : byLoads
    }

    /// Whether there is room for the epilogue, in the kernel library, too, and a product stays one that a tile computes.
    private func isWorthIt(_ merged: Fold, for producer: Fold) -> Bool {
        guard merged.operands <= target.operands else { return false }
        let isTiled: Bool
        if isForLibrary {
            let planner = TilePlanner(merged, divided: nil, in: program, for: target)
            guard planner.fits(target) else { return false }
            isTiled = planner.plan.isContraction
        } else {
            isTiled = TileShape(merged, in: program, for: target) != nil
        }
        return isTiled || TileShape(producer, in: program, for: target) == nil
    }

    /// What the map's indices are in the producer; nil if the two do not walk alike.
    private func renaming(
        of map: Fold, from load: Access, to target: Access, of producer: Fold
    ) -> [LoopIndex: Affine]? {
        var renaming: [LoopIndex: Affine] = [:]
        for (from, to) in zip(load.subscripts, target.subscripts) {
            if from == to, from.terms.isEmpty { continue }
            if let index = from.bareIndex, to.counts(through: index.extent) {
                renaming[index] = to
                continue
            }
            guard from.terms.count == 1, to.terms.count == 1, from.constant == to.constant,
                from.terms[0].coefficient == to.terms[0].coefficient,
                from.terms[0].index.extent == to.terms[0].index.extent
            else { return nil }
            renaming[from.terms[0].index] = Affine(to.terms[0].index)
        }
        let renamed = renaming.values.flatMap(\.terms).map(\.index)
        guard Set(renaming.keys) == Set(map.indices), Set(renamed) == Set(producer.indices) else {
            return nil
        }
        // Neighbouring lanes have to be neighbours in what the map writes, too.
        if renaming[map.lane]?.coefficient(of: producer.lane) == 1 { return renaming }
        let targets = map.renamed(renaming).targets.map(program.address)
        let isInLanes = producer.hasOneLane || targets.allSatisfy { $0.stride(of: producer.lane) == 1 }
        return map.hasOneLane && isInLanes ? renaming : nil
    }

    /// Whether nothing in between touches what the map writes, or changes what it reads.
    private func canMove(_ map: Fold, from position: Int, behind producer: Int) -> Bool {
        func isInBetween(_ positions: [Int]?) -> Bool {
            guard let positions else { return false }
            let next = positions.partitioningIndex { $0 > producer }
            return next < positions.count && positions[next] < position
        }
        return map.targets.allSatisfy { !isInBetween(readers[$0.buffer]) && !isInBetween(writers[$0.buffer]) }
            && map.foreignLoads.allSatisfy { !isInBetween(writers[$0.buffer]) }
    }
}

extension Fold {
    fileprivate var hasOneLane: Bool { lane.extent == .constant(1) }

    /// The elements that the epilogue reads and writes.
    fileprivate var operands: Int {
        Set(epilogue.flatMap { $0.value.loads + ($0.element.map { [$0] } ?? []) }).count
    }

    fileprivate func renamed(_ names: [LoopIndex: Affine]) -> Fold {
        var fold = self
        fold.epilogue = epilogue.map { $0.replacingIndices { names[$0] ?? Affine($0) } }
        return fold
    }

    /// Whether the map reads of what the producer writes nothing but the element that it has just written.
    fileprivate func readsOnlyOwn(_ produced: [Access]) -> Bool {
        let buffers = Set(produced.map(\.buffer))
        return epilogue.flatMap(\.value.loads).allSatisfy {
            !buffers.contains($0.buffer) || produced.contains($0)
        }
    }

    /// Whether this fold reads or writes elements that the assignments write, in another round than they do.
    fileprivate func touchesElsewhere(_ assignments: [Assignment]) -> Bool {
        let elements = assignments.compactMap(\.element)
        let reduced = reduction.loads
        let others = epilogue.flatMap { $0.value.loads + ($0.element.map { [$0] } ?? []) }
        return elements.contains { element in
            reduced.contains { $0.mayMeet(element) }
                || others.contains { $0 != element && $0.mayMeet(element) }
        }
    }

    /// The fold with a map behind its epilogue. What the map reads of it goes by a name, or is put in its place if
    /// it is read but once and needed nowhere else.
    fileprivate func absorbing(_ map: Fold, isNeeded: (Buffer.ID) -> Bool) -> Fold {
        var fused = self
        var appended = map.epilogue
        for element in targets {
            let uses = appended.reduce(0) { $0 + $1.value.loads.count { $0 == element } }
            guard uses > 0,
                let place = fused.epilogue.lastIndex(where: { $0.element == element })
            else { continue }
            let value = fused.epilogue[place].value
            let isRead = fused.epilogue[(place + 1)...].contains { $0.value.loads.contains(element) }
            let isKept = isNeeded(element.buffer) || isRead
            let isShort = value.operationCount == 0 && value.loads.isEmpty
            var name = value
            if isKept || uses > 1, !isShort {
                let local = "z\(fused.localCount)"
                name = .local(local)
                fused.epilogue[place].value = name
                fused.epilogue.insert(Assignment(.local(local), value), at: place)
                if !isKept { fused.epilogue.remove(at: place + 1) }
            } else if !isKept {
                fused.epilogue.remove(at: place)
            }
            appended = appended.map { assignment in
                var assignment = assignment
                assignment.value = assignment.value.replacingLeaves {
                    $0 == .load(element) ? name : .leaf($0)
                }
                return assignment
            }
        }
        fused.epilogue += appended
        fused.origins += map.origins.filter { !fused.origins.contains($0) }
        return fused
    }

    private var localCount: Int { epilogue.count { $0.element == nil } }
}
