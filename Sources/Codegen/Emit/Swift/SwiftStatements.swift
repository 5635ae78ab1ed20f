/// The distinct plans of a model, and the call that each statement of its functions becomes.
struct SwiftStatements {
    private(set) var definitions: [String] = []
    /// For each function of the program, a call for each statement.
    private(set) var calls: [[String]] = []
    private let program: LoopProgram
    private let target: Target
    private var known: [StatementForm: FormCall] = [:]
    /// Forms that differ may still be one plan.
    private var names: [String: String] = [:]
    private var taken: [String: Int] = [:]

    init(_ program: LoopProgram, for target: Target) {
        self.program = program
        self.target = target
        for function in program.functions {
            calls.append(
                zip(function.body, function.slices).map { statement, slice in
                    switch statement {
                    case .fold(let fold): call(fold, slice)
                    case .nest(let nest): call(RowKernel(nest), slice)
                    }
                })
        }
    }

    // MARK: Folds

    private mutating func call(_ fold: Fold, _ slice: Slice) -> String {
        let (form, buffers) = StatementForm.of(.fold(fold), divided: slice.division, in: program)
        let call = known[form] ?? define(fold, slice, buffers)
        known[form] = call
        let arguments = ["pass", "worker"] + call.arguments(buffers.map { program[$0].name.camelCased })
        return "\(call.function).run(\(arguments.joined(separator: ", ")))"
    }

    private mutating func define(_ fold: Fold, _ slice: Slice, _ buffers: [Buffer.ID]) -> FormCall {
        let planner = TilePlanner(fold, divided: slice.index, in: program, for: target)
        var printer = CodePrinter()
        SwiftPlan(plan: planner.plan, share: share(of: fold, as: planner.plan, slice)).print(to: &printer)
        return FormCall(
            name(for: printer.text, fold), planner.buffers, among: buffers,
            others: planner.plan.packing == .never ? [] : ["panel: panel"])
    }

    /// The name of the constant that holds the plan.
    private mutating func name(for plan: String, _ fold: Fold) -> String {
        if let known = names[plan] { return known }
        let statement = Statement.fold(fold)
        let base = "\(program[statement.writes.last ?? 0].name.camelCased)Kernel"
        let count = taken[base, default: 0] + 1
        taken[base] = count
        let name = count == 1 ? base : "\(base)\(count)"
        names[plan] = name
        definitions.append(
            "/// \(program.heading(of: statement))\nprivate static let \(name) = \(plan)".trimmed)
        return name
    }

    /// The divided index is the outermost of the rows or of the columns, as the plan has them: others may have become
    /// one loop with it or with each other.
    private func share(of fold: Fold, as plan: TilePlan, _ slice: Slice) -> SwiftPlan.Share {
        switch slice.division {
        case .undivided: return .first
        case .index(let index, let block):
            if plan.groups != .constant(1), fold.groups.contains(index) {
                return .groups(of: index.extent, block: block)
            }
            let count = index.extent.constant ?? 1
            if (plan.isContraction ? fold.columns : [fold.lane]).contains(index) {
                return .columns(of: index.extent, each: (plan.columns.constant ?? 1) / count, block: block)
            }
            let rows = plan.rows.reduce(1) { $0 * ($1.constant ?? 1) }
            return .rows(of: index.extent, each: rows / count, block: block)
        }
    }

    // MARK: Rows

    private func call(_ kernel: RowKernel, _ slice: Slice) -> String {
        let operands = kernel.operands.map { access in
            let address = program.address(of: access)
            let terms = kernel.positions.map { ($0.name, address.stride(of: $0)) }
            let place = sumText(terms, address.offset).map { " + \($0)" } ?? ""
            return
                ".init(\(program[access.buffer].name.camelCased)\(place), \(address.stride(of: kernel.sample)))"
        }
        let (worker, block) =
            switch slice.division {
            case .index(_, let block): ("worker", block)
            case .undivided: (".alone", target.tileRows)
            }
        let call =
            "RowKernel.\(kernel.name).run(pass, \(worker), block: \(block), columns: \(kernel.lane.extent.text), "
            + "\(operands.joined(separator: ", ")))"
        let loops = kernel.positions.reversed().reduce(call) { body, index in
            "for \(index.name) in 0..<\(index.extent.text) {\n    \(body)\n}"
        }
        return slice.division == .undivided ? "if worker.index == 0 {\n    \(loops)\n}" : loops
    }
}

extension Slice {
    /// The index by which a statement is divided.
    var index: LoopIndex? {
        switch division {
        case .index(let index, _): index
        case .undivided: nil
        }
    }
}

extension String {
    fileprivate var trimmed: String { hasSuffix("\n") ? String(dropLast()) : self }
}
