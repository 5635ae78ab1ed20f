/// The distinct plans of a model, and the calls that the statements of its functions become.
struct SwiftStatements {
    struct Call {
        /// What it does: one statement, or several of the same narrow rows.
        var statements: Range<Int>
        /// The constant that holds the plan.
        var kernel: String
        /// What the plan is given …
        var buffers: [Buffer.ID]
        /// … and what besides.
        var others: [String] = []
    }

    private(set) var definitions: [String] = []
    /// For each function of the program.
    private(set) var calls: [[Call]] = []
    private let program: LoopProgram
    private let target: Target
    private var known: [StatementForm: FormCall] = [:]
    /// Forms that differ may still be one plan.
    private var names: [String: String] = [:]
    private var taken: [String: Int] = [:]

    init(_ program: LoopProgram, for target: Target) {
        self.program = program
        self.target = target
        for function in program.functions { calls.append(calls(of: function)) }
    }

    private mutating func calls(of function: LoopFunction) -> [Call] {
        let runs = NarrowRows.runs(in: function, of: program, for: target)
        var calls: [Call] = []
        while let position = calls.last?.statements.upperBound ?? function.body.indices.first,
            position < function.body.count
        {
            if let run = runs[position] {
                calls.append(call(run))
            } else if case .fold(let fold) = function.body[position] {
                calls.append(call(fold, function.slices[position], at: position))
            }
        }
        return calls
    }

    // MARK: Statements

    private mutating func call(_ fold: Fold, _ slice: Slice, at position: Int) -> Call {
        let (form, buffers) = StatementForm.of(.fold(fold), divided: slice.division, in: program)
        let call = known[form] ?? define(fold, slice, buffers)
        known[form] = call
        return Call(
            statements: position..<position + 1, kernel: call.function,
            buffers: call.buffers.map { buffers[$0] }, others: call.others)
    }

    private mutating func define(_ fold: Fold, _ slice: Slice, _ buffers: [Buffer.ID]) -> FormCall {
        let planner = TilePlanner(fold, divided: slice.index, in: program, for: target)
        var printer = CodePrinter()
        SwiftPlan(plan: planner.plan, share: SwiftPlan.Share(slice.division, of: fold, as: planner.plan))
            .print(to: &printer)
        return FormCall(
            name(for: printer.text, [fold]), planner.buffers, among: buffers,
            others: planner.plan.packing == .never ? [] : ["panel: panel"])
    }

    /// The name of the constant that holds the plan.
    private mutating func name(for plan: String, _ folds: [Fold]) -> String {
        if let known = names[plan] { return known }
        let statements = folds.map(Statement.fold)
        let base = "\(program[statements.last?.writes.last ?? 0].name.camelCased)Kernel"
        let count = taken[base, default: 0] + 1
        taken[base] = count
        let name = count == 1 ? base : "\(base)\(count)"
        names[plan] = name
        let headings = statements.map { "/// \(program.heading(of: $0))\n" }.joined()
        definitions.append("\(headings)private static let \(name) = \(plan)".trimmed)
        return name
    }

    // MARK: Narrow rows

    private mutating func call(_ run: NarrowRows.Run) -> Call {
        var printer = CodePrinter()
        SwiftPlan(plan: run.planner.plan, share: SwiftPlan.Share(of: run)).print(to: &printer)
        let name = name(for: printer.text, run.rows.folds)
        return Call(statements: run.statements, kernel: name, buffers: run.planner.buffers)
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
