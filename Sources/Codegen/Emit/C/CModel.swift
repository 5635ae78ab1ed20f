import GraphIR

/// Generated C: a source file and the header that it includes.
public struct GeneratedC: Sendable {
    public var source: String
    public var header: String
}

extension Compilation {
    /// The model as C11 without malloc, written globals or anything but `<stddef.h> <stdint.h> <math.h>`.
    ///
    /// - Parameters:
    ///   - sourceName: What the header comment says the code comes from: `digits.nn`.
    ///   - headerName: What the source includes: `digits.h`.
    public func c(sourceName: String, headerName: String) -> GeneratedC {
        let model = CModel(program: program, target: target, sourceName: sourceName)
        return GeneratedC(
            source: breakingLongLines(of: model.source(including: headerName)),
            header: breakingLongLines(of: CHeader(model: model).text))
    }
}

/// The C of one model.
struct CModel {
    /// That of the types by which a library is used, which `Sources/TileKernels/include/generated_c.h` has once more.
    static let libraryVersion = 1

    let program: LoopProgram
    let target: Target
    let sourceName: String
    /// In front of every function and type.
    let prefix: String
    /// In front of every macro.
    let macro: String

    init(program: LoopProgram, target: Target, sourceName: String) {
        self.program = program
        self.target = target
        self.sourceName = sourceName
        prefix = program.name.snakeCased
        macro = prefix.uppercased()
    }

    /// What is known of each sample besides its input.
    var expected: (type: String, name: String, text: String, count: Int) {
        program.loss.readsLabels
            ? ("int32_t", "labels", "[samples], each in 0 ... \(program.outputs - 1)", 1)
            : ("float", "targets", "[samples, \(program.outputs)]", program.outputs)
    }

    /// Whether layers keep something of what they are trained with.
    var hasState: Bool { program.stateFloats > 0 }

    /// What a training function is told besides, if layers draw random numbers.
    private var seed: [String] { program.drawsRandomNumbers ? ["uint64_t seed"] : [] }

    /// `net_step_seed(…)`
    var stepSeedPrototype: String { "uint64_t \(prefix)_step_seed(uint64_t run, uint64_t step)" }

    /// The samples that the arena of the header has room for.
    var arenaRows: String { "\(macro)_\(program.trainsInPieces ? "PIECE" : "BATCH")" }

    /// How large that is.
    var arenaFloats: String {
        workerMemory(of: "(size_t)\(arenaRows)")
            + " + \(program.arenaFloatsPerWorker) * (size_t)\(macro)_THREADS + \(target.lanes)"
    }

    /// Where what is needed once begins in an arena for so many samples, …
    func fixedMemory(of rows: String) -> String { "\(program.arenaFloatsPerSample) * \(rows)" }

    /// … and where what each worker needs does.
    func workerMemory(of rows: String) -> String {
        let once = program.arenaFloatsOnce
        return once == 0 ? fixedMemory(of: rows) : "\(fixedMemory(of: rows)) + \(once)"
    }

    /// The worker's share of an index.
    func share(of index: LoopIndex, by block: Int) -> String {
        let extent = index.extent.constant.map(String.init) ?? "pass->rows"
        return "\(prefix)_share(worker, \(extent), \(block))"
    }

    /// What the samples from the first one on draw from a stream with, of which each has so many numbers.
    func key(of stream: Int, length: Int, first: String) -> String {
        let place = first.contains(" ") ? product("(\(first))", length) : product(first, length)
        return "\(prefix)_key(pass->seed, \(stream + 1), \(place))"
    }

    /// `net_run(…)`
    var runPrototype: String { "\(prefix)_status \(prefix)_run(\(prefix)_pass *pass, \(prefix)_role role)" }

    /// What refuses a worker that the arena has no room for.
    var workerCheck: String {
        "if (worker->index >= worker->count || worker->count > \(macro)_THREADS) return \(macro)_BAD_WORKER;"
    }

