import GraphIR

extension LoopProgram {
    /// The floating-point operations of a function for one sample.
    public func flopsPerSample(of role: LoopFunction.Role) -> Int {
        functions.filter { $0.role == role }.flatMap(\.body).reduce(0) { $0 + $1.flopsPerSample }
    }
}

extension Statement {
    /// The floating-point operations for one sample: two for a multiply-add, one for any other operation,
    /// comparison or function.
    var flopsPerSample: Int {
        switch self {
        case .contraction(let contraction):
            let elements = [contraction.row, contraction.column].compactMap(\.self).perSample
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
        case .loop(let index, let body): [index].perSample * body.reduce(0) { $0 + $1.flopsPerSample }
        case .define(_, let value): value.operations
        case .reduce(_, _, let index, let value): [index].perSample * (value.operations + 1)
        case .store(let store): store.value.operations
        }
    }
}

extension [LoopIndex] {
    /// How often loops over these indices run for one sample.
    fileprivate var perSample: Int { reduce(1) { $0 * ($1.extent.constant ?? 1) } }
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
