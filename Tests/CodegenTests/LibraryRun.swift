import Testing
import TileKernels

@testable import GraphCodegen

/// Runs a program by the kernel library, as generated Swift does, but without a compiler: hundreds of models in
/// seconds.
final class LibraryRun {
    private let program: LoopProgram
    private let rows: Int
    private let learningRate: Float
    /// Of every buffer, followed by as many floats as a vector has.
    private let memory: [UnsafeMutablePointer<Float>]

    init(_ program: LoopProgram, _ batch: Batch) {
        self.program = program
        rows = batch.rows
        learningRate = batch.learningRate
        memory = program.buffers.map { buffer in
            let count = buffer.floats * (buffer.isPerSample ? batch.rows : 1) + 16
            let start = UnsafeMutablePointer<Float>.allocate(capacity: count)
            start.initialize(repeating: 0, count: count)
            return start
        }
        for (id, buffer) in program.buffers.enumerated() {
            switch buffer.role {
            case .input: memory[id].update(from: batch.inputs, count: batch.inputs.count)
            case .targets: memory[id].update(from: batch.targets, count: batch.targets.count)
            case .labels:
                batch.labels.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(start: memory[id], count: $0.count).copyMemory(from: $0)
                }
            case .parameter, .state, .gradient, .activation, .kept, .output, .losses, .gradientSum: continue
            }
        }
        for (place, values) in zip(program.parameters, batch.parameters) {
            for (element, value) in zip(program.elements(of: place), values) {
                memory[place.buffer][element] = value
            }
        }
    }

    deinit { for start in memory { start.deallocate() } }

    func run(_ role: LoopFunction.Role) {
        for function in program.functions where function.role == role {
            for (statement, slice) in zip(function.body, function.slices) {
                switch statement {
                case .fold(let fold): run(fold, divided: slice.index)
                }
            }
        }
    }

    var logits: [Float] {
        let output = program.buffers.firstIndex { $0.role == .output } ?? 0
        return (0..<rows * program.outputs).map { memory[output][$0] }
    }

    var losses: [Float] {
        let losses = program.buffers.firstIndex { $0.role == .losses } ?? 0
        return (0..<rows).map { memory[losses][$0] }
    }

    /// Of what is trained, in the order of PyTorch's shapes.
    var gradients: [[Float]] {
        zip(program.trained, program.gradients).map { place, gradient in
            program.elements(of: place).map { memory[gradient][$0] }
        }
    }

    // MARK: Statements

    private func run(_ fold: Fold, divided: LoopIndex?) {
        let planner = TilePlanner(fold, divided: divided, in: program, for: .processor)
        guard planner.fits(.processor) else {
            Issue.record("the library has no room for \(fold)")
            return
        }
        var plan = tk_plan(planner.plan)
        tk_prepare(&plan)
        var call = tk_call()
        func count(_ extent: Extent) -> Int { extent.constant ?? rows }
        call.samples = rows
        call.last_group = count(planner.plan.groups)
        call.last_row = planner.plan.rows.reduce(1) { $0 * count($1) }
        call.last_column = count(planner.plan.columns)
        fill(&call.buffers, with: planner.buffers.map { UnsafeMutableRawPointer(memory[$0]) })
        fill(
            &call.numbers,
            with: planner.plan.numbers.map { number -> Float in
                switch number {
                case .constant(let value): Float(value)
                case .step: learningRate
                case .scale: 1 / Float(rows)
                case .samples: Float(rows)
                }
            })
        let panel = UnsafeMutablePointer<Float>.allocate(
            capacity: 32 * planner.plan.over.reduce(1) { $0 * count($1) })
        defer { panel.deallocate() }
        call.scratch = panel
        tk_run(&plan, &call)
    }
}