    func source(including headerName: String) -> String {
        let statements = program.functions.flatMap(\.body)
        let initializer = CInitializer(model: self)
        // Updates call them even where there is no parameter that a statement updates.
        let rules = optimizers.map(\.optimizer.rule)
        let updates = rules.flatMap(\.lines).map(\.value.mathFunctions)
        let hasProductsInDouble = rules.flatMap(\.stepValues).contains { $0.mathFunctions.contains(.rounded) }
        let inDouble: Set<CMath> = hasProductsInDouble ? [.roundedDouble] : []
        let functions = ([initializer.functions, inDouble] + updates + statements.map(\.mathFunctions))
            .reduce(into: Set<CMath>()) { $0.formUnion($1) }
        let contractions = statements.compactMap { statement -> (fold: Fold, shape: TileShape)? in
            guard case .fold(let fold) = statement else { return nil }
            return TileShape(fold, in: program, for: target).map { (fold, $0) }
        }
        let library = CStatements(self)
        var sections = [
            """
            /* \(generatedMark(sourceName: sourceName)) */
            #include "\(headerName)"
            #include <math.h>
            """,
            CTile.vectors(prefix: prefix),
        ]
        sections += CMath.closure(of: functions).map { $0.definition(prefix: prefix) }
        if !contractions.isEmpty {
            sections += [CTile.tile(prefix: prefix)]
            if contractions.contains(where: \.shape.isInChains) {
                sections.append(CTile.chains(prefix: prefix))
            }
            if contractions.contains(where: { target.packing(of: $0.fold, in: program) != .never }) {
                sections.append(CTile.pack(prefix: prefix))
            }
            sections += [CTile.tiles(prefix: prefix), CTile.kernels(prefix: prefix)]
        }
        sections.append(CPass(model: self).text)
        sections += library.definitions
        sections += CEntries(model: self, calls: library.calls).sections
        return sections.map(\.withoutLastNewline).joined(separator: "\n\n") + "\n"
    }

    /// The optimizers that there is a step for.
    var optimizers: [COptimizerStep] {
        program.functions.compactMap(\.optimizer).map { COptimizerStep(optimizer: $0, prefix: prefix) }
    }

    /// `net_adam_step(…)`
    func prototype(_ optimizer: COptimizerStep, shared: Bool = false) -> String {
        let arguments = [
            "\(prefix)_parameters *parameters", "\(prefix)_arena *arena", "\(optimizer.type) *optimizer",
            "const float *inputs", "const \(expected.type) *\(expected.name)", "size_t samples",
        ]
        let results = ["float *logits", "float *losses"]
        let worker = shared ? ["const \(prefix)_worker *worker"] : []
        let name = "\(optimizer.type)_step\(shared ? "_shared" : "")"
        let all = arguments + seed + results + worker
        return "\(prefix)_status \(name)(\(all.joined(separator: ", ")))"
    }

    func prototype(_ role: LoopFunction.Role, shared: Bool = false) -> String {
        let worker = shared ? ["const \(prefix)_worker *worker"] : []
        let suffix = shared ? "_shared" : ""
        let samples = "const float *inputs"
        let expected = "const \(expected.type) *\(expected.name)"
        let arena = "\(prefix)_arena *arena"
        func text(_ verb: String, _ arguments: [String]) -> String {
            "\(prefix)_status \(prefix)_\(verb)(\(arguments.joined(separator: ", ")))"
        }
        let constant = "const \(prefix)_parameters *parameters"
        switch role {
        case .forward, .sample:
            return text(
                "logits\(suffix)", [constant, arena, samples, "size_t samples", "float *logits"] + worker)
        case .loss:
            return text(
                "loss\(suffix)",
                [constant, arena, samples, expected, "size_t samples", "float *logits", "float *losses"]
                    + worker)
        case .gradient, .accumulate:
            return text(
                "\(role.rawValue)\(suffix)",
                [
                    "\(hasState ? "" : "const ")\(prefix)_parameters *parameters", arena, samples, expected,
                    "size_t samples",
                ] + seed + ["float *logits", "float *losses", "\(prefix)_parameters *gradient"] + worker)
        case .step:
            return text(
                "train_step\(suffix)",
                [
                    "\(prefix)_parameters *parameters", arena, samples, expected, "size_t samples",
                    "float learning_rate",
                ] + seed + ["float *logits", "float *losses"] + worker)
        }
    }
}

extension String {
    fileprivate var withoutLastNewline: String { hasSuffix("\n") ? String(dropLast()) : self }
}
