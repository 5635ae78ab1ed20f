import GraphIR

/// The functions of a model, in terms of its statements.
struct CEntries {
    let model: CModel
    /// For each function of the program, the calls of its statements.
    let calls: [[String]]

    private var prefix: String { model.prefix }
    private var macro: String { model.macro }
    private var program: LoopProgram { model.program }

    var sections: [String] {
        var sections = movesParameters ? [areFinite] : []
        for (function, calls) in zip(program.functions, calls) {
            let run = CRun(model: model, function: function, calls: calls)
            if let optimizer = run.optimizer { sections.append(optimizer.source) }
            sections.append(run.text)
        }
        sections += [
            "static const \(prefix)_worker \(prefix)_alone = {0, 1, NULL, NULL};",
            description,
            CInitializer(model: model).text,
        ]
        if program.drawsRandomNumbers { sections.append(stepSeed) }
        if program.loss.readsLabels { sections.append(checks) }
        sections.append(gradients)
        for role in [LoopFunction.Role.forward, .loss, .gradient, .accumulate] {
            sections += [shared(role), alone(role)]
        }
        sections += CUpdate(model: model, optimizer: nil).sections + [shared(.step), alone(.step)]
        for optimizer in model.optimizers {
            sections += CUpdate(model: model, optimizer: optimizer).sections
            sections += [shared(.step, optimizer), alone(optimizer)]
        }
        return sections + [run]
    }

    private var description: String {
        let targets = program.loss.readsLabels ? 0 : program.outputs
        return """
            \(prefix)_sizes \(prefix)_describe(void)
            {
                const \(prefix)_sizes sizes = {
                    \(macro)_LIBRARY, \(macro)_INPUTS, \(macro)_OUTPUTS, \(targets),
                    \(program.parameterFloats), \(program.stateFloats), \(program.smallestTrainingBatch),
                    \(program.arenaFloatsPerSample), \(program.arenaFloatsOnce), \(program.arenaFloatsPerWorker),
                };
                return sizes;
            }
            """
    }

    private var stepSeed: String {
        """
        \(model.stepSeedPrototype)
        {
            return \(prefix)_splitmix(\(prefix)_splitmix(run, 1) ^ ~step, 0);
        }
        """
    }

    private var movesParameters: Bool { program.functions.contains { program.firstMove(of: $0) != nil } }

    /// By their bits: some options of compilers take it that every number is finite.
    private var areFinite: String {
        """
        \(macro)_NOINLINE static int \(prefix)_are_finite(const float *numbers, size_t count)
        {
            uint32_t found = 0;
            for (size_t i = 0; i < count; ++i) {
                const union { float number; uint32_t bits; } each = {numbers[i]};
                found |= (each.bits & 0x7f800000u) == 0x7f800000u;
            }
            return !found;
        }
        """
    }

    private var checks: String {
        """
        \(macro)_NOINLINE static int \(prefix)_labels_fit(const int32_t *labels, size_t samples)
        {
            for (size_t b = 0; b < samples; ++b)
                if (labels[b] < 0 || labels[b] >= \(macro)_OUTPUTS) return 0;
            return 1;
        }
        """
    }

    // MARK: What the header declares

    /// The function for one thread, in terms of that for several.
    private func alone(_ role: LoopFunction.Role) -> String {
        let samples = "inputs, \(model.expected.name), samples"
        let arguments =
            switch role {
            case .forward, .sample: "parameters, arena, inputs, samples, logits"
            case .loss: "parameters, arena, \(samples), logits, losses"
            case .gradient, .accumulate: "parameters, arena, \(samples), \(seed)logits, losses, gradient"
            case .step: "parameters, arena, \(samples), learning_rate, \(seed)logits, losses"
            }
        return """
            \(model.prototype(role))
            {
                return \(prefix)_\(verb(role))_shared(\(arguments), &\(prefix)_alone);
            }
            """
    }

    private func alone(_ optimizer: COptimizerStep) -> String {
        let arguments =
            "parameters, arena, optimizer, inputs, \(model.expected.name), samples, \(seed)logits, losses"
        return """
            \(model.prototype(optimizer))
            {
                return \(optimizer.type)_step_shared(\(arguments), &\(prefix)_alone);
            }
            """
    }

    /// Passed on where it is taken.
    private var seed: String { program.drawsRandomNumbers ? "seed, " : "" }

