import GraphIR

/// Makes the plan of a fold, or of several of the same rows.
struct TilePlanner {
    private(set) var plan: TilePlan
    /// Which buffer each of a call's is.
    private(set) var buffers: [Buffer.ID] = []
    private var program: LoopProgram
    private var folds: [Fold]
    /// Whether a tile holds whole rows, whose lanes are combined with each other.
    private var isOfRows = false
    /// The buffers that nobody but the plan reads.
    private var inner: Set<Buffer.ID> = []
    private var groups: LoopWalk.Loop?
    private var rows: [LoopWalk.Loop]
    private var lanes: LoopWalk.Loop?
    private var over: [LoopWalk.Loop]
    /// What the accumulator holds; nil if that has no name.
    private var current: Scalar?
    /// The slots of what has a name.
    private var locals: [String: Int] = [:]
    /// The operand that says where a maximum is.
    private var position: Int?
    private var freeSlots: [Int] = []
    private var slotCount = 0
    private var innerSlots: [Buffer.ID: Int] = [:]
    /// Whether something was asked for that the accumulator no longer holds and no slot does.
    private var isIncomplete = false

    /// - Parameter divided: The index by which workers share the fold.
    init(_ fold: Fold, divided: LoopIndex?, in program: LoopProgram, for target: Target) {
        self.program = program
        folds = [fold]
        if let shape = TileShape(fold, in: program, for: target) {
            (rows, lanes, over) = (shape.rows, shape.lanes, shape.depth)
            plan = TilePlan(rows: rows.map(\.extent), columns: shape.columns, over: over.map(\.extent))
            groups = shape.groups
            plan.isContraction = true
            plan.groups = shape.groups?.extent ?? .constant(1)
            plan.packing = target.packing(of: fold, in: program)
            plan.isInChains = shape.isInChains
        } else {
            let walk = FoldWalk(fold, divided: divided, in: program)
            (rows, lanes, over) = (walk.outer, walk.lanes, walk.over)
            plan = TilePlan(
                rows: rows.map(\.extent), columns: lanes?.extent ?? .constant(1), over: over.map(\.extent))
        }
        compile()
    }

    init(_ rows: NarrowRows, in program: LoopProgram) {
        self.program = program
        folds = rows.folds
        isOfRows = true
        inner = rows.inner
        let lane = LoopWalk.Loop(name: rows.column.name, extent: rows.column.extent, source: rows.column)
        lanes = lane
        self.rows = LoopWalk([.sample], addresses: []).loops
        over = []
        plan = TilePlan(rows: self.rows.map(\.extent), columns: lane.extent, over: [])
        compile()
    }

    /// Whether the library has room for the plan.
    func fits(_ target: Target) -> Bool {
        plan.rows.count <= target.loops && plan.over.count <= target.loops
            && buffers.count <= target.libraryBuffers && plan.operands.count <= target.libraryOperands
            && plan.program.count < target.libraryOperations && plan.numbers.count <= target.libraryNumbers
    }

    // MARK: Operands

    private mutating func operand(_ operand: TilePlan.Operand) -> Int {
        if let known = plan.operands.firstIndex(of: operand) { return known }
        plan.operands.append(operand)
        return plan.operands.count - 1
    }

    private mutating func operand(_ access: Access) -> Int {
        let address = program.address(of: access)
        if inner.contains(access.buffer) { return slot(of: access.buffer) }
        let buffer = buffers.firstIndex(of: access.buffer) ?? buffers.count
        if buffer == buffers.count { buffers.append(access.buffer) }
        return operand(
            .buffer(
                buffer, offset: address.offset, walk { $0.stride(in: address) },
                isInteger: program[access.buffer].isInteger))
    }

    private func walk(_ stride: (LoopWalk.Loop) -> Int) -> TilePlan.Walk {
        TilePlan.Walk(
            rows: rows.map(stride), over: over.map(stride), lane: lanes.map(stride) ?? 0,
            group: groups.map(stride) ?? 0)
    }

    private mutating func operand(_ number: TilePlan.Number) -> Int {
        let index = plan.numbers.firstIndex(of: number) ?? plan.numbers.count
        if index == plan.numbers.count { plan.numbers.append(number) }
        return operand(.number(index))
    }

