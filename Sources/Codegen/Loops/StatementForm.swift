/// A statement apart from its buffers and from where it comes: what layers of equal shape have in common. An emitter
/// prints each form once.
struct StatementForm: Hashable {
    /// Its buffers are numbers.
    private let statement: Statement
    private let division: Slice.Division
    private let layouts: [Layout]

    /// What emitters ask of a buffer besides its name.
    private struct Layout: Hashable {
        var strides: [Int]
        var isInteger: Bool
    }

    /// - Returns: The form, and for each of its buffers the one that stands there in this statement.
    static func of(
        _ statement: Statement, divided division: Slice.Division, in program: LoopProgram
    ) -> (form: StatementForm, buffers: [Buffer.ID]) {
        var buffers: [Buffer.ID] = []
        let numbered = statement.withoutOrigins.replacingAccesses { access in
            var access = access
            let number = buffers.firstIndex(of: access.buffer) ?? buffers.count
            if number == buffers.count { buffers.append(access.buffer) }
            access.buffer = number
            return access
        }
        let layouts = buffers.map { Layout(strides: program[$0].strides, isInteger: program[$0].isInteger) }
        return (StatementForm(statement: numbered, division: division, layouts: layouts), buffers)
    }
}

/// How emitted code calls the function of a form.
struct FormCall {
    let function: String
    /// Which of the form's buffers are its arguments.
    let buffers: [Int]
    /// The arguments behind them.
    let others: [String]

    init(_ function: String, _ arguments: [Buffer.ID], among buffers: [Buffer.ID], others: [String]) {
        self.function = function
        self.buffers = arguments.compactMap(buffers.firstIndex)
        self.others = others
    }

    /// The arguments, given what each of the form's buffers is called.
    func arguments(_ names: [String]) -> [String] { buffers.map { names[$0] } + others }
}

extension Statement {
    fileprivate var withoutOrigins: Statement {
        switch self {
        case .fold(var fold):
            fold.origins = []
            return .fold(fold)
        }
    }
}
