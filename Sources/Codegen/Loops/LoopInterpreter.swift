import GraphIR

#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#elseif canImport(Glibc)
    import Glibc
#endif

/// Runs a loop program in Double precision, one element at a time: the reference that emitted code
/// and gradients are checked against.
package struct LoopInterpreter {
    package let program: LoopProgram
    package let rows: Int
    /// The numbers of a step.
    package var numbers: [String: Double] = [:]
    /// Of the step, from which random numbers are drawn.
    package var seed: UInt64 = 0
    /// The contents of every buffer, as its strides have them.
    package var memory: [[Double]]

    /// Every buffer is zero.
    package init(_ program: LoopProgram, rows: Int) {
        self.program = program
        self.rows = rows
        memory = program.buffers.map { Array(repeating: 0, count: $0.floats * ($0.isPerSample ? rows : 1)) }
    }

    /// Runs one function.
    ///
    /// - Parameter optimizer: Of a step, which one's; nil for that of gradient descent.
    package mutating func run(_ role: LoopFunction.Role, optimizer: String? = nil) {
        for function in program.functions
        where function.role == role && function.optimizer?.cName == optimizer {
            run(function.body)
        }
    }

    package mutating func run(_ body: [Statement]) {
        for statement in body { run(statement) }
    }

    private struct Frame {
        var indices: [LoopIndex: Int] = [:]
        var locals: [String: Double] = [:]
        var accumulator = Double.nan
        var position = Double.nan
    }

    private mutating func run(_ statement: Statement) {
        var frame = Frame()
        switch statement {
        case .fold(let fold):
            forEach(fold.indices[...], &frame) { machine, frame in
                machine.combine(fold, &frame)
                for assignment in fold.epilogue { machine.run(assignment, &frame) }
            }
        }
    }

    private mutating func combine(_ fold: Fold, _ frame: inout Frame) {
        switch fold.reduction {
        case .none: return
        case .sum, .products: frame.accumulator = 0
        case .maximum: frame.accumulator = .nan
        }
        var count = 0.0
        forEach(fold.over[...], &frame) { machine, frame in
            switch fold.reduction {
            case .none: break
            case .sum(let value): frame.accumulator += machine.evaluate(value, frame)
            case .products(let lhs, let rhs):
                frame.accumulator += machine.read(lhs, frame) * machine.read(rhs, frame)
            case .maximum(let element):
                let next = machine.read(element, frame)
                if count == 0 || frame.accumulator < next || next.isNaN {
                    (frame.accumulator, frame.position) = (next, count)
                }
            }
            count += 1
        }
    }

    private mutating func forEach(
        _ indices: ArraySlice<LoopIndex>, _ frame: inout Frame, _ body: (inout Self, inout Frame) -> Void
    ) {
        guard let index = indices.first else { return body(&self, &frame) }
        for position in 0..<(index.extent.constant ?? rows) {
            frame.indices[index] = position
            forEach(indices.dropFirst(), &frame, body)
        }
    }

    private func value(of affine: Affine, _ frame: Frame) -> Int {
        affine.terms.reduce(affine.constant) { $0 + $1.coefficient * (frame.indices[$1.index] ?? 0) }
    }

    /// The place of an element in its buffer; nil outside of it.
    private func place(of access: Access, _ frame: Frame) -> Int? {
        let buffer = program[access.buffer]
        var place = 0
        for (dimension, affine) in access.subscripts.enumerated() {
            let position = value(of: affine, frame)
            guard position >= 0, position < buffer.extents[dimension].constant ?? rows else { return nil }
            place += position * buffer.strides[dimension]
        }
        return place
    }

    private func read(_ access: Access, _ frame: Frame) -> Double {
        place(of: access, frame).map { memory[access.buffer][$0] } ?? access.outside ?? .nan
    }

    private mutating func run(_ assignment: Assignment, _ frame: inout Frame) {
        let value = evaluate(assignment.value, frame)
        switch assignment.target {
        case .local(let name): frame.locals[name] = value
        case .element(let access):
            guard let place = place(of: access, frame) else { return }
            memory[access.buffer][place] = value
        }
    }

    private func evaluate(_ scalar: Scalar, _ frame: Frame) -> Double {
        switch scalar {
        case .leaf(let leaf): value(of: leaf, frame)
        case .constant(let value): value
        case .unary(let function, let operand): function(evaluate(operand, frame))
        case .binary(let function, let lhs, let rhs):
            function(evaluate(lhs, frame), evaluate(rhs, frame))
        case .select(let comparison, let lhs, let rhs, let then, let otherwise):
            comparison(evaluate(lhs, frame), evaluate(rhs, frame))
                ? evaluate(then, frame) : evaluate(otherwise, frame)
        }
    }

    private func value(of leaf: ScalarLeaf, _ frame: Frame) -> Double {
        switch leaf {
        case .load(let access): read(access, frame)
        case .accumulator: frame.accumulator
        case .position: frame.position
        case .local(let name): frame.locals[name] ?? .nan
        case .index(let affine): Double(value(of: affine, frame))
        case .count(let index): Double(index.extent.constant ?? rows)
        case .number(let name): numbers[name] ?? .nan
        case .scale: 1 / Double(rows)
        case .draw(let draw):
            Double(
                Draw.uniform(
                    key: Draw.key(seed: seed, stream: draw.stream),
                    element: UInt32(truncatingIfNeeded: value(of: draw.element, frame))))
        }
    }
}

extension UnaryFunction {
    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .negate: -x
        case .sqrt: x.squareRoot()
        case .exp: _exp(x)
        case .expm1: _expm1(x)
        case .log: _log(x)
        case .log1p: _log1p(x)
        case .tanh: _tanh(x)
        case .erf: _erf(x)
        }
    }
}

private func _exp(_ x: Double) -> Double { exp(x) }
private func _expm1(_ x: Double) -> Double { expm1(x) }
private func _log(_ x: Double) -> Double { log(x) }
private func _log1p(_ x: Double) -> Double { log1p(x) }
private func _tanh(_ x: Double) -> Double { tanh(x) }
private func _erf(_ x: Double) -> Double { erf(x) }

extension BinaryFunction {
    func callAsFunction(_ lhs: Double, _ rhs: Double) -> Double {
        switch self {
        case .add: lhs + rhs
        case .subtract: lhs - rhs
        case .multiply: lhs * rhs
        case .divide: lhs / rhs
        case .maximum: lhs < rhs ? rhs : lhs
        case .minimum: rhs < lhs ? rhs : lhs
        }
    }
}

extension Comparison {
    func callAsFunction(_ lhs: Double, _ rhs: Double) -> Bool {
        switch self {
        case .greater: lhs > rhs
        case .equal: lhs == rhs
        }
    }
}