extension tk_plan {
    fileprivate init(_ plan: TilePlan) {
        self.init()
        func counts(_ extents: [Extent]) -> (Int, Int, Int) {
            triple(extents.map { $0.constant ?? 0 }, with: 1)
        }
        rows = counts(plan.rows)
        over = counts(plan.over)
        is_contraction = plan.isContraction ? 1 : 0
        is_in_chains = plan.isInChains ? 1 : 0
        packing =
            switch plan.packing {
            case .never: UInt8(TK_PACK_NEVER.rawValue)
            case .always: UInt8(TK_PACK_ALWAYS.rawValue)
            case .ifWorthIt: UInt8(TK_PACK_SEVERAL_ROWS.rawValue)
            }
        operands = UInt8(plan.operands.count)
        fill(&operand, with: plan.operands.map(tk_operand.init))
        fill(&program, with: plan.program.map(tk_op.init))
    }
}

extension tk_operand {
    fileprivate init(_ operand: TilePlan.Operand) {
        self.init()
        is_padded = 1
        func set(_ kind: tk_kind, _ number: Int, _ offset: Int = 0, _ walk: TilePlan.Walk = .init()) {
            self.kind = UInt8(kind.rawValue)
            self.number = UInt16(number)
            base = offset
            self.walk = tk_walk(
                row: triple(walk.rows, with: 0), over: triple(walk.over, with: 0), lane: walk.lane,
                group: walk.group)
        }
        switch operand {
        case .buffer(let number, let offset, let walk, let isInteger):
            set(isInteger ? TK_LABELS : TK_BUFFER, number, offset, walk)
        case .index(let offset, let walk): set(TK_INDEX, 0, offset, walk)
        case .draw(let stream, let offset, let walk, let perSample):
            set(TK_DRAW, stream, offset, walk)
            per_sample = perSample
        case .number(let number): set(TK_NUMBER, number)
        case .slot: set(TK_SLOT, 0)
        }
    }
}

extension tk_op {
    fileprivate init(_ operation: TilePlan.Operation) {
        let operands = operation.operands + [0, 0, 0]
        let code = Self.codes[operation.name]?.rawValue ?? TK_END.rawValue
        self.init(
            code: UInt8(code), a: UInt8(operands[0]), b: UInt8(operands[1]), c: UInt8(operands[2]))
    }

    private static let codes = [
        "load": TK_LOAD, "store": TK_STORE, "add": TK_ADD, "subtract": TK_SUBTRACT,
        "subtractFrom": TK_SUBTRACT_FROM, "multiply": TK_MULTIPLY, "divide": TK_DIVIDE,
        "divideInto": TK_DIVIDE_INTO, "max": TK_MAX, "maxOf": TK_MAX_OF, "min": TK_MIN, "minOf": TK_MIN_OF,
        "negate": TK_NEGATE, "sqrt": TK_SQRT, "keepGreater": TK_KEEP_GREATER,
        "replaceGreater": TK_REPLACE_GREATER, "keepEqual": TK_KEEP_EQUAL, "replaceEqual": TK_REPLACE_EQUAL,
        "sum": TK_SUM, "products": TK_PRODUCTS, "maximum": TK_MAXIMUM, "next": TK_NEXT, "exp": TK_EXP,
        "expm1": TK_EXPM1, "log": TK_LOG, "log1p": TK_LOG1P, "tanh": TK_TANH, "erf": TK_ERF,
    ]
}

/// The innermost of three loops comes last.
private func triple(_ list: [Int], with filler: Int) -> (Int, Int, Int) {
    let all = Array(repeating: filler, count: 3 - list.count) + list
    return (all[0], all[1], all[2])
}

/// Puts elements into a C array, which Swift sees as a tuple.
private func fill<Tuple, Element>(_ tuple: inout Tuple, with elements: [Element]) {
    withUnsafeMutableBytes(of: &tuple) { memory in
        for (place, element) in elements.enumerated() {
            memory.storeBytes(
                of: element, toByteOffset: place * MemoryLayout<Element>.stride, as: Element.self)
        }
    }
}