    /// What an operation may read without the accumulator.
    private mutating func direct(_ value: Scalar) -> Int? {
        switch value {
        case .constant(let number): operand(.constant(number))
        case .leaf(.load(let access)): operand(access)
        case .leaf(.index(let affine)):
            operand(
                .index(offset: affine.constant, walk { affine.coefficient(of: $0.source) }))
        case .leaf(.draw(let draw)):
            operand(
                .draw(
                    stream: draw.stream, offset: draw.element.constant,
                    walk { draw.element.coefficient(of: $0.source) }, perSample: draw.perSample))
        case .leaf(.count(let index)):
            operand(index.extent.constant.map { .constant(Double($0)) } ?? .samples)
        case .leaf(.number(let name)): operand(TilePlan.Number.step(name))
        case .leaf(.scale): operand(TilePlan.Number.scale)
        case .leaf(.local(let name)): locals[name]
        case .leaf(.accumulator): locals[Self.sumName]
        case .leaf(.position): position
        case .unary, .binary, .select: nil
        }
    }

    // No local of an epilogue is called like this.
    private static let sumName = " sum"

    private mutating func takeSlot() -> Int {
        if let slot = freeSlots.popLast() { return slot }
        slotCount += 1
        return operand(.slot(slotCount - 1))
    }

    private mutating func slot(of buffer: Buffer.ID) -> Int {
        if let slot = innerSlots[buffer] { return slot }
        let slot = takeSlot()
        innerSlots[buffer] = slot
        return slot
    }

    /// Puts the accumulator into memory.
    private mutating func keep() -> Int {
        let slot = takeSlot()
        add("store", slot)
        return slot
    }

    private mutating func add(_ name: String, _ operands: Int...) {
        plan.program.append(TilePlan.Operation(name: name, operands: operands))
    }

    // MARK: Programs

    private mutating func compile() {
        let empty = self
        for fold in folds { compile(fold, keepingAll: false) }
        guard isIncomplete else { return }
        self = empty
        for fold in folds { compile(fold, keepingAll: true) }
    }

    /// - Parameter keepingAll: Whether whatever has a name is put into memory, even if it may never be asked for
    ///   once it has left the accumulator.
    private mutating func compile(_ fold: Fold, keepingAll: Bool) {
        let placed = fold.epilogue.first { $0.element != nil && $0.value == .leaf(.position) }
        current = nil
        if plan.isContraction, let factors = fold.contraction {
            _ = (operand(factors.lhs), operand(factors.rhs))
        } else if isOfRows {
            combineLanes(fold.reduction)
        } else {
            combine(fold.reduction, placedAt: placed?.element)
        }
        current = fold.reduction == .none ? nil : .accumulator
        let isSumRead = fold.epilogue.contains { $0.value.leaves.contains(.accumulator) }
        if keepingAll, isSumRead { locals[Self.sumName] = keep() }
        for assignment in fold.epilogue {
            // The reduction itself has stored it.
            if assignment == placed { continue }
            evaluate(assignment.value)
            switch assignment.target {
            case .element(let access):
                add("store", operand(access))
                if current?.loads.contains(access) == true { current = nil }
            case .local(let name):
                current = .local(name)
                if keepingAll { locals[name] = keep() }
            }
        }
        freeSlots += locals.values
        if let position, case .slot = plan.operands[position] { freeSlots.append(position) }
        locals = [:]
        position = nil
    }

    /// Leaves what the lanes combine to in all of them.
    private mutating func combineLanes(_ reduction: Reduction) {
        switch reduction {
        case .none: return
        case .sum(let value):
            evaluate(value)
            add("sumOfLanes")
        case .products(let lhs, let rhs):
            evaluate(.load(lhs))
            add("productsOfLanes", operand(rhs))
        case .maximum(let element):
            evaluate(.load(element))
            add("greatestLane")
        }
    }

    /// Leaves the combined value in the accumulator.
    ///
    /// - Parameter place: Where the place of a maximum is wanted; nil if nowhere but in the epilogue.
    private mutating func combine(_ reduction: Reduction, placedAt place: Access?) {
        switch reduction {
        case .none: return
        case .sum(.leaf(.load(let access))): add("sum", operand(access))
        case .products(let lhs, let rhs): add("products", operand(lhs), operand(rhs))
        case .maximum(let access):
            let position = place.map { operand($0) } ?? takeSlot()
            self.position = position
            add("maximum", operand(access), position)
        case .sum(let value):
            let total = takeSlot()
            add("load", operand(.constant(0)))
            add("store", total)
            let first = plan.program.count
            evaluate(value)
            add("add", total)
            add("store", total)
            add("next", plan.program.count - first)
            freeSlots.append(total)
            current = nil
        }
    }

