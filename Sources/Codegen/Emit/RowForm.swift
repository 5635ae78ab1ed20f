import GraphIR

/// A row kernel as the C library has it: with the sizes of no model.
struct RowForm {
    let kernel: RowKernel
    /// A program that the kernel occurs in.
    let program: LoopProgram

    /// `softmax: in0 = linear0;  out0 = softmax1`
    var summary: String {
        func names(_ buffers: [Buffer.ID]) -> String {
            buffers.map { "\(kernel.slot(of: $0)) = \(program[$0].name)" }.joined(separator: ", ")
        }
        return "\(kernel.name): \(names(kernel.inputs));  \(names(kernel.outputs))"
    }

    var prototype: String { "void \(kernel.function)(\(parameters()))" }

    private func parameters(qualifier: String = "") -> String {
        var list = ["size_t rows", "size_t columns"]
        for buffer in kernel.inputs + kernel.outputs {
            let slot = kernel.slot(of: buffer)
            let constant = kernel.inputs.contains(buffer) ? "const " : ""
            let type = program[buffer].role == .labels ? "int32_t" : "float"
            list += ["\(constant)\(type) *\(qualifier)\(slot)", "size_t \(slot)_row"]
        }
        return (list + (kernel.usesScale ? ["float scale"] : [])).joined(separator: ", ")
    }

    private var arguments: String {
        let slots = (kernel.inputs + kernel.outputs).map(kernel.slot(of:))
        let names = ["rows", "columns"] + slots.flatMap { [$0, "\($0)_row"] }
        return (names + (kernel.usesScale ? ["scale"] : [])).joined(separator: ", ")
    }

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
            \(prototype) { TK_RUN(\(name), \(arguments)); }
            """
    }

    private var loops: String {
        let scalar = CScalar(program: program, prefix: "tk") { access in
            let slot = kernel.slot(of: access.buffer)
            let row = "\(kernel.sample.name) * \(slot)_row"
            let isInRow = access.indices.contains(kernel.element)
            return "\(slot)[\(row)\(isInRow ? " + \(kernel.element.name)" : "")]"
        }
        let loops = CLoops(scalar: scalar) { index in
            ("0", index == kernel.sample ? "rows" : "columns")
        }
        var printer = CodePrinter()
        let list = parameters(qualifier: "restrict ")
        printer.block("TK_INLINE void \(kernel.function)_rows(\(list))") {
            loops.print(.loop(kernel.sample, kernel.body), to: &$0)
        }
        return printer.text
    }
}
