import GraphIR

/// A row kernel as the C library has it: with the sizes of no model.
struct RowForm {
    let kernel: RowKernel
    /// A program that the kernel occurs in.
    let program: LoopProgram

    /// `softmax: in0 = linear0;  out0 = softmax1`
    var summary: String {
        let names = kernel.operands.enumerated().map { "\(kernel.slot($0)) = \(program[$1.buffer].name)" }
        return "\(kernel.name): \(names.joined(separator: ", "))"
    }

    var prototype: String { "void \(kernel.function)(const tk_rows *call)" }

    /// The loops, the function for every instruction set, and the one that chooses among them.
    var source: String {
        let name = kernel.function
        let list = parameters()
        func variant(_ isa: InstructionSet) -> String {
            "static \(isa.target(prefix: "tk"))void \(name)_\(isa)(\(list)) { \(name)_rows(\(arguments)); }"
        }
        return """
            /* \(summary) */
            \(loops)
            \(InstructionSet.variants(prefix: "tk", variant))
            \(prototype) { TK_RUN(\(name), \(callArguments)); }
            """
    }

    private func parameters(qualifier: String = "") -> String {
        var list = ["size_t rows", "size_t columns"]
        for (operand, access) in kernel.operands.enumerated() {
            let constant = kernel.isWritten(operand) ? "" : "const "
            let type = program[access.buffer].isInteger ? "int32_t" : "float"
            list += [
                "\(constant)\(type) *\(qualifier)\(kernel.slot(operand))",
                "size_t \(kernel.slot(operand))_row",
            ]
        }
        return (list + (kernel.usesScale ? ["float scale"] : [])).joined(separator: ", ")
    }

    private var arguments: String {
        let slots = kernel.operands.indices.map { kernel.slot($0) }
        let names = ["rows", "columns"] + slots.flatMap { [$0, "\($0)_row"] }
        return (names + (kernel.usesScale ? ["scale"] : [])).joined(separator: ", ")
    }

    private var callArguments: String {
        let operands = kernel.operands.indices.flatMap { ["call->operands[\($0)]", "call->row[\($0)]"] }
        let names = ["call->rows", "call->columns"] + operands
        return (names + (kernel.usesScale ? ["call->scale"] : [])).joined(separator: ", ")
    }

    var loops: String {
        var scalar = CScalar(prefix: "tk") { access in
            let slot = kernel.slot(of: access.buffer)
            let row = "\(kernel.sample.name) * \(slot)_row"
            let isInRow = access.indices.contains(kernel.lane)
            let element = "\(slot)[\(row)\(isInRow ? " + \(kernel.lane.name)" : "")]"
            return program[access.buffer].isInteger ? "(float)\(element)" : element
        }
        scalar.count = { _ in "(float)columns" }
        let loops = CLoops(scalar: scalar) { name, _ in
            ("0", name == kernel.sample.name ? "rows" : "columns")
        }
        var printer = CodePrinter()
        let list = parameters(qualifier: "restrict ")
        printer.block("TK_INLINE void \(kernel.function)_rows(\(list))") {
            loops.print(.loop(kernel.sample, kernel.body), to: &$0)
        }
        return printer.text
    }
}
