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
public struct LoopInterpreter {
    public let program: LoopProgram
    public let rows: Int
    public var learningRate = 0.0
    /// The contents of every buffer, row-major.
    public var memory: [[Double]]

    /// Every buffer is zero.
    public init(_ program: LoopProgram, rows: Int) {
        self.program = program
        self.rows = rows
        memory = program.buffers.map { Array(repeating: 0, count: $0.floats * ($0.isPerSample ? rows : 1)) }
    }

    /// Runs one function.
    public mutating func run(_ role: LoopFunction.Role) {
        for function in program.functions where function.role == role {
            for statement in function.body { run(statement) }
        }
    }

    private struct Frame {
        var indices: [LoopIndex: Int] = [:]
        var locals: [String: Double] = [:]
        var accumulator = 0.0
    }

    private mutating func run(_ statement: Statement) {
        switch statement {
        case .contraction(let contraction): run(contraction)
        case .map(let map):
            var frame = Frame()
            forEach(map.indices[...], &frame) { $0.write(map.store, $1) }
        case .nest(let nest):
            var frame = Frame()
            for node in nest.body { run(node, &frame) }
        }
    }

    private mutating func run(_ contraction: Contraction) {
        let outer = [contraction.row, contraction.column].compactMap { $0 }
        var frame = Frame()
        forEach(outer[...], &frame) { machine, frame in
            var sum = 0.0
            for depth in 0..<machine.count(contraction.depth.extent) {
                frame.indices[contraction.depth] = depth
                let rhs = machine.read(contraction.rhs, frame)
                switch contraction.lhs {
                case .one: sum += rhs
                case .element(let access): sum += machine.read(access, frame) * rhs
                }
            }
            frame.accumulator = sum
            for store in contraction.epilogue { machine.write(store, frame) }
        }
    }

    private mutating func run(_ node: LoopNode, _ frame: inout Frame) {
        switch node {
        case .loop(let index, let body):
            for position in 0..<count(index.extent) {
                frame.indices[index] = position
                for node in body { run(node, &frame) }
            }
        case .define(let name, let value): frame.locals[name] = evaluate(value, frame)
        case .reduce(let name, let reduction, let index, let value):
            var result: Double? = nil
            for position in 0..<count(index.extent) {
                frame.indices[index] = position
                let next = evaluate(value, frame)
                switch reduction {
                case .sum: result = (result ?? 0) + next
                case .maximum: result = max(result ?? next, next)
                }
            }
            frame.locals[name] = result ?? 0
        case .store(let store): write(store, frame)
        }
    }

    private mutating func forEach(
        _ indices: ArraySlice<LoopIndex>, _ frame: inout Frame, _ body: (inout Self, inout Frame) -> Void
    ) {
        guard let index = indices.first else { return body(&self, &frame) }
        for position in 0..<count(index.extent) {
            frame.indices[index] = position
            forEach(indices.dropFirst(), &frame, body)
        }
    }

    private func count(_ extent: Extent) -> Int { extent.constant ?? rows }

    private func offset(_ access: Access, _ frame: Frame) -> Int {
        access.subscripts.enumerated().reduce(0) { sum, subscripted in
            let affine = subscripted.element
            let position = affine.terms.reduce(affine.constant) {
                $0 + $1.coefficient * (frame.indices[$1.index] ?? 0)
            }
            return sum + position * program[access.buffer].stride(of: subscripted.offset)
        }
    }

    private func read(_ access: Access, _ frame: Frame) -> Double {
        memory[access.buffer][offset(access, frame)]
    }

    private mutating func write(_ store: Store, _ frame: Frame) {
        memory[store.target.buffer][offset(store.target, frame)] = evaluate(store.value, frame)
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
        case .local(let name): frame.locals[name] ?? .nan
        case .index(let index): Double(frame.indices[index] ?? 0)
        case .argument(let value): value
        case .learningRate: learningRate
        case .scale: 1 / Double(rows)
        }
    }
}

extension Buffer {
    /// Whether the buffer has a row for every sample.
    public var isPerSample: Bool { extents.contains(.rows) }
}

extension UnaryFunction {
    func callAsFunction(_ x: Double) -> Double {
        switch self {
        case .negate: -x
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
