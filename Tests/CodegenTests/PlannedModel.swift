import GraphIR
import Testing

@testable import GraphCodegen
@testable import GraphRuntime

/// What the generated Swift of a model does, without compiling it: its plans as kernels of the library.
struct PlannedModel {
    let program: LoopProgram

    /// One that holds parameters and has nothing else to do.
    var compiled: CompiledModel {
        CompiledModel(
            layout: layout, forward: { _, _ in }, loss: { _, _ in }, gradient: { _, _ in }, step: { _, _ in })
    }

    private var layout: ModelLayout {
        ModelLayout(
            name: program.name, inputShape: program.inputShape.extents, outputs: program.outputs,
            loss: program.loss.readsLabels ? .crossEntropy : .meanSquaredError, parameters: [],
            parameterFloats: program.parameterFloats, stateFloats: program.stateFloats,
            arenaFloatsPerSample: program.arenaFloatsPerSample, arenaFloatsOnce: program.arenaFloatsOnce,
            arenaFloatsPerWorker: program.arenaFloatsPerWorker)
    }

    /// - Parameter worker: One of those who share the work.
    func run(_ role: LoopFunction.Role, _ pass: Pass, by worker: Worker = .alone) throws {
        for function in program.functions where function.role == role && function.optimizer == nil {
            var position = 0
            while position < function.body.count {
                if function.slices[position].waits { worker.synchronize() }
                guard let strip = function.strip(at: position) else {
                    position = try run(from: position, pass, worker, function)
                    continue
                }
                for worker in worker.strips(of: pass, samples: strip.samples, block: strip.block) {
                    position = strip.statements.lowerBound
                    while position < strip.statements.upperBound {
                        position = try run(from: position, pass, worker, function)
                    }
                }
                position = strip.statements.upperBound
            }
        }
    }

    /// Runs the statement at a position, or those of narrow rows that begin there, and returns what comes next.
    private func run(
        from position: Int, _ pass: Pass, _ worker: Worker, _ function: LoopFunction
    ) throws -> Int {
        if let run = NarrowRows.runs(in: function, of: program, for: .processor)[position] {
            try self.run(run.planner, .init(of: run), pass, worker, function)
            return run.statements.upperBound
        }
        guard case .fold(let fold) = function.body[position] else { return position + 1 }
        let slice = function.slices[position]
        let planner = TilePlanner(fold, divided: slice.index, in: program, for: .processor)
        try #require(planner.fits(.processor), "\(program.heading(of: .fold(fold)))")
        try run(planner, .init(slice.division, of: fold, as: planner.plan), pass, worker, function)
        return position + 1
    }

    private func run(
        _ planner: TilePlanner, _ share: SwiftPlan.Share, _ pass: Pass, _ worker: Worker,
        _ function: LoopFunction
    ) throws {
        var b: [UnsafeRawPointer?] = planner.buffers.map { buffer in
            let start = memory(of: buffer, pass, worker, function)
            let floats = program.floatsPerSample(of: buffer, in: function) ?? 0
            return start + worker.first * floats * MemoryLayout<Float>.stride
        }
        b += Array(repeating: nil, count: 12 - b.count)
        let first = b[0] ?? UnsafeRawPointer(pass.input)
        try Kernel(planner.plan, share).run(
            pass, worker, first, b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
            panel: panel(pass, worker))
    }

    private func panel(_ pass: Pass, _ worker: Worker) -> UnsafeMutablePointer<Float> {
        let shared = program.arenaFloatsPerSample * pass.capacity + program.arenaFloatsOnce
        return pass.arena + shared + worker.index * program.arenaFloatsPerWorker
    }

    private func memory(
        of buffer: Buffer.ID, _ pass: Pass, _ worker: Worker, _ function: LoopFunction
    ) -> UnsafeRawPointer {
        if let offset = function.plan.stripOffsets[buffer] {
            return .init(panel(pass, worker) + function.plan.panelFloats + offset)
        }
        let offset = function.plan.offsets[buffer] ?? 0
        return switch program[buffer].role {
        case .input: .init(pass.input)
        case .labels: .init(pass.labels)
        case .targets: .init(pass.targets)
        case .output: .init(pass.output)
        case .losses: .init(pass.losses)
        case .parameter, .kept: .init(pass.parameters + program[buffer].offset)
        case .gradient, .gradientSum: .init(pass.gradients + program[buffer].offset)
        case .state: .init(pass.parameters + program.parameterFloats + program[buffer].offset)
        case .activation where program[buffer].isPerSample: .init(pass.arena + offset * pass.capacity)
        case .activation: .init(pass.arena + program.arenaFloatsPerSample * pass.capacity + offset)
        }
    }
}

