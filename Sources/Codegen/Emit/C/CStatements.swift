/// The distinct statements of a model as functions, and what each of the model's functions calls.
struct CStatements {
    private(set) var definitions: [String] = []
    /// For each function of the program, a call for each statement.
    private(set) var calls: [[String]] = []

    private let model: CModel
    private var known: [StatementForm: FormCall] = [:]
    /// Forms that differ may still be one text.
    private var names: [String: String] = [:]
    private var taken: [String: Int] = [:]

    init(_ model: CModel) {
        self.model = model
        for function in model.program.functions {
            let strips = function.strips.map { CStrip($0, of: function, in: model) }
            calls.append(
                function.body.indices.map { position in
                    call(
                        of: function.body[position], function.slices[position].division,
                        in: strips.first { $0.strip.statements.contains(position) })
                })
        }
    }

    private mutating func call(
        of statement: Statement, _ division: Slice.Division, in strip: CStrip?
    ) -> String {
        let (form, buffers) = StatementForm.of(statement, divided: division, in: model.program)
        let call = known[form] ?? define(statement, division, buffers)
        known[form] = call
        let places = buffers.map { strip?.place(of: $0) ?? model.program[$0].name }
        let arguments = call.arguments(places).map { strip?.keys[$0] ?? $0 }
        func text(_ first: [String]) -> String {
            "\(call.function)(\((first + arguments).joined(separator: ", ")));"
        }
        switch division {
        case .undivided: return "if (worker->index == 0) \(text(["pass"]))"
        case .index where strip != nil: return text(["pass", "strip"])
        case .index(let index, let block):
            return text(["pass", model.share(of: index, by: block)])
        }
    }

    /// Defines the function unless one with this body is.
    private mutating func define(
        _ statement: Statement, _ division: Slice.Division, _ buffers: [Buffer.ID]
    ) -> FormCall {
        let printed = CStatement(statement, divided: division, in: model.program, for: model.target)
        let body = printed.body
        func call(_ name: String) -> FormCall {
            FormCall(name, printed.slots.buffers, among: buffers, others: printed.otherArguments)
        }
        if let name = names[body] { return call(name) }
        let count = taken[printed.name, default: 0] + 1
        taken[printed.name] = count
        let name = count == 1 ? printed.name : "\(printed.name)_\(count)"
        names[body] = name
        let heading = model.program.heading(of: statement)
        definitions.append("/* \(heading) */\n" + body.replacing("@", with: name))
        return call(name)
    }
}
