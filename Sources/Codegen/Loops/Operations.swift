import GraphIR

extension LoopProgram {
    /// The floating-point operations of a function for one sample.
    package func flopsPerSample(of role: LoopFunction.Role) -> Int {
        functions.filter { $0.role == role }.flatMap(\.body).reduce(0) { $0 + $1.flopsPerSample }
    }
}

extension Statement {
    package var flopsPerSample: Int { flops(samples: 1) }

    /// How often the innermost of all loops runs for one sample.
    package var steps: Int { bound.perSample }

    /// The floating-point operations for so many samples: two for a multiply-add, one for any other operation,
    /// comparison or function; the largest number if there are more.
    package func flops(samples: Int) -> Int {
        switch self {
        case .fold(let fold):
            let combining = clampedProduct(fold.over.count(samples: samples), fold.reduction.operationCount)
            let epilogue = fold.epilogue.reduce(0) { $0 + $1.value.operationCount }
            return clampedProduct(fold.indices.count(samples: samples), clampedSum(combining, epilogue))
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
    package var perSample: Int { count(samples: 1) }

    /// How often they run for so many.
    fileprivate func count(samples: Int) -> Int {
        reduce(1) { clampedProduct($0, $1.extent.constant ?? samples) }
    }
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

/// The product of two sizes, or the largest number if that is smaller.
func clampedProduct(_ lhs: Int, _ rhs: Int) -> Int {
    let (product, overflow) = lhs.multipliedReportingOverflow(by: rhs)
    return overflow ? .max : product
}

/// The sum of two sizes, or the largest number if that is smaller.
func clampedSum(_ lhs: Int, _ rhs: Int) -> Int {
    let (sum, overflow) = lhs.addingReportingOverflow(rhs)
    return overflow ? .max : sum
}
