import GraphIR

/// The backward pass of the forward steps.
struct Backward {
    var buffers: [Buffer]
    var statements: [Statement] = []
}

/// Derives the backward pass: reverse-mode differentiation.
///
/// A gradient is computed only for what depends on a parameter, so the first layer computes none for its input.
/// What several steps read adds up, in the order in which the backward pass comes to them.
///
/// - Parameters:
///   - gradients: The gradient of the loss by the output, computed already.
///   - parameterGradients: Where the gradient of each parameter goes.
func differentiate(
    _ steps: [ForwardStep], buffers: [Buffer], gradients: [Buffer.ID: Buffer.ID],
    parameterGradients: [Buffer.ID: Buffer.ID]
) throws(LoweringError) -> Backward {
    var needed = Set(parameterGradients.keys)
    for step in steps where !needed.isDisjoint(with: step.statement.reads) {
        needed.formUnion(step.statement.writes)
    }
    var differentiation = Differentiation(
        backward: Backward(buffers: buffers), targets: parameterGradients, needed: needed,
        addends: gradients.mapValues { Addends(aliases: [$0]) })
    for step in steps.reversed() { try differentiation.add(step) }
    return differentiation.backward
}

/// What a gradient is the sum of, as far as the backward pass has come.
private struct Addends {
    /// Whether the buffer of the gradient holds a part of the sum.
    var isBegun = false
    /// The gradients of other buffers that are to be added as they are.
    var aliases: [Buffer.ID]
}

private struct Differentiation {
    var backward: Backward
    /// Where gradients are written.
    var targets: [Buffer.ID: Buffer.ID]
    let needed: Set<Buffer.ID>
    var addends: [Buffer.ID: Addends]

    mutating func add(_ step: ForwardStep) throws(LoweringError) {
        guard let written = step.statement.writes.first, needed.contains(written),
            let gradient = completeGradient(of: written)
        else { return }
        switch (step.adjoint, step.statement) {
        case (.none, _): return
        case (.all(let adjoints), _):
            for adjoint in adjoints { try add(ForwardStep(statement: step.statement, adjoint: adjoint)) }
        case (.given(let input, let statements), _):
            guard needed.contains(input) else { return }
            let gradients = ForwardStep.Gradients(
                output: gradient, input: target(for: input), buffers: backward.buffers)
            guard let statements = statements(gradients) else {
                throw noAdjoint(of: input, step.statement.origins)
            }
            contribute(statements, to: input)
        case (.partials(let partials), .fold(let fold)):
            for partial in partials { try add(partial, of: fold, gradient) }
        case (.derived, .fold(let fold)):
            guard let partials = fold.partials else {
                throw noAdjoint(
                    of: fold.reduction.loads.first?.buffer ?? written, fold.origins)
            }
            for partial in partials { try add(partial, of: fold, gradient) }
        }
    }

    private func noAdjoint(of buffer: Buffer.ID, _ origins: [Origin]) -> LoweringError {
        .noAdjoint(buffer: backward.buffers[buffer].name, layer: origins.first?.text ?? "the model")
    }

    private mutating func add(
        _ partial: Partial, of fold: Fold, _ gradient: Buffer.ID
    ) throws(LoweringError) {
        let read = partial.element.buffer
        guard needed.contains(read) else { return }
        if partial.value == 1, fold.copies(partial.element, in: backward.buffers), targets[read] == nil {
            addends[read, default: Addends(aliases: [])].aliases.append(gradient)
            return
        }
        let target = target(for: read)
        guard
            let folds = fold.adjoint(
                of: partial.element, partial: partial.value, from: gradient, to: target,
                in: backward.buffers)
        else { throw noAdjoint(of: read, fold.origins) }
        contribute(folds.map(Statement.fold), to: read)
    }

    /// Adds statements that write the gradient of a buffer to what others have written of it.
    private mutating func contribute(_ statements: [Statement], to buffer: Buffer.ID) {
        let target = target(for: buffer)
        let before = addends[buffer] ?? Addends(aliases: [])
        let others = before.aliases + (before.isBegun ? [target] : [])
        backward.statements += statements.map { $0.adding(others, to: target) }
        addends[buffer] = Addends(isBegun: true, aliases: [])
    }

    /// The buffer with the whole gradient; nil if nothing depends on it.
    private mutating func completeGradient(of buffer: Buffer.ID) -> Buffer.ID? {
        guard let sum = addends[buffer] else { return nil }
        if sum.aliases.isEmpty { return targets[buffer] }
        if !sum.isBegun, sum.aliases.count == 1 { return sum.aliases[0] }
        let indices = backward.buffers[buffer].extents.enumerated().map { dimension, extent in
            extent == .rows ? .sample : LoopIndex(name: "s\(dimension)", extent: extent)
        }
        let total = Fold(
            outer: indices.dropLast(), lane: indices.last ?? LoopIndex("s", 1),
            epilogue: [Assignment(Access(target(for: buffer), indices), 0)], origins: [])
        contribute([.fold(total)], to: buffer)
        return targets[buffer]
    }

    private mutating func target(for buffer: Buffer.ID) -> Buffer.ID {
        if let target = targets[buffer] { return target }
        let original = backward.buffers[buffer]
        backward.buffers.append(Buffer("\(original.name)_grad", .activation, original.extents))
        targets[buffer] = backward.buffers.count - 1
        return backward.buffers.count - 1
    }
}

extension Fold {
    /// The elements that the result is a sum or a sum of products of, with their derivatives.
    fileprivate var partials: [Partial]? {
        guard isOnlyStored else { return nil }
        switch reduction {
        case .sum(.leaf(.load(let element))): return [Partial(element: element, value: 1)]
        case .products(let lhs, let rhs):
            // The left one first: it is the input, and a step updates the weight that its gradient reads.
            return [Partial(element: lhs, value: .load(rhs)), Partial(element: rhs, value: .load(lhs))]
        case .none, .sum, .maximum: return nil
        }
    }

    /// Whether the result has each element of a buffer in its own place.
    fileprivate func copies(_ element: Access, in buffers: [Buffer]) -> Bool {
        guard over.isEmpty, let result = epilogue.first?.element,
            buffers[element.buffer].extents == buffers[result.buffer].extents
        else { return false }
        return element.subscripts == result.subscripts
            && zip(element.subscripts, buffers[element.buffer].extents).allSatisfy {
                $0.bareIndex?.extent == $1
            }
    }
}

extension Statement {
    /// The statement with the elements of other buffers added to what it writes to `target`, of which it writes
    /// each element once.
    fileprivate func adding(_ others: [Buffer.ID], to target: Buffer.ID) -> Statement {
        guard !others.isEmpty else { return self }
        func sum(_ assignment: Assignment) -> Assignment {
            guard let element = assignment.element, element.buffer == target else { return assignment }
            let addends = others.map { Scalar.load(Access($0, element.subscripts)) }
            // Nothing else is written where a gradient only adds up.
            if assignment.value == 0 { return Assignment(element, addends.dropFirst().reduce(addends[0], +)) }
            return Assignment(element, addends.reduce(assignment.value, +))
        }
        switch self {
        case .fold(var fold):
            fold.epilogue = fold.epilogue.map(sum)
            return .fold(fold)
        }
    }
}
