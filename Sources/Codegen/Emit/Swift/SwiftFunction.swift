/// How generated Swift writes a function of a model: where its buffers lie, and the plans that run on them.
struct SwiftFunction {
    let function: LoopFunction
    let calls: [SwiftStatements.Call]
    let program: LoopProgram
    let modifier: String
    /// What each statement is needed for.
    private let needs: [LoopProgram.Need]
    private let firstMove: Int?
    private let lastLoss: Int?

    init(function: LoopFunction, calls: [SwiftStatements.Call], program: LoopProgram, modifier: String) {
        self.function = function
        self.calls = calls
        self.program = program
        self.modifier = modifier
        needs = program.needs(of: function)
        firstMove = program.firstMove(of: function)
        lastLoss = program.lastLoss(of: function)
    }

    private var plan: MemoryPlan { function.plan }

    func print(to printer: inout CodePrinter) {
        let access = function.role == .sample ? "private " : modifier
        let head = "\(access)static func \(function.role.rawValue)"
        let parameters = "(_ pass: GraphRuntime.Pass, _ worker: GraphRuntime.Worker)"
        printer.block(head + parameters) { printer in
            if function.role == .forward, program.sharesSamples {
                printer.line("if pass.rows == 1 && worker.count > 1 { return sample(pass, worker) }")
            }
            printBuffers(to: &printer)
            for call in calls {
                let first = call.statements.lowerBound
                guard let strip = function.strip(at: first) else {
                    print(call, to: &printer)
                    continue
                }
                if strip.statements.lowerBound == first { print(strip, to: &printer) }
            }
        }
    }

    private func printBuffers(to printer: inout CodePrinter) {
        let buffers = Set(calls.flatMap(\.buffers))
        let used = program.buffersUsed(by: function).filter(buffers.contains)
        for buffer in used where plan.stripOffsets[buffer] == nil {
            printer.line("let \(program[buffer].name.camelCased) = \(place(of: buffer))")
        }
        guard plan.floatsPerWorker > 0 else { return }
        let shared = program.arenaFloatsPerSample
        let once = program.arenaFloatsOnce == 0 ? "" : " + \(program.arenaFloatsOnce)"
        printer.line(
            "let panel = pass.arena + \(shared) * pass.capacity\(once) "
                + "+ worker.index * \(program.arenaFloatsPerWorker)")
        for buffer in used {
            guard let offset = plan.stripOffsets[buffer] else { continue }
            printer.line("let \(program[buffer].name.camelCased) = panel + \(plan.panelFloats + offset)")
        }
    }

    private func print(_ call: SwiftStatements.Call, to printer: inout CodePrinter) {
        printer.line()
        printHeadings(of: call, to: &printer)
        let first = call.statements.lowerBound
        if function.slices[first].waits || first == firstMove { printer.line("worker.synchronize()") }
        if first == firstMove {
            let end = program.parameterFloats + program.stateFloats
            let state = program.stateFloats > 0 ? "(state: \(program.parameterFloats)..<\(end))" : "()"
            printer.line("guard pass.isFinite\(state) else { return }")
        }
        let buffers = call.buffers.map { program[$0].name.camelCased }
        printer.line(text(of: call, by: "worker", on: buffers))
    }

    private func print(_ strip: Strip, to printer: inout CodePrinter) {
        printer.line()
        if function.slices[strip.statements.lowerBound].waits { printer.line("worker.synchronize()") }
        let samples = "samples: \(strip.samples), block: \(strip.block)"
        printer.block("for strip in worker.strips(of: pass, \(samples))") { printer in
            for call in calls where strip.statements.contains(call.statements.lowerBound) {
                printHeadings(of: call, to: &printer)
                let buffers = call.buffers.map { buffer in
                    let name = program[buffer].name.camelCased
                    let floats = program.floatsPerSample(of: buffer, in: function)
                    return floats.map { "\(name) + strip.first * \($0)" } ?? name
                }
                printer.line(text(of: call, by: "strip", on: buffers))
            }
        }
    }

    private func printHeadings(of call: SwiftStatements.Call, to printer: inout CodePrinter) {
        for statement in function.body[call.statements] {
            printer.line("// \(program.heading(of: statement))")
        }
    }

    private func text(of call: SwiftStatements.Call, by worker: String, on buffers: [String]) -> String {
        let arguments = ["pass", worker] + buffers + call.others + layer(of: call)
        let run = "\(call.kernel).run(\(arguments.joined(separator: ", ")))"
        // Only the gradients of the first parameters may need it, which may be frozen.
        guard case .gradients(let last) = needs[call.statements].max() else { return run }
        return "if pass.firstTrained <= \(last) { \(run) }"
    }

    /// Of what leads to a loss: where a number that is not finite comes from is asked when a loss is none.
    private func layer(of call: SwiftStatements.Call) -> [String] {
        guard let lastLoss, call.statements.lowerBound <= lastLoss else { return [] }
        return ["layer: \"\(program.layers(of: function.body[call.statements]))\""]
    }

    private func place(of buffer: Buffer.ID) -> String {
        let offset = plan.offsets[buffer] ?? 0
        return switch program[buffer].role {
        case .input: "pass.input"
        case .labels: "pass.labels"
        case .targets: "pass.targets"
        case .output: "pass.output"
        case .losses: "pass.losses"
        case .parameter: "pass.parameters + \(program[buffer].offset)"
        case .gradient, .gradientSum: "pass.gradients + \(program[buffer].offset)"
        case .state: "pass.parameters + \(program.parameterFloats + program[buffer].offset)"
        // Kernels come to it by the parameters' place.
        case .kept: "pass.parameters + \(program[buffer].offset)"
        case .activation where program[buffer].isPerSample: "pass.arena + \(offset) * pass.capacity"
        case .activation: "pass.arena + \(program.arenaFloatsPerSample) * pass.capacity + \(offset)"
        }
    }
}
