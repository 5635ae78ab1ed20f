import GraphIR

/// How C writes loops and assignments.
struct CLoops {
    var scalar: CScalar
    /// Where a loop begins and ends.
    var range: (_ name: String, Extent) -> (first: String, end: String)

    func print(_ assignment: Assignment, to printer: inout CodePrinter) {
        let value = scalar.text(assignment.value)
        switch assignment.target {
        case .local(let name): printer.line("const float \(name) = \(value);")
        case .element(let access): printer.line("\(scalar.element(access)) = \(value);")
        }
    }

    /// - Parameter mark: What a compiler is told of the innermost one.
    func printLoops(
        _ loops: ArraySlice<LoopWalk.Loop>, innermost mark: String = "", to printer: inout CodePrinter,
        _ body: (inout CodePrinter) -> Void
    ) {
        guard let loop = loops.first else { return body(&printer) }
        let (first, end) = range(loop.name, loop.extent)
        let head = (loops.count == 1 ? mark : "") + head(loop.name, from: first, to: end)
        printer.block(head) { printer in
            printLoops(loops.dropFirst(), innermost: mark, to: &printer, body)
        }
    }

    private func head(_ name: String, from first: String, to end: String) -> String {
        "for (size_t \(name) = \(first); \(name) < \(end); ++\(name))"
    }
}

/// Parentheses around what is not a single operand.
func parenthesized(_ text: String) -> String { text.contains(" ") ? "(\(text))" : text }
