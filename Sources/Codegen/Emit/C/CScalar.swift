import GraphIR

/// How C writes scalar expressions.
struct CScalar {
    let prefix: String
    /// An element as a number: `out0[b * 272 + o]`.
    let element: (Access) -> String
    /// The variable with the key of a stream.
    var stream: (Int) -> String = { "key\($0)" }

    func text(_ scalar: Scalar) -> String {
        ExpressionNotation.c(prefix: prefix, leaf: text).text(of: scalar)
    }

    private func text(_ leaf: ScalarLeaf) -> String {
        switch leaf {
        case .load(let access): element(access)
        case .accumulator: "acc"
        case .position: "position"
        case .local(let name): name
        case .index(let affine): text(affine)
        case .count(let index): index.extent.constant.map { cLiteral(Double($0)) } ?? "(float)rows"
        case .number(let name): name
        case .scale: "scale"
        case .draw(let draw): "\(prefix)_draw(\(stream(draw.stream)), (uint32_t)(\(sum(draw.element))))"
        }
    }

    private func text(_ affine: Affine) -> String {
        if let index = affine.bareIndex { return "(float)\(index.name)" }
        return "(float)(\(sum(affine)))"
    }

    private func sum(_ affine: Affine) -> String {
        sumText(affine.terms.map { ("(ptrdiff_t)\($0.index.name)", $0.coefficient) }, affine.constant) ?? "0"
    }
}

extension ExpressionNotation {
    /// Single precision, with the functions that are printed in front.
    static func c(prefix: String, leaf: @escaping (Leaf) -> String) -> Self {
        Self(
            leaf: leaf, constant: cLiteral, function: { "\(prefix)_\($0)" },
            rounding: "\(prefix)_\(CMath.rounded.rawValue)")
    }
}

/// A single-precision literal that reads back to the same bits.
func cLiteral(_ value: Double) -> String { "\(Float(value))f" }

extension Expression {
    /// The functions that the expression calls.
    var mathFunctions: Set<CMath> {
        switch self {
        case .leaf, .constant: []
        case .unary(let function, let operand):
            operand.mathFunctions.union(CMath(rawValue: function.rawValue).map { [$0] } ?? [])
        case .binary(let function, let lhs, let rhs):
            lhs.mathFunctions.union(rhs.mathFunctions).union(function.mathFunctions)
        case .select(_, let lhs, let rhs, let then, let otherwise):
            [rhs, then, otherwise].reduce(lhs.mathFunctions) { $0.union($1.mathFunctions) }
        }
    }
}

extension BinaryFunction {
    fileprivate var mathFunctions: Set<CMath> {
        switch self {
        case .add, .subtract, .divide: []
        case .multiply: [.rounded]
        case .maximum: [.max]
        case .minimum: [.min]
        }
    }
}

extension Statement {
    /// The functions that the statement calls.
    var mathFunctions: Set<CMath> {
        var functions = values.reduce(into: Set<CMath>()) { $0.formUnion($1.mathFunctions) }
        if !leaves.streams.isEmpty { functions.insert(.draw) }
        return functions
    }
}
