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
        var sections: [String] = []
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
        if program.loss == .crossEntropy { sections.append(checks) }
        sections += [shared(.forward), alone(.forward), loss]
        for role in [LoopFunction.Role.gradient, .step] { sections += [shared(role), alone(role)] }
        for optimizer in model.optimizers { sections += [shared(.step, optimizer), alone(optimizer)] }
        return sections
    }

    private var description: String {
        let targets =
            switch program.loss {
            case .crossEntropy: 0
            case .meanSquaredError: program.outputs
            }
        return """
            \(prefix)_sizes \(prefix)_describe(void)
            {
                const \(prefix)_sizes sizes = {
                    \(macro)_INPUTS, \(macro)_OUTPUTS, \(targets), \(program.parameterFloats),
                    sizeof(\(prefix)_arena) / sizeof(float), \(macro)_BATCH, \(macro)_THREADS,
                    \(program.stateFloats), \(program.smallestTrainingBatch), \(program.drawsRandomNumbers ? 1 : 0),
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

    private var checks: String {
        """
        static int \(prefix)_labels_fit(const int32_t *labels, size_t samples)
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
        let arguments =
            switch role {
            case .forward, .loss: "parameters, arena, inputs, samples, logits"
            case .gradient:
                "parameters, arena, inputs, \(model.expected.name), samples, \(seed)logits, losses, gradient"
            case .step:
                "parameters, arena, inputs, \(model.expected.name), samples, learning_rate, \(seed)logits, losses"
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
        case .forward: "logits"
        case .loss: "loss"
        case .gradient: "gradient"
        case .step: "train_step"
        }
    }

    private func shared(_ role: LoopFunction.Role, _ optimizer: COptimizerStep? = nil) -> String {
        var printer = CodePrinter()
        let trains = role != .forward
        printer.line(
            optimizer.map { model.prototype($0, shared: true) } ?? model.prototype(role, shared: true))
        printer.line("{")
        printer.indented { printer in
            printer.line(
                "if (worker->index >= worker->count || worker->count > \(macro)_THREADS) return \(macro)_BAD_WORKER;"
            )
            let tooMany = trains ? " || samples > \(macro)_BATCH" : ""
            let tooFew =
                trains && program.smallestTrainingBatch > 1
                ? "samples < \(program.smallestTrainingBatch)" : "samples == 0"
            printer.line("if (\(tooFew)\(tooMany)) return \(macro)_BAD_SAMPLE_COUNT;")
            if trains {
                printLabelCheck(to: &printer)
                if let optimizer {
                    printer.line("if (!\(optimizer.type)_fits(optimizer)) return \(macro)_BAD_SETTING;")
                }
                printRun(role, optimizer, at: nil, worker: "worker", to: &printer)
            } else {
                printChunks(role, worker: "worker", to: &printer)
            }
            printer.line("return \(macro)_OK;")
        }
        printer.line("}")
        return printer.text
    }

    private var loss: String {
        var printer = CodePrinter()
        printer.line(model.prototype(.loss))
        printer.line("{")
        printer.indented { printer in
            printer.line("if (samples == 0) return \(macro)_BAD_SAMPLE_COUNT;")
            printLabelCheck(to: &printer)
            printChunks(.loss, worker: "&\(prefix)_alone", to: &printer)
            printer.line("return \(macro)_OK;")
        }
        printer.line("}")
        return printer.text
    }

    private func printLabelCheck(to printer: inout CodePrinter) {
        guard program.loss == .crossEntropy else { return }
        printer.line("if (!\(prefix)_labels_fit(labels, samples)) return \(macro)_BAD_LABEL;")
    }

    /// Any number of samples, a batch at a time.
    private func printChunks(_ role: LoopFunction.Role, worker: String, to printer: inout CodePrinter) {
        printer.block("for (size_t first = 0; first < samples; first += \(macro)_BATCH)") {
            printRun(role, at: "first", worker: worker, to: &$0)
        }
    }

    /// - Parameter first: The variable with the first sample; nil for the first of all.
    private func printRun(
        _ role: LoopFunction.Role, _ optimizer: COptimizerStep? = nil, at first: String?, worker: String,
        to printer: inout CodePrinter
    ) {
        func shifted(_ name: String, _ stride: Int) -> String {
            first.map { "\(name) + \(product($0, stride))" } ?? name
        }
        let rest = first.map { "samples - \($0) < \(macro)_BATCH ? samples - \($0) : \(macro)_BATCH" }
        printer.line("\(prefix)_pass pass = {0};")
        printer.line("pass.rows = \(rest ?? "samples");")
        printer.line("pass.input = \(shifted("inputs", program.inputShape.count));")
        printer.line("pass.output = \(shifted("logits", program.outputs));")
        // Only a step writes the parameters, and only training the state.
        printer.line("pass.parameters = (float *)parameters->values;")
        if model.hasState { printer.line("pass.state = (float *)parameters->state;") }
        printer.line("pass.arena = arena->values;")
        if role != .forward {
            printer.line("pass.losses = \(shifted("losses", 1));")
            printer.line(
                "pass.\(model.expected.name) = \(shifted(model.expected.name, model.expected.count));")
        }
        if role.isTraining, program.drawsRandomNumbers { printer.line("pass.seed = seed;") }
        switch role {
        case .forward, .loss: break
        case .gradient:
            printer.line("pass.scale = 1.0f / (float)samples;")
            printer.line("pass.gradients = gradient->values;")
        case .step:
            printer.line("pass.scale = 1.0f / (float)samples;")
            if optimizer == nil { printer.line("pass.learning_rate = learning_rate;") }
        }
        printer.line("pass.isa = \(prefix)_isa();")
        printer.line("pass.worker = \(worker);")
        if let optimizer {
            printer.line("\(prefix)_run_\(optimizer.optimizer.cName)(&pass, optimizer);")
        } else {
            printer.line("\(prefix)_run_\(role.rawValue)(&pass);")
        }
        // What is needed between the layers is used again.
        if role != .loss { printer.line("\(prefix)_wait(worker);") }
    }
}
