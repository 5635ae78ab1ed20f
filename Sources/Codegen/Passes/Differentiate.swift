import GraphIR

/// Derives the backward pass: reverse-mode differentiation of the forward steps.
///
/// The adjoint of a contraction is two contractions, that of a map one map for each factor it reads;
/// nests bring their own. A gradient is computed only for what depends on a parameter, so the first
/// layer computes none for its input.
struct Differentiation {
    private(set) var buffers: [Buffer]
    private(set) var statements: [Statement] = []
    /// The gradient of each buffer that has one.
    private(set) var gradients: [Buffer.ID: Buffer.ID]
    private let needsGradient: Set<Buffer.ID>

    /// - Parameters:
    ///   - seed: The gradient of the loss by the output, computed already.
    ///   - parameterGradients: Where the gradient of each parameter goes.
    init(
        _ steps: [ForwardStep], buffers: [Buffer], output: Buffer.ID, seed: Buffer.ID,
        parameterGradients: [Buffer.ID: Buffer.ID]
    ) {
        self.buffers = buffers
        gradients = [output: seed]
        var needsGradient = Set(parameterGradients.keys)
        for step in steps where !needsGradient.isDisjoint(with: step.statement.reads) {
            needsGradient.formUnion(step.statement.writes)
        }
        self.needsGradient = needsGradient
        for step in steps.reversed() {
            guard let written = step.statement.writes.first, let gradient = gradients[written] else { continue }
            switch step {
            case .contraction(let contraction):
                differentiate(contraction, gradient, parameterGradients)
            case .map(let map, let partials):
                for partial in partials where needsGradient.contains(partial.element.buffer) {
                    differentiate(map, by: partial, gradient, parameterGradients)
                }
            case .nest(_, let input, _, let adjoint):
                guard needsGradient.contains(input) else { continue }
                contribute(to: input) { .nest(adjoint(gradient, $0)) }
            }
        }
    }

    /// d lhs[row, depth] = Σ column d out[row, column] · rhs[depth, column], and
    /// d rhs[depth, column] = Σ row lhs[row, depth] · d out[row, column].
    private mutating func differentiate(
        _ contraction: Contraction, _ gradient: Buffer.ID, _ parameterGradients: [Buffer.ID: Buffer.ID]
    ) {
        guard case .element(let lhs) = contraction.lhs, let row = contraction.row else { return }
        let out = Access(gradient, [row, contraction.column])
        // First the gradient of the input: a step updates the weight that it reads.
        if needsGradient.contains(lhs.buffer) {
            contribute(to: lhs.buffer) { target in
                .contraction(
                    Contraction(
                        row: row, column: contraction.depth, depth: contraction.column,
                        lhs: .element(out), rhs: contraction.rhs,
                        epilogue: [
                            Store(target: Access(target, [row, contraction.depth]), value: .accumulator)
                        ],
                        parts: [], origins: contraction.origins))
            }
        }
        if let target = parameterGradients[contraction.rhs.buffer] {
            statements.append(
                .contraction(
                    Contraction(
                        row: contraction.depth, column: contraction.column, depth: row,
                        lhs: contraction.lhs, rhs: out,
                        epilogue: [
                            Store(
                                target: Access(target, [contraction.depth, contraction.column]),
                                value: .accumulator)
                        ],
                        parts: [], origins: contraction.origins)))
        }
    }

    private mutating func differentiate(
        _ map: Map, by partial: Partial, _ gradient: Buffer.ID,
        _ parameterGradients: [Buffer.ID: Buffer.ID]
    ) {
        let element = Access(gradient, map.indices)
        if let target = parameterGradients[partial.element.buffer] {
            // The parameter is broadcast over the samples; its gradient sums over them.
            let kept = map.indices.filter(partial.element.indices.contains)
            statements.append(
                .contraction(
                    Contraction(
                        row: nil, column: kept[0], depth: .sample, lhs: .one, rhs: element,
                        epilogue: [Store(target: Access(target, kept), value: .accumulator)],
                        parts: [], origins: map.origins)))
        } else if partial.value == 1, gradients[partial.element.buffer] == nil {
            gradients[partial.element.buffer] = gradient
        } else {
            contribute(to: partial.element.buffer) { target in
                let kind: Map.Kind =
                    switch map.kind {
                    case .function(let name): .derivative(name)
                    case .bias, .derivative, .update: map.kind
                    }
                return .map(
                    Map(
                        kind: kind, indices: map.indices,
                        store: Store(
                            target: Access(target, map.indices), value: .load(element) * partial.value),
                        origins: map.origins))
            }
        }
    }

    /// Adds a statement that writes the gradient of a buffer.
    ///
    /// Every layer has one input, so a buffer on the way to the output is read by one step alone and
    /// its gradient is that one contribution.
    private mutating func contribute(to buffer: Buffer.ID, _ statement: (Buffer.ID) -> Statement) {
        var gradient = buffers[buffer]
        gradient.name = "\(gradient.name)_grad"
        gradient.role = .activation
        buffers.append(gradient)
        statements.append(statement(buffers.count - 1))
        gradients[buffer] = buffers.count - 1
    }
}
