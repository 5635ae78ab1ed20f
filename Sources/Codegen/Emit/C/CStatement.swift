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
        }
        return printer.text
    }

    /// What the function is called unless another is already.
    var name: String { "\(prefix)_\(program[statement.writes.last ?? 0].name)" }

    var usesScratch: Bool {
        guard case .fold(let fold) = statement else { return false }
        return target.panelFloats(of: fold, in: program) > 0
    }

    // MARK: Parameters

    /// A parameter of the function: `const size_t from`.
    struct Parameter {
        var type: String
        var name: String
        /// What it is in a function that knows the pass and the worker's part, if these tell.
        var given: String?

        var isPointer: Bool { type.hasSuffix("*") }

        var text: String { isPointer ? "\(type)restrict \(name)" : "const \(type)\(name)" }
    }

    var parameters: [Parameter] {
        var list: [Parameter] = []
        if divided != nil {
            list.append(Parameter(type: "size_t ", name: "from", given: "part.from"))
            list.append(Parameter(type: "size_t ", name: "to", given: "part.to"))
        }
        list.append(Parameter(type: "size_t ", name: "rows", given: "pass->rows"))
        list += slots.buffers.map { Parameter(type: slots.type(of: $0), name: slots.name(of: $0)) }
        return list + others.map(\.parameter)
    }

    /// Those behind the buffers, and what a run gives for them.
    private var others: [(parameter: Parameter, argument: String)] {
        var list: [(Parameter, String)] = []
        func add(_ type: String, _ name: String, _ argument: String? = nil) {
            list.append((Parameter(type: type, name: name), argument ?? name))
        }
        if usesScratch { add("float *", "scratch") }
        if leaves.contains(.scale) { add("float ", "scale") }
        for name in leaves.numbers { add("float ", name) }
        // Keys of random numbers go by their order, so that layers may share a function.
        for (place, stream) in leaves.streams.enumerated() { add("uint64_t ", "key\(place)", "key\(stream)") }
        return list
    }

    var otherArguments: [String] { others.map(\.argument) }

    /// The function that a run calls: `static void net_relu1(const net_pass *pass, const net_part part, …)`
    var head: String {
        var list = ["const \(prefix)_pass *pass"]
        if divided != nil { list.append("const \(prefix)_part part") }
        list += parameters.filter { $0.given == nil }.map(\.text)
        return "\(noinline) static void @(\(list.joined(separator: ", ")))"
    }

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

    /// A function with the loops, one for every instruction set, each of which is compiled once, and one that
    /// chooses among them.
    private func printLoops(to printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void) {
        let parameters = parameters
        let list = parameters.map(\.text).joined(separator: ", ")
        printer.block("\(inline) void @_loops(\(list))") { printer in
            if !usesRows { printer.line("(void)rows;") }
            body(&printer)
        }
        printer.line()
        let names = parameters.map(\.name).joined(separator: ", ")
        printer.line(
            InstructionSet.variants(prefix: prefix) { isa in
                "\(noinline) static \(isa.target(prefix: prefix))void @_\(isa)(\(list)) { @_loops(\(names)); }"
            })
        printer.line()
        printer.block(head) { printer in
            let arguments = parameters.map { $0.given ?? $0.name }.joined(separator: ", ")
            printer.line("\(prefix.uppercased())_RUN(@, \(arguments));")
        }
    }

    /// Whether a loop over all samples is left once the workers have their shares.
    private var usesRows: Bool {
        leaves.countSamples || statement.bound.contains { $0.extent == .rows && $0 != divided }
    }
}
