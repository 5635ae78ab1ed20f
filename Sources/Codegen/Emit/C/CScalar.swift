import GraphIR

/// How C writes scalar expressions.
struct CScalar {
    let program: LoopProgram
    let prefix: String
    /// Elements that a local variable holds.
    var held: [Access: String] = [:]
    /// An element in memory: `relu2[b * 272 + o]`.
    let element: (Access) -> String

    /// Elements go by their buffers' names and strides.
    init(program: LoopProgram, prefix: String) {
        self.init(program: program, prefix: prefix) { access in
            "\(program[access.buffer].name)[\(program.offsetText(of: access, multiply: product))]"
        }
    }

    init(program: LoopProgram, prefix: String, element: @escaping (Access) -> String) {
        self.program = program
        self.prefix = prefix
        self.element = element
    }

    func text(_ scalar: Scalar) -> String {
        ExpressionNotation<ScalarLeaf>(
            leaf: text, constant: cLiteral, function: { "\(prefix)_\($0)" }
        ).text(of: scalar)
    }

    private func text(_ leaf: ScalarLeaf) -> String {
        switch leaf {
        case .load(let access):
            if let name = held[access] { return name }
            return program[access.buffer].role == .labels ? "(float)\(element(access))" : element(access)
        case .accumulator: return "acc"
        case .local(let name): return name
        case .index(let index): return "(float)\(index.name)"
        case .argument(let value): return value < 0 ? "(\(cLiteral(value)))" : cLiteral(value)
        case .learningRate: return "learning_rate"
        case .scale: return "scale"
        }
    }
}

/// A single-precision literal that reads back to the same bits.
func cLiteral(_ value: Double) -> String { "\(Float(value))f" }

extension Expression where Leaf == ScalarLeaf {
    /// The functions that the expression calls.
    var mathFunctions: Set<CMath> {
        switch self {
        case .leaf, .constant: []
        case .unary(.negate, let operand): operand.mathFunctions
        case .unary(let function, let operand):
            operand.mathFunctions.union(CMath(rawValue: function.rawValue).map { [$0] } ?? [])
        case .binary(let function, let lhs, let rhs):
            lhs.mathFunctions.union(rhs.mathFunctions).union(function.mathFunctions)
        case .select(_, let lhs, let rhs, let then, let otherwise):
            [rhs, then, otherwise].reduce(lhs.mathFunctions) { $0.union($1.mathFunctions) }
        }
    }
}

extension Set<CMath> {
    /// Whether one of them is worth vectors.
    var areWorthVectors: Bool { !subtracting([.max, .min]).isEmpty }
}

extension BinaryFunction {
    fileprivate var mathFunctions: Set<CMath> {
        switch self {
        case .add, .subtract, .multiply, .divide: []
        case .maximum: [.max]
        case .minimum: [.min]
        }
    }
}

extension Statement {
    /// The functions that the statement's expressions call.
    var mathFunctions: Set<CMath> {
        switch self {
        case .contraction(let contraction):
            contraction.epilogue.reduce(into: []) { $0.formUnion($1.value.mathFunctions) }
        case .map(let map): map.store.value.mathFunctions
        case .nest(let nest): nest.body.reduce(into: []) { $0.formUnion($1.mathFunctions) }
        }
    }
}

extension LoopNode {
    fileprivate var mathFunctions: Set<CMath> {
        switch self {
        case .loop(_, let body): body.reduce(into: []) { $0.formUnion($1.mathFunctions) }
        case .define(_, let value): value.mathFunctions
        case .reduce(_, let reduction, _, let value):
            value.mathFunctions.union(reduction == .maximum ? [.max] : [])
        case .store(let store): store.value.mathFunctions
        }
    }
}
