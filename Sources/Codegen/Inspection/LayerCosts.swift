import GraphIR

/// What each layer computes and keeps, counted in the loops that it became.
struct LayerCosts {
    private var flops: [SourceLocation: Int] = [:]
    private var activationBytes: [SourceLocation: Int] = [:]

    init(_ compilation: Compilation) {
        let kept = compilation.program.functions.first { $0.role == .step }?.plan.offsets ?? [:]
        let lowered = compilation.lowered
        // Before fusion a statement belongs to one layer, and a buffer keeps its number until the end.
        for statement in lowered.functions.first(where: { $0.role == .forward })?.body ?? [] {
            guard let location = statement.origins.first?.location else { continue }
            flops[location, default: 0] += statement.flopsPerSample
            for buffer in Set(statement.writes) where kept[buffer] != nil {
                activationBytes[location, default: 0] += lowered[buffer].floats * bytesPerFloat
            }
        }
    }

    func flops(at location: SourceLocation) -> Int { flops[location] ?? 0 }

    func activationBytes(at location: SourceLocation) -> Int { activationBytes[location] ?? 0 }
}

extension Statement {
    fileprivate var flopsPerSample: Int {
        switch self {
        case .contraction(let contraction):
            let elements = [contraction.row, contraction.column].perSample
            let epilogue = contraction.epilogue.reduce(0) { $0 + $1.value.operations }
            return elements * (2 * [contraction.depth].perSample + epilogue)
        case .map(let map): return map.indices.perSample * map.store.value.operations
        case .nest(let nest): return nest.body.reduce(0) { $0 + $1.flopsPerSample }
        }
    }
}

extension LoopNode {
    fileprivate var flopsPerSample: Int {
        switch self {
        case .loop(let index, let body):
            [index].perSample * body.reduce(0) { $0 + $1.flopsPerSample }
        case .define(_, let value): value.operations
        case .reduce(_, _, let index, let value): [index].perSample * (value.operations + 1)
        case .store(let store): store.value.operations
        }
    }
}

extension [LoopIndex?] {
    /// How often loops over these indices run for one sample.
    fileprivate var perSample: Int { reduce(1) { $0 * ($1?.extent.constant ?? 1) } }
}

extension [LoopIndex] {
    fileprivate var perSample: Int { map(Optional.some).perSample }
}

extension Expression {
    /// The operations that evaluate the expression; the choice between two values is one.
    fileprivate var operations: Int {
        switch self {
        case .leaf, .constant: 0
        case .unary(_, let operand): 1 + operand.operations
        case .binary(_, let lhs, let rhs): 1 + lhs.operations + rhs.operations
        case .select(_, let lhs, let rhs, let then, let otherwise):
            1 + lhs.operations + rhs.operations + then.operations + otherwise.operations
        }
    }
}
