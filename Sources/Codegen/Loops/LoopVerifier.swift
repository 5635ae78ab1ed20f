/// What is wrong with a loop program: a mistake of a pass, never of a model.
public struct LoopVerificationError: Error, CustomStringConvertible, Sendable {
    public enum Problem: Hashable, Sendable {
        case rank(buffer: String, expected: Int, found: Int)
        case outOfBounds(buffer: String, dimension: Int)
        case readBeforeWritten(buffer: String)
        case writesInput(buffer: String)
        case strideOfColumns(buffer: String, Int)
        case emptyEpilogue
        /// What only nests have: a local value, a position or the loss's scale.
        case foreignLeaf(buffer: String)
    }

    public var pass: String
    public var function: LoopFunction.Role
    public var problem: Problem
    public var program: String

    public var description: String {
        let words =
            switch problem {
            case .rank(let buffer, let expected, let found):
                "\(buffer) has \(expected) dimensions and is accessed with \(found)"
            case .outOfBounds(let buffer, let dimension):
                "\(buffer) is accessed out of bounds in dimension \(dimension)"
            case .readBeforeWritten(let buffer): "\(buffer) is read before it is written"
            case .writesInput(let buffer): "\(buffer) is an input and is written"
            case .strideOfColumns(let buffer, let stride):
                "a contraction writes \(buffer) with a stride of \(stride) between columns"
            case .emptyEpilogue: "a contraction stores nothing"
            case .foreignLeaf(let buffer):
                "the epilogue that writes \(buffer) reads what a contraction does not have"
            }
        return "after \(pass), in \(function.rawValue): \(words)\n\(program)"
    }
}

extension LoopProgram {
    /// Checks what every pass and emitter relies on.
    public func verify(after pass: String) throws(LoopVerificationError) {
        for function in functions {
            var written: Set<Buffer.ID> = []
            for statement in function.body {
                let problem =
                    accessProblem(in: statement, outer: [])
                    ?? orderProblem(in: statement, written: written, role: function.role)
                if let problem {
                    throw LoopVerificationError(
                        pass: pass, function: function.role, problem: problem, program: description)
                }
                written.formUnion(statement.writes)
            }
        }
    }

    private func orderProblem(
        in statement: Statement, written: Set<Buffer.ID>, role: LoopFunction.Role
    ) -> LoopVerificationError.Problem? {
        let own = Set(statement.writes)
        for buffer in statement.reads where !written.contains(buffer) && !own.contains(buffer) {
            switch self[buffer].role {
            case .activation, .output, .losses, .gradient:
                return .readBeforeWritten(buffer: self[buffer].name)
            case .input, .labels, .targets, .parameter: continue
            }
        }
        for buffer in own {
            switch self[buffer].role {
            case .input, .labels, .targets: return .writesInput(buffer: self[buffer].name)
            case .parameter where role != .step: return .writesInput(buffer: self[buffer].name)
            case .parameter, .gradient, .activation, .output, .losses: continue
            }
        }
        return nil
    }

    private func accessProblem(
        in statement: Statement, outer: [LoopIndex]
    ) -> LoopVerificationError.Problem? {
        switch statement {
        case .contraction(let contraction):
            if contraction.epilogue.isEmpty { return .emptyEpilogue }
            for store in contraction.epilogue {
                let stride = stride(of: contraction.column, in: store.target)
                if stride != 1 {
                    return .strideOfColumns(buffer: self[store.target.buffer].name, stride)
                }
                if store.value.leaves.contains(where: \.belongsToNests) {
                    return .foreignLeaf(buffer: self[store.target.buffer].name)
                }
            }
            var accesses = [contraction.rhs]
            if case .element(let lhs) = contraction.lhs { accesses.append(lhs) }
            accesses += contraction.epilogue.flatMap { [$0.target] + $0.value.loads }
            return firstProblem(accesses)
        case .map(let map): return firstProblem([map.store.target] + map.store.value.loads)
        case .nest(let nest):
            return firstProblem(nest.body.flatMap(\.accesses))
        }
    }

    private func firstProblem(_ accesses: [Access]) -> LoopVerificationError.Problem? {
        for access in accesses {
            let buffer = self[access.buffer]
            if access.subscripts.count != buffer.extents.count {
                return .rank(
                    buffer: buffer.name, expected: buffer.extents.count, found: access.subscripts.count)
            }
            for (dimension, affine) in access.subscripts.enumerated() {
                if !fits(affine, buffer.extents[dimension]) {
                    return .outOfBounds(buffer: buffer.name, dimension: dimension)
                }
            }
        }
        return nil
    }

    private func fits(_ affine: Affine, _ extent: Extent) -> Bool {
        guard let limit = extent.constant else {
            return affine.constant == 0 && affine.terms.map(\.index.extent) == [.rows]
                && affine.terms[0].coefficient == 1
        }
        var last = affine.constant
        for term in affine.terms {
            guard let count = term.index.extent.constant, term.coefficient >= 0 else { return false }
            last += term.coefficient * (count - 1)
        }
        return affine.constant >= 0 && last < limit
    }
}

extension ScalarLeaf {
    fileprivate var belongsToNests: Bool {
        switch self {
        case .local, .index, .scale: true
        case .load, .accumulator, .argument, .learningRate: false
        }
    }
}

extension LoopNode {
    fileprivate var accesses: [Access] {
        switch self {
        case .loop(_, let body): body.flatMap(\.accesses)
        case .define(_, let value), .reduce(_, _, _, let value): value.loads
        case .store(let store): [store.target] + store.value.loads
        }
    }
}