extension Kernel {
    /// As generated Swift would write it.
    fileprivate init(_ plan: TilePlan, _ share: SwiftPlan.Share) throws {
        let packing: Packing =
            switch plan.packing {
            case .never: .inPlace
            case .ifWorthIt: .packedForSeveralRows
            case .always: .packed
            }
        self.init(
            groups: Extent(plan.groups), rows: plan.rows.map(Extent.init), columns: Extent(plan.columns),
            over: plan.over.map(Extent.init), share: Share(share),
            contracting: plan.isContraction ? packing : nil, inChains: plan.isInChains,
            operands: plan.operands.map(Operand.init),
            program: try plan.program.map(Operation.init), numbers: plan.numbers.map(Number.init))
    }
}

extension Kernel.Extent {
    fileprivate init(_ extent: GraphCodegen.Extent) { self.init(integerLiteral: extent.constant ?? 0) }
}

extension Kernel.Share {
    fileprivate init(_ share: SwiftPlan.Share) {
        self =
            switch share {
            case .rows(let extent, let each, let block): .rows(of: .init(extent), each: each, block: block)
            case .columns(let extent, let each, let block):
                .columns(of: .init(extent), each: each, block: block)
            case .groups(let extent, let block): .groups(of: .init(extent), block: block)
            case .first: .first
            }
    }
}

extension Kernel.Operand {
    fileprivate init(_ operand: TilePlan.Operand) {
        self =
            switch operand {
            case .buffer(let number, let at, let walk, let isInteger):
                isInteger
                    ? .labels(
                        number, at: at, rows: walk.rows, over: walk.over, lane: walk.lane, group: walk.group)
                    : .buffer(
                        number, at: at, rows: walk.rows, over: walk.over, lane: walk.lane, group: walk.group)
            case .index(let at, let walk): .index(at: at, rows: walk.rows, over: walk.over, lane: walk.lane)
            case .draw(let stream, let at, let walk, let perSample):
                .draw(
                    stream, at: at, rows: walk.rows, over: walk.over, lane: walk.lane, perSample: perSample)
            case .number(let number): .number(number)
            case .slot: .slot
            }
    }
}

extension Kernel.Number {
    fileprivate init(_ number: TilePlan.Number) {
        self =
            switch number {
            case .constant(let value): .init(floatLiteral: Float(value))
            case .step: .learningRate
            case .scale: .scale
            case .samples: .samples
            }
    }
}

extension Kernel.Operation {
    struct Unknown: Error { let name: String }

    fileprivate init(_ operation: TilePlan.Operation) throws {
        let o = operation.operands + [0, 0, 0]
        switch operation.name {
        case "load": self = .load(o[0])
        case "store": self = .store(o[0])
        case "add": self = .add(o[0])
        case "subtract": self = .subtract(o[0])
        case "subtractFrom": self = .subtractFrom(o[0])
        case "multiply": self = .multiply(o[0])
        case "divide": self = .divide(o[0])
        case "divideInto": self = .divideInto(o[0])
        case "max": self = .max(o[0])
        case "maxOf": self = .maxOf(o[0])
        case "min": self = .min(o[0])
        case "minOf": self = .minOf(o[0])
        case "keepGreater": self = .keepGreater(o[0], o[1], o[2])
        case "replaceGreater": self = .replaceGreater(o[0], o[1], o[2])
        case "keepEqual": self = .keepEqual(o[0], o[1], o[2])
        case "replaceEqual": self = .replaceEqual(o[0], o[1], o[2])
        case "sum": self = .sum(o[0])
        case "products": self = .products(o[0], o[1])
        case "maximum": self = .maximum(o[0], o[1])
        case "next": self = .next(o[0])
        case "sumOfLanes": self = .sumOfLanes
        case "productsOfLanes": self = .productsOfLanes(o[0])
        case "greatestLane": self = .greatestLane
        case "exp": self = .exp
        case "expm1": self = .expm1
        case "log": self = .log
        case "log1p": self = .log1p
        case "tanh": self = .tanh
        case "erf": self = .erf
        case "sqrt": self = .sqrt
        case "negate": self = .negate
        default: throw Unknown(name: operation.name)
        }
    }
}