    /// Leaves the value in the accumulator.
    private mutating func evaluate(_ value: Scalar) {
        defer { current = value }
        if value == current { return }
        if let operand = direct(value) { return add("load", operand) }
        switch value {
        case .leaf, .constant: isIncomplete = true
        case .unary(let function, let argument):
            evaluate(argument)
            add(function.rawValue)
        case .binary(let function, let lhs, let rhs): evaluate(function, lhs, rhs)
        case .select(let comparison, let lhs, let rhs, let then, let otherwise):
            evaluate(comparison, lhs, rhs, then, otherwise)
        }
    }

    private mutating func evaluate(_ function: BinaryFunction, _ lhs: Scalar, _ rhs: Scalar) {
        if rhs != current, let operand = direct(rhs) {
            evaluate(lhs)
            return add(function.operation, operand)
        }
        if lhs != current, let operand = direct(lhs) {
            evaluate(rhs)
            return add(function.reversed, operand)
        }
        // What is in the accumulator goes first.
        if lhs.uses(current) {
            evaluate(lhs)
            let slot = keep()
            evaluate(rhs)
            add(function.reversed, slot)
            freeSlots.append(slot)
        } else {
            evaluate(rhs)
            let slot = keep()
            evaluate(lhs)
            add(function.operation, slot)
            freeSlots.append(slot)
        }
    }

    /// The comparison's sides and one of the values are operands, the other value is the accumulator.
    private mutating func evaluate(
        _ comparison: Comparison, _ lhs: Scalar, _ rhs: Scalar, _ then: Scalar, _ otherwise: Scalar
    ) {
        var taken: [Int] = []
        func name(_ verb: String) -> String { "\(verb)\(comparison == .greater ? "Greater" : "Equal")" }
        let values = [then, otherwise]
        // The value that is worked out last stays in the accumulator.
        let kept = direct(then) != nil && direct(otherwise) == nil || otherwise == current ? 1 : 0
        var order = [lhs, rhs, values[1 - kept]]
        order.sort { $0.uses(current) && !$1.uses(current) }
        var operands: [Scalar: Int] = [:]
        let isKeptCurrent = values[kept] == current
        let saved = isKeptCurrent && order.contains { direct($0) == nil } ? keep() : nil
        for value in order where operands[value] == nil {
            if value != current || direct(value) != nil, let operand = direct(value) {
                operands[value] = operand
            } else {
                evaluate(value)
                let slot = keep()
                taken.append(slot)
                operands[value] = slot
            }
        }
        if let saved {
            add("load", saved)
            freeSlots.append(saved)
            current = values[kept]
        } else {
            evaluate(values[kept])
        }
        let verb = kept == 0 ? "keep" : "replace"
        add(name(verb), operands[lhs] ?? 0, operands[rhs] ?? 0, operands[values[1 - kept]] ?? 0)
        freeSlots += taken
    }
}

extension Expression {
    /// Whether something that is at hand has a part in it.
    fileprivate func uses(_ value: Expression?) -> Bool {
        guard let value else { return false }
        if self == value { return true }
        return switch self {
        case .leaf, .constant: false
        case .unary(_, let operand): operand.uses(value)
        case .binary(_, let lhs, let rhs): lhs.uses(value) || rhs.uses(value)
        case .select(_, let lhs, let rhs, let then, let otherwise):
            [lhs, rhs, then, otherwise].contains { $0.uses(value) }
        }
    }
}

extension BinaryFunction {
    /// acc = acc ∘ operand
    fileprivate var operation: String {
        switch self {
        case .add: "add"
        case .subtract: "subtract"
        case .multiply: "multiply"
        case .divide: "divide"
        case .maximum: "max"
        case .minimum: "min"
        }
    }

    /// acc = operand ∘ acc
    fileprivate var reversed: String {
        switch self {
        case .add: "add"
        case .subtract: "subtractFrom"
        case .multiply: "multiply"
        case .divide: "divideInto"
        case .maximum: "maxOf"
        case .minimum: "minOf"
        }
    }
}
