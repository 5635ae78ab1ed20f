/// The distinct statements of a model as functions, and what each of the model's functions calls.
struct CStatements {
    private(set) var definitions: [String] = []
    /// For each function of the program, a call for each statement.
    private(set) var calls: [[String]] = []

    private var names: [String: String] = [:]
    private var taken: [String: Int] = [:]
    /// Functions have most of their statements in common.
    private var known: [Key: String] = [:]

    private struct Key: Hashable {
        var statement: Statement
        var division: Slice.Division
    }

    init(_ model: CModel) {
        for function in model.program.functions {
            calls.append(
                zip(function.body, function.slices).map { statement, slice in
                    CStatements.sharing(call(of: statement, slice.division, model), slice, model)
                })
        }
    }

    private mutating func call(
        of statement: Statement, _ division: Slice.Division, _ model: CModel
    ) -> String {
        let key = Key(statement: statement, division: division)
        if let call = known[key] { return call }
        let printed = CStatement(statement, divided: division, in: model.program, for: model.target)
        let call = printed.call(of: name(for: printed, model))
        known[key] = call
        return call
    }

    /// The name of the function with this body, which is defined now if it is a new one.
    private mutating func name(for printed: CStatement, _ model: CModel) -> String {
        let body = printed.body
        if let known = names[body] { return known }
        let count = taken[printed.name, default: 0] + 1
        taken[printed.name] = count
        let name = count == 1 ? printed.name : "\(printed.name)_\(count)"
        names[body] = name
        let heading = model.program.heading(of: printed.statement)
        definitions.append("/* \(heading) */\n" + body.replacing("@", with: name))
        return name
    }

    /// The call for the worker's share of a statement, without the wait in front of it.
    private static func sharing(_ call: String, _ slice: Slice, _ model: CModel) -> String {
        switch slice.division {
        case .undivided: return "if (worker->index == 0) \(call)"
        case .index(let index, let block):
            return "\(model.prefix)_share(worker, \(index.extent.text), \(block), &from, &to);\n\(call)"
        }
    }
}
