import GraphIR

/// One run of a function over at most a batch: where its buffers lie, and the calls of its statements. That of a step
/// returns whether the losses are finite; otherwise it has moved no parameter.
struct CRun {
    let model: CModel
    let function: LoopFunction
    let calls: [String]
    /// Nil of what a library does not run.
    private let lastLoss: Int?

    init(model: CModel, function: LoopFunction, calls: [String]) {
        self.model = model
        self.function = function
        self.calls = calls
        lastLoss = function.optimizer == nil ? model.program.lastLoss(of: function) : nil
    }

    private var prefix: String { model.prefix }
    private var program: LoopProgram { model.program }

    var optimizer: COptimizerStep? {
        function.optimizer.map { COptimizerStep(optimizer: $0, prefix: prefix) }
    }

    var text: String {
        var printer = CodePrinter()
        let optimizer = optimizer
        let parameter = optimizer.map { ", \($0.type) *optimizer" } ?? ""
        let result = function.role == .step ? "int" : "void"
        let head = "static \(result) \(prefix)_run_\(function.name)"
        printer.block("\(head)(const \(prefix)_pass *pass\(parameter))") { printer in
            printer.line("const \(prefix)_worker *worker = pass->worker;")
            if function.role == .forward, program.sharesSamples {
                printer.block("if (pass->rows == 1 && worker->count > 1)") { printer in
                    printer.line("\(prefix)_run_sample(pass);\nreturn;")
                }
            }
            for buffer in program.buffersUsed(by: function) where function.plan.stripOffsets[buffer] == nil {
                printer.line(declaration(of: buffer))
            }
            let leaves = function.body.leaves
            for (stream, length) in streams {
                printer.line(
                    "const uint64_t key\(stream) = \(model.key(of: stream, length: length, first: "pass->first"));"
                )
            }
            if leaves.contains(.scale) { printer.line("const float scale = pass->scale;") }
            if let optimizer {
                optimizer.begin(reading: leaves.numbers, &printer)
            } else if leaves.contains(.number("learning_rate")) {
                printer.line("const float learning_rate = pass->learning_rate;")
            }
            if function.plan.floatsPerWorker > 0 {
                printer.line(
                    "float *scratch = pass->arena + \(model.workerMemory(of: capacity)) "
                        + "+ worker->index * \(program.arenaFloatsPerWorker);")
                for buffer in program.buffersUsed(by: function) {
                    guard let offset = function.plan.stripOffsets[buffer] else { continue }
                    printer.line(
                        "float *\(program[buffer].name) = scratch + \(function.plan.panelFloats + offset);")
                }
            }
            let move = program.firstMove(of: function)
            let needs = program.needs(of: function)
            let lines = calls.indices.map { position in
                let look = look(behind: position).map { "\n\($0)" } ?? ""
                return "\(condition(needs[position]))\(calls[position])\(look)"
            }
            for (position, line) in lines.enumerated() {
                if function.slices[position].waits || position == move {
                    printer.line("\(prefix)_wait(worker);")
                }
                if position == move {
                    printer.line("if (!\(prefix)_are_finite(pass->losses, pass->rows)) return 0;")
                    if model.hasState {
                        let count = program.stateFloats
                        printer.line("if (!\(prefix)_are_finite(pass->state, \(count))) return 0;")
                    }
                    optimizer?.advance(&printer)
                }
                guard let strip = function.strip(at: position) else {
                    printer.line(line)
                    continue
                }
                if position == strip.statements.lowerBound {
                    CStrip(strip, of: function, in: model).print(lines[strip.statements], to: &printer)
                }
            }
            if function.role == .step { printer.line("return 1;") }
        }
        return printer.text
    }

    /// Only the gradients of the first parameters may need a statement, which may be frozen.
    private func condition(_ need: LoopProgram.Need) -> String {
        switch need {
        case .gradients(let last): "if (pass->first_trained <= \(last))\n    "
        case .always: ""
        }
    }

    /// Behind the last statement of a layer that leads to a loss: where a number that is not finite comes from is asked
    /// when a loss is none.
    private func look(behind position: Int) -> String? {
        guard let lastLoss, position <= lastLoss else { return nil }
        let layers = program.layers(of: [function.body[position]])
        let next = position + 1
        let goesOn = position < lastLoss && program.layers(of: [function.body[next]]) == layers
        let isInSameStrip = function.strip(at: position)?.statements == function.strip(at: next)?.statements
        return goesOn && isInSameStrip ? nil : "if (pass->look) pass->look(pass->context, \"\(layers)\");"
    }

    /// What statements outside of strips draw from.
    private var streams: [(key: Int, value: Int)] {
        let outside = function.body.indices.filter { function.strip(at: $0) == nil }
        return outside.map { function.body[$0] }.leaves.streamLengths.sorted { $0.key < $1.key }
    }

    /// The samples that the arena has room for.
    private var capacity: String { "pass->capacity" }

    private func declaration(of buffer: Buffer.ID) -> String {
        let name = program[buffer].name
        let type =
            switch program[buffer].role {
            case .input, .targets: "const float"
            case .labels: "const int32_t"
            case .parameter, .state, .gradient, .gradientSum, .kept, .activation, .output, .losses: "float"
            }
        let offset = function.plan.offsets[buffer] ?? 0
        let place =
            switch program[buffer].role {
            case .input: "pass->input"
            case .labels: "pass->labels"
            case .targets: "pass->targets"
            case .output: "pass->output"
            case .losses: "pass->losses"
            case .parameter: "pass->parameters + \(program[buffer].offset)"
            case .gradient, .gradientSum: "pass->gradients + \(program[buffer].offset)"
            case .state: "pass->state + \(program[buffer].offset)"
            case .kept(let state): "optimizer->\(state).values + \(program[buffer].offset)"
            case .activation where program[buffer].isPerSample:
                "pass->arena + \(offset) * \(capacity)"
            case .activation: "pass->arena + \(model.fixedMemory(of: capacity)) + \(offset)"
            }
        return "\(type) *\(name) = \(place);"
    }
}
