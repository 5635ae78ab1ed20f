import GraphIR

/// Merges elementwise maps into the contractions that produce what they read, so that bias,
/// activation, derivative and update are applied to a finished tile before it leaves the registers.
func fuse(_ program: LoopProgram) -> LoopProgram {
    var program = program
    for index in program.functions.indices {
        program.functions[index].body = Fusion(program.functions[index], in: program).fused()
    }
    return program
}

private struct Fusion {
    let program: LoopProgram
    let role: LoopFunction.Role
    /// A statement that has joined another leaves a gap, so that positions stay what they are.
    private var body: [Statement?]
    /// The positions of the statements that read and write each buffer, in order.
    private var readers: [Buffer.ID: [Int]] = [:]
    private var writers: [Buffer.ID: [Int]] = [:]

    init(_ function: LoopFunction, in program: LoopProgram) {
        self.program = program
        role = function.role
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
        positions.insert(position, at: positions.firstIndex { $0 > position } ?? positions.count)
    }

    private mutating func fuse(at position: Int) {
        guard case .map(let map) = body[position], let producer = producer(of: map, at: position),
            case .contraction(let contraction) = body[producer.position]
        else { return }
        unregister(position)
        unregister(producer.position)
        let isNeeded =
            program[producer.buffer].isResult(of: role) || readers[producer.buffer]?.isEmpty == false
        body[producer.position] = .contraction(
            contraction.absorbing(map, renaming: producer.renaming, keepingSum: isNeeded))
        body[position] = nil
        register(producer.position)
    }

    /// The contraction whose last store a map may join.
    private func producer(
        of map: Map, at position: Int
    ) -> (position: Int, buffer: Buffer.ID, renaming: [LoopIndex: LoopIndex])? {
        for load in map.store.value.loads {
            guard let last = writers[load.buffer]?.last(where: { $0 < position }),
                case .contraction(let contraction) = body[last],
                let target = contraction.epilogue.last?.target, target.buffer == load.buffer,
                contraction.accepts(map.kind),
                let renaming = renaming(of: map.indices, from: load, to: target),
                canMove(map, from: position, behind: last, reading: load.buffer)
            else { continue }
            return (last, load.buffer, renaming)
        }
        return nil
    }

    /// How the map's indices are called in the contraction; nil if the two do not walk alike.
    private func renaming(
        of indices: [LoopIndex], from load: Access, to target: Access
    ) -> [LoopIndex: LoopIndex]? {
        var renaming: [LoopIndex: LoopIndex] = [:]
        for (from, to) in zip(load.subscripts, target.subscripts) {
            guard from.terms.count == 1, to.terms.count == 1, from.constant == to.constant,
                from.terms[0].coefficient == to.terms[0].coefficient,
                from.terms[0].index.extent == to.terms[0].index.extent
            else { return nil }
            renaming[from.terms[0].index] = to.terms[0].index
        }
        return Set(renaming.keys) == Set(indices) ? renaming : nil
    }

    /// Whether nothing in between touches what the map writes, or changes what it reads.
    private func canMove(
        _ map: Map, from position: Int, behind producer: Int, reading buffer: Buffer.ID
    ) -> Bool {
        func isInBetween(_ positions: [Int]?) -> Bool {
            positions?.contains { $0 > producer && $0 < position } ?? false
        }
        let target = map.store.target.buffer
        return !isInBetween(readers[target]) && !isInBetween(writers[target])
            && map.store.value.loads.allSatisfy { $0.buffer == buffer || !isInBetween(writers[$0.buffer]) }
    }
}

extension Buffer {
    /// Whether the function's caller looks at the buffer.
    func isResult(of function: LoopFunction.Role) -> Bool {
        switch role {
        case .output: true
        case .losses: function != .forward
        case .gradient: function == .gradient
        case .parameter: function == .step
        case .input, .labels, .targets, .activation: false
        }
    }
}

extension Contraction {
    /// Whether a map of a kind may follow what the epilogue does already. What is accepted here has a
    /// kernel of its own in the library that generated Swift calls.
    func accepts(_ kind: Map.Kind) -> Bool {
        switch kind {
        case .bias, .derivative, .update: parts.isEmpty
        case .function: parts.isEmpty || parts == [.bias]
        }
    }

    /// The contraction with a map behind its last store.
    fileprivate func absorbing(
        _ map: Map, renaming: [LoopIndex: LoopIndex], keepingSum: Bool
    ) -> Contraction {
        var fused = self
        guard let last = fused.epilogue.last else { return self }
        let value = map.store.value.replacingLeaves { leaf -> Scalar in
            guard case .load(let access) = leaf else { return .leaf(leaf) }
            let renamed = access.renaming(renaming)
            return renamed == last.target && !keepingSum ? last.value : .load(renamed)
        }
        if !keepingSum { fused.epilogue.removeLast() }
        fused.epilogue.append(Store(target: map.store.target.renaming(renaming), value: value))
        fused.parts.append(map.kind)
        fused.origins += map.origins.filter { !fused.origins.contains($0) }
        return fused
    }
}

extension Access {
    fileprivate func renaming(_ names: [LoopIndex: LoopIndex]) -> Access {
        var access = self
        for place in access.subscripts.indices {
            for term in access.subscripts[place].terms.indices {
                let index = access.subscripts[place].terms[term].index
                access.subscripts[place].terms[term].index = names[index] ?? index
            }
        }
        return access
    }
}
