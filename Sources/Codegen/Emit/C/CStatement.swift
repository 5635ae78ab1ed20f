import GraphIR

/// A statement as a C function of the buffers that it touches.
struct CStatement {
    let program: LoopProgram
    let target: Target
    let prefix: String
    let statement: Statement
    let slots: CSlots
    /// The index over which the statement is divided; the function takes the range of one worker.
    let divided: LoopIndex?
    private let leaves: Set<ScalarLeaf>

    init(
        _ statement: Statement, divided division: Slice.Division, in program: LoopProgram, for target: Target
    ) {
        self.program = program
        self.target = target
        self.statement = statement
        prefix = program.name.snakeCased
        slots = CSlots(statement, in: program)
        leaves = statement.leaves
        divided =
            switch division {
            case .index(let index, _): index
            case .undivided: nil
            }
    }

    /// Without a name, for which `@` stands, so that equal statements are printed once.
    var body: String {
        var printer = CodePrinter()
        switch statement {
        case .fold(let fold):
            if let contraction = CContraction(self, fold) {
                contraction.print(to: &printer)
            } else {
                printLoops(to: &printer) { CFold(self, fold).print(to: &$0) }
            }
        case .nest(let nest):
            printLoops(to: &printer) { printer in
                for node in nest.body { loops.print(node, to: &printer) }
            }
        }
        return printer.text
    }

    /// A call of the function from one that knows the instruction set.
    func call(of name: String) -> String {
        if case .fold(let fold) = statement, CContraction(self, fold) != nil {
            return "\(name)(isa, \(arguments));"
        }
        return "\(prefix.uppercased())_RUN(\(name), \(arguments));"
    }

    /// What the function is called unless another is already.
    var name: String {
        let target = program[statement.writes.last ?? 0].name
        return switch statement {
        case .fold: "\(prefix)_\(target)"
        case .nest(let nest): "\(prefix)_\(nest.name.snakeCased)_\(target)"
        }
    }

    var usesScratch: Bool {
        guard case .fold(let fold) = statement else { return false }
        return target.panelFloats(of: fold, in: program) > 0
    }

    // MARK: Parameters

    /// A parameter of the function: `const size_t from`.
    struct Parameter {
        var type: String
        var name: String
        /// What it is in a function in which the buffers go by their names.
        var argument: String
        var isPointer: Bool { type.hasSuffix("*") }
    }

    var parameters: [Parameter] {
        var list: [Parameter] = []
        func add(_ type: String, _ name: String, _ argument: String? = nil) {
            list.append(Parameter(type: type, name: name, argument: argument ?? name))
        }
        if divided != nil {
            add("size_t ", "from")
            add("size_t ", "to")
        }
        add("size_t ", "rows")
        for buffer in slots.buffers {
            add(slots.type(of: buffer), slots.name(of: buffer), program[buffer].name)
        }
        if usesScratch { add("float *", "scratch") }
        if leaves.contains(.scale) { add("float ", "scale") }
        for name in leaves.numbers { add("float ", name) }
        // By their order, so that layers may share a function.
        for (place, stream) in leaves.streams.enumerated() { add("uint64_t ", "key\(place)", "key\(stream)") }
        return list
    }

    /// `const size_t from, …`
    var parameterList: String {
        parameters.map { parameter in
            parameter.isPointer
                ? "\(parameter.type)restrict \(parameter.name)" : "const \(parameter.type)\(parameter.name)"
        }.joined(separator: ", ")
    }

    /// The arguments of a call from a function in which the buffers go by their names.
    var arguments: String { parameters.map(\.argument).joined(separator: ", ") }

    // MARK: Text

    var inline: String { "\(prefix.uppercased())_INLINE" }

    /// Of a function that many layers may call: a compiler would take long over copies of it.
    var noinline: String { "\(prefix.uppercased())_NOINLINE" }

    /// Elements go by their slots and strides.
    var scalar: CScalar { scalar(element) }

    /// Expressions whose elements go by other names.
    func scalar(_ element: @escaping (Access) -> String) -> CScalar {
        CScalar(prefix: prefix, element: element) { [leaves] stream in
            "key\(leaves.streams.firstIndex(of: stream) ?? 0)"
        }
    }

    var loops: CLoops {
        CLoops(scalar: scalar) { [divided] name, extent in
            name == divided?.name ? ("from", "to") : ("0", extent.text)
        }
    }

    private func element(_ access: Access) -> String {
        let address = program.address(of: access)
        let offset = sumText(address.terms.map { ($0.index.name, $0.coefficient) }, address.offset)
        return slots.element(access, "\(slots.name(of: access.buffer))[\(offset ?? "0")]")
    }

    /// A function with the loops, and one for every instruction set, each of which is compiled once.
    private func printLoops(to printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void) {
        printer.block("\(inline) void @(\(parameterList))") { printer in
            if !usesRows { printer.line("(void)rows;") }
            body(&printer)
        }
        printer.line()
        let names = parameters.map(\.name).joined(separator: ", ")
        printer.line(
            InstructionSet.variants(prefix: prefix) { isa in
                "\(noinline) static \(isa.target(prefix: prefix))void @_\(isa)(\(parameterList)) { @(\(names)); }"
            })
    }

    /// Whether a loop over all samples is left once the workers have their shares.
    private var usesRows: Bool {
        leaves.countSamples || statement.parts.bound.contains { $0.extent == .rows && $0 != divided }
    }
}
