import GraphIR

extension LoopProgram {
    /// Checks what every pass and emitter relies on.
    ///
    /// Once a function is divided among workers, also that no two of them are in each other's way; once its memory
    /// is planned, also that no two buffers are.
    package func verify(after pass: String) throws(LoopVerificationError) {
        for function in functions {
            guard let problem = problem(in: function) else { continue }
            throw LoopVerificationError(
                pass: pass, function: function.role, problem: problem, program: description)
        }
    }

    private func problem(in function: LoopFunction) -> LoopVerificationError.Problem? {
        if let problem = namingProblem(in: function) { return problem }
        var written = WrittenElements(self)
        for statement in function.body {
            let problem =
                bindingProblem(in: statement) ?? accessProblem(in: statement) ?? shapeProblem(in: statement)
                ?? written.problem(in: statement, role: function.role)
            if let problem { return problem }
        }
        guard !function.slices.isEmpty else { return nil }
        return outsideProblem(in: function) ?? sharingProblem(in: function) ?? planProblem(in: function)
    }

    /// Emitted code calls buffers by their names.
    private func namingProblem(in function: LoopFunction) -> LoopVerificationError.Problem? {
        let buffers = Set(function.body.flatMap { $0.reads + $0.writes })
        var names: Set<String> = []
        return buffers.sorted().map { self[$0].name }.first { !names.insert($0).inserted }
            .map { .namedTwice(buffer: $0) }
    }

    // MARK: Indices and locals

    private func bindingProblem(in statement: Statement) -> LoopVerificationError.Problem? {
        switch statement {
        case .fold(let fold):
            var scope = Scope()
            for index in fold.indices {
                if let problem = scope.bind(index) { return problem }
            }
            var inner = scope
            for index in fold.over {
                if let problem = inner.bind(index) { return problem }
            }
            for value in fold.reduction.values {
                if let problem = inner.problem(in: value) { return problem }
            }
            scope.hasAccumulator = fold.reduction != .none
            if case .maximum = fold.reduction { scope.hasPosition = true }
            for assignment in fold.epilogue {
                if let problem = scope.problem(in: assignment) { return problem }
            }
            return nil
        }
    }

    // MARK: Accesses

    private func accessProblem(in statement: Statement) -> LoopVerificationError.Problem? {
        for access in statement.loads {
            if let problem = accessProblem(access) { return problem }
        }
        for target in statement.targets {
            if let problem = accessProblem(target) { return problem }
            let indices = target.indices
            for (place, index) in indices.enumerated() where indices[..<place].contains(index) {
                return .sharedIndex(buffer: self[target.buffer].name, index: index.name)
            }
        }
        return nil
    }

    private func accessProblem(_ access: Access) -> LoopVerificationError.Problem? {
        let buffer = self[access.buffer]
        guard access.subscripts.count == buffer.extents.count else {
            return .rank(
                buffer: buffer.name, expected: buffer.extents.count, found: access.subscripts.count)
        }
        for (dimension, (affine, extent)) in zip(access.subscripts, buffer.extents).enumerated() {
            guard let count = extent.constant else {
                // There is a first sample in every batch.
                guard dimension == 0, affine.bareIndex?.extent == .rows || affine == Affine(0) else {
                    return .samplesBehind(buffer: buffer.name, dimension: dimension)
                }
                continue
            }
            guard let interval = affine.interval else {
                return .outOfBounds(buffer: buffer.name, dimension: dimension)
            }
            if access.outside == nil, interval.lowerBound < 0 || interval.upperBound >= count {
                return .outOfBounds(buffer: buffer.name, dimension: dimension)
            }
        }
        return nil
    }

    private func outsideProblem(in function: LoopFunction) -> LoopVerificationError.Problem? {
        for access in function.body.flatMap(\.loads) where access.outside != nil {
            return .outsideOfMemory(buffer: self[access.buffer].name)
        }
        return nil
    }

    private func shapeProblem(in statement: Statement) -> LoopVerificationError.Problem? {
        guard case .fold(let fold) = statement else { return nil }
        let targets = fold.targets
        if targets.isEmpty { return .emptyEpilogue }
        guard fold.lane.extent != .constant(1) else { return nil }
        for target in targets {
            let stride = address(of: target).stride(of: fold.lane)
            if stride != 1 { return .strideOfLanes(buffer: self[target.buffer].name, stride) }
        }
        return nil
    }
}

/// What an expression may refer to.
private struct Scope {
    var indices: [LoopIndex] = []
    var locals: Set<String> = []
    var hasAccumulator = false
    var hasPosition = false

    mutating func bind(_ index: LoopIndex) -> LoopVerificationError.Problem? {
        if indices.contains(where: { $0.name == index.name }) { return .boundTwice(index: index.name) }
        indices.append(index)
        return nil
    }

    func problem(in value: Scalar) -> LoopVerificationError.Problem? {
        for leaf in value.leaves {
            if let index = leaf.indices.first(where: { !indices.contains($0) }) {
                return .unboundIndex(index.name)
            }
            switch leaf {
            case .accumulator where !hasAccumulator: return .foreignLeaf("acc")
            case .position where !hasPosition: return .foreignLeaf("position")
            case .local(let name) where !locals.contains(name): return .foreignLeaf(name)
            case .load, .accumulator, .position, .local, .index, .count, .number, .scale, .draw: continue
            }
        }
        return nil
    }

    mutating func problem(in assignment: Assignment) -> LoopVerificationError.Problem? {
        if let problem = problem(in: assignment.value) { return problem }
        switch assignment.target {
        case .local(let name):
            if indices.contains(where: { $0.name == name }) { return .boundTwice(index: name) }
            locals.insert(name)
            return nil
        case .element(let access):
            return access.indices.first { !indices.contains($0) }.map { .unboundIndex($0.name) }
        }
    }
}
