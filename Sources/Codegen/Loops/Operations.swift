import GraphIR

extension LoopProgram {
    /// The floating-point operations of a function for one sample.
    package func flopsPerSample(of role: LoopFunction.Role) -> Int {
        functions.filter { $0.role == role }.flatMap(\.body).reduce(0) { $0 + $1.flopsPerSample }
    }
}

extension Statement {
    /// The floating-point operations for one sample: two for a multiply-add, one for any other operation,
    /// comparison or function.
    package var flopsPerSample: Int {
        switch self {
        case .fold(let fold):
            let epilogue = fold.epilogue.reduce(0) { $0 + $1.value.operationCount }
            return fold.indices.perSample * (fold.over.perSample * fold.reduction.operationCount + epilogue)
        }
    }
}

extension Reduction {
    /// The operations that each value takes.
    private var combining: Int {
        switch self {
        case .none: 0
        case .sum, .maximum: 1
        case .products: 2
        }
    }

    fileprivate var operationCount: Int { values.reduce(combining) { $0 + $1.operationCount } }
}

extension [LoopIndex] {
    /// How often loops over these indices run for one sample.
    package var perSample: Int { reduce(1) { $0 * ($1.extent.constant ?? 1) } }
}

extension Expression {
    /// The operations that evaluate the expression; the choice between two values is one.
    package var operationCount: Int {
        switch self {
        case .leaf, .constant: 0
        case .unary(_, let operand): 1 + operand.operationCount
        case .binary(_, let lhs, let rhs): 1 + lhs.operationCount + rhs.operationCount
        case .select(_, let lhs, let rhs, let then, let otherwise):
            1 + lhs.operationCount + rhs.operationCount + then.operationCount + otherwise.operationCount
        }
    }
}