    private func verb(_ role: LoopFunction.Role) -> String {
        switch role {
        case .forward, .sample: "logits"
        case .loss: "loss"
        case .gradient: "gradient"
        case .accumulate: "accumulate"
        case .step: "train_step"
        }
    }

    private func shared(_ role: LoopFunction.Role, _ optimizer: COptimizerStep? = nil) -> String {
        var printer = CodePrinter()
        printer.line(
            optimizer.map { model.prototype($0, shared: true) } ?? model.prototype(role, shared: true))
        printer.line("{")
        printer.indented { printer in
            printChecks(role, optimizer, to: &printer)
            switch role {
            case .forward, .sample, .loss:
                printPass(role, to: &printer)
                printPieces(of: role, pass: "pass.", to: &printer) { printer in
                    printer.line("\(prefix)_run_\(role.rawValue)(&pass);")
                }
            case .gradient, .accumulate:
                printPass(role, to: &printer)
                printer.line("pass.gradients = gradient->values;")
                printer.line("\(prefix)_run_pieces(&pass, samples, \(role == .accumulate ? 1 : 0));")
            case .step:
                printPass(role, to: &printer)
                printStep(optimizer, to: &printer)
            }
            printer.line("return \(macro)_OK;")
        }
        printer.line("}")
        return printer.text
    }

    private func printChecks(
        _ role: LoopFunction.Role, _ optimizer: COptimizerStep?, to printer: inout CodePrinter
    ) {
        printer.line(model.workerCheck)
        let tooMany = role.isTraining ? " || samples > \(macro)_BATCH" : ""
        let tooFew =
            role.isTraining && program.smallestTrainingBatch > 1
            ? "samples < \(program.smallestTrainingBatch)" : "samples == 0"
        printer.line("if (\(tooFew)\(tooMany)) return \(macro)_BAD_SAMPLE_COUNT;")
        if role != .forward, program.loss.readsLabels {
            printer.line("if (!\(prefix)_labels_fit(labels, samples)) return \(macro)_BAD_LABEL;")
        }
        if let optimizer { printer.line(optimizer.settingCheck) }
    }

    /// What a run is told, but for what differs from piece to piece.
    private func printPass(_ role: LoopFunction.Role, to printer: inout CodePrinter) {
        printer.line("\(prefix)_pass pass = {0};")
        printer.line("pass.input = inputs;\npass.output = logits;")
        // Only a step writes the parameters, and only training the state.
        printer.line("pass.parameters = (float *)parameters->values;")
        if model.hasState { printer.line("pass.state = (float *)parameters->state;") }
        printer.line("pass.arena = arena->values;\npass.capacity = \(model.arenaRows);")
        if role != .forward {
            printer.line("pass.losses = losses;\npass.\(model.expected.name) = \(model.expected.name);")
        }
        if role.isTraining, program.drawsRandomNumbers { printer.line("pass.seed = seed;") }
        printer.line("pass.isa = \(prefix)_isa();\npass.worker = worker;")
    }

    /// Any number of samples, as many at a time as are worked on together.
    ///
    /// - Parameter pass: What stands in front of a field.
    private func printPieces(
        of role: LoopFunction.Role, pass: String, to printer: inout CodePrinter,
        _ run: (inout CodePrinter) -> Void
    ) {
        let piece = "\(macro)_PIECE"
        printer.block("for (size_t first = 0; first < samples; first += \(piece))") { printer in
            printer.line("\(pass)rows = samples - first < \(piece) ? samples - first : \(piece);")
            run(&printer)
            // What is needed between the layers is used again.
            printer.line("\(prefix)_wait(\(pass)worker);")
            func advance(_ field: String, _ count: Int) {
                printer.line("\(pass)\(field) += \(product("\(pass)rows", count));")
            }
            advance("input", program.inputShape.count)
            advance("output", program.outputs)
            guard role != .forward else { return }
            advance("losses", 1)
            advance(model.expected.name, model.expected.count)
            if role.isTraining, program.drawsRandomNumbers { advance("first", 1) }
        }
    }

    // MARK: Training

