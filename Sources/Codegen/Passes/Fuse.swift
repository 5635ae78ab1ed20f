import GraphIR

/// Merges elementwise maps into the contractions that produce what they read, so that bias,
/// activation, derivative and update are applied to a finished tile before it leaves the registers.
func fuse(_ program: LoopProgram) -> LoopProgram {
    var program = program
    for index in program.functions.indices {
        var fusion = Fusion(program: program, body: program.functions[index].body, role: program.functions[index].role)
        fusion.run()
        program.functions[index].body = fusion.body
    }
    return program
}

private struct Fusion {
    let program: LoopProgram
    var body: [Statement]
    let role: LoopFunction.Role

    mutating func run() {
        var index = 0
        while index < body.count {
            if case .map(let map) = body[index], let producer = producer(of: map, at: index),
                case .contraction(let contraction) = body[producer.index]
            {
                body[producer.index] = .contraction(
                    contraction.absorbing(
                        map, renaming: producer.renaming, keepingSum: isRead(producer.buffer, besides: index)))
                body.remove(at: index)
            } else {
                index += 1
            }
        }
    }

    /// The contraction whose last store a map may join.
    private func producer(
        of map: Map, at position: Int
    ) -> (index: Int, buffer: Buffer.ID, renaming: [LoopIndex: LoopIndex])? {
        for index in (0..<position).reversed() {
            guard case .contraction(let contraction) = body[index],
                let last = contraction.epilogue.last,
                let load = map.store.value.loads.first(where: { $0.buffer == last.target.buffer })
            else { continue }
            guard contraction.accepts(map.kind),
                let renaming = renaming(of: map.indices, from: load, to: last.target),
                canMove(map, from: position, behind: index, reading: last.target.buffer)
            else { return nil }
            return (index, last.target.buffer, renaming)
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
        let target = map.store.target.buffer
        let loads = Set(map.store.value.loads.map(\.buffer)).subtracting([buffer])
        return body[(producer + 1)..<position].allSatisfy { statement in
            !statement.reads.contains(target) && !statement.writes.contains(target)
                && loads.isDisjoint(with: statement.writes)
        }
    }

    /// Whether a buffer is needed although the map at `position` reads it out of the registers.
    private func isRead(_ buffer: Buffer.ID, besides position: Int) -> Bool {
        program[buffer].isResult(of: role)
            || body.indices.contains { $0 != position && body[$0].reads.contains(buffer) }
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