    /// What gradients have in common: a batch that is larger than what is worked on together is walked in pieces,
    /// unless a layer looks at all of its samples at once.
    private var gradients: String {
        var printer = CodePrinter()
        printer.line("/* The gradient of a batch: stored, or added to what there is. */")
        printer.block(
            "\(macro)_NOINLINE static void \(prefix)_run_pieces(\(prefix)_pass *pass, size_t samples, int adds)"
        ) { printer in
            printer.line("pass->scale = 1.0f / (float)samples;")
            printer.line(
                "/* To add a gradient is to go along it at this rate. */\npass->learning_rate = -1.0f;")
            func run(_ adds: String, _ printer: inout CodePrinter) {
                printer.line(
                    "if (\(adds)) \(prefix)_run_accumulate(pass);\nelse \(prefix)_run_gradient(pass);")
            }
            if program.trainsInPieces {
                printPieces(of: .gradient, pass: "pass->", to: &printer) { run("adds || first > 0", &$0) }
            } else {
                printer.line("pass->rows = samples;")
                run("adds", &printer)
                printer.line("\(prefix)_wait(pass->worker);")
            }
        }
        return printer.text
    }

    private func printStep(_ optimizer: COptimizerStep?, to printer: inout CodePrinter) {
        if program.trainsInPieces {
            let update = CUpdate(model: model, optimizer: optimizer)
            printer.line("#if \(macro)_BATCH > \(macro)_PIECE")
            printer.block("if (samples > \(macro)_PIECE)") { printer in
                printer.line("pass.gradients = arena->gradient.values;")
                // The update goes over what lies between the parameters, too.
                printer.line("const \(prefix)_part part = \(update.share);")
                printer.line("for (size_t i = part.from; i < part.to; ++i) pass.gradients[i] = 0.0f;")
                printer.line("\(prefix)_wait(worker);")
                printer.line("\(prefix)_run_pieces(&pass, samples, 0);")
                if movesParameters {
                    printer.line("if (!\(prefix)_are_finite(losses, samples)) return \(macro)_NOT_FINITE;")
                }
                if optimizer == nil { printer.line("pass.learning_rate = learning_rate;") }
                printer.line("\(update.runName)(\(update.runArguments));\nreturn \(macro)_OK;")
            }
            printer.line("#endif")
        }
        printer.line("pass.rows = samples;\npass.scale = 1.0f / (float)samples;")
        if let optimizer {
            printer.line("const int moved = \(prefix)_run_\(optimizer.optimizer.cName)(&pass, optimizer);")
        } else {
            printer.line("pass.learning_rate = learning_rate;")
            printer.line("const int moved = \(prefix)_run_step(&pass);")
        }
        printer.line("\(prefix)_wait(worker);")
        printer.line("if (!moved) return \(macro)_NOT_FINITE;")
    }

    // MARK: A run

    /// What a program calls that has loaded the code as a library.
    private var run: String {
        let smallest = program.smallestTrainingBatch
        let tooFew =
            "if (role >= \(macro)_GRADIENT && pass->rows < \(smallest)) return \(macro)_BAD_SAMPLE_COUNT;"
        let badLabel = """
            if (role != \(macro)_FORWARD && !\(prefix)_labels_fit(pass->labels, pass->rows))
                    return \(macro)_BAD_LABEL;
            """
        let checks = (smallest > 1 ? [tooFew] : []) + (program.loss.readsLabels ? [badLabel] : [])
        return """
            \(model.runPrototype)
            {
                const \(prefix)_worker *worker = pass->worker;
                if (worker->index >= worker->count) return \(macro)_BAD_WORKER;
                if (pass->rows == 0 || pass->rows > pass->capacity) return \(macro)_BAD_SAMPLE_COUNT;
            \(checks.map { "    \($0)\n" }.joined())    pass->isa = \(prefix)_isa();
                switch (role) {
                case \(macro)_FORWARD:
                    \(prefix)_run_forward(pass);
                    break;
                case \(macro)_LOSS:
                    \(prefix)_run_loss(pass);
                    break;
                case \(macro)_GRADIENT:
                    \(prefix)_run_gradient(pass);
                    break;
                case \(macro)_ACCUMULATE:
                    pass->learning_rate = -1.0f;
                    \(prefix)_run_accumulate(pass);
                    break;
                case \(macro)_STEP:
                    if (!\(prefix)_run_step(pass)) return \(macro)_NOT_FINITE;
                    break;
                }
                return \(macro)_OK;
            }
            """
    }
}
