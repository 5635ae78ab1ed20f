import GraphIR

/// How C writes loops and the nodes of a loop nest.
struct CLoops {
    var scalar: CScalar
    /// Where a loop begins and ends.
    var range: (_ name: String, Extent) -> (first: String, end: String)

    /// The terms of a sum that are computed at once before they are added in order.
    private static let terms = 64

    func print(_ node: LoopNode, to printer: inout CodePrinter) {
        switch node {
        case .loop(let index, let body):
            printer.block(head(of: index)) { printer in
                for node in body { print(node, to: &printer) }
            }
        case .assign(let assignment): print(assignment, to: &printer)
        case .reduce(let name, .maximum, let index, let value):
            // The first value stands for minus infinity, which plain C does not spell.
            printer.line("float \(name) = -3.4028235e38f;")
            printer.block(head(of: index)) {
                $0.line("\(name) = \(scalar.prefix)_max(\(scalar.text(value)), \(name));")
            }
        case .reduce(let name, .sum, let index, let value):
            printer.line("float \(name) = 0.0f;")
            if value.mathFunctions.areWorthVectors {
                printSumOfCalls(name, index, value, to: &printer)
            } else {
                printer.block(head(of: index)) {
                    $0.line("\(name) = \(name) + \(parenthesized(scalar.text(value)));")
                }
            }
        }
    }

    func print(_ assignment: Assignment, to printer: inout CodePrinter) {
        let value = scalar.text(assignment.value)
        switch assignment.target {
        case .local(let name): printer.line("const float \(name) = \(value);")
        case .element(let access): printer.line("\(scalar.element(access)) = \(value);")
        }
    }

    func printLoops(
        _ loops: ArraySlice<LoopWalk.Loop>, to printer: inout CodePrinter,
        _ body: (inout CodePrinter) -> Void
    ) {
        guard let loop = loops.first else { return body(&printer) }
        let (first, end) = range(loop.name, loop.extent)
        printer.block(head(loop.name, from: first, to: end)) { printer in
            printLoops(loops.dropFirst(), to: &printer, body)
        }
    }

    /// Terms in a loop that a compiler vectorizes, their sum, which has an order, in another.
    private func printSumOfCalls(
        _ name: String, _ index: LoopIndex, _ value: Scalar, to printer: inout CodePrinter
    ) {
        let (first, end) = range(index.name, index.extent)
        let j = index.name
        let size = Self.terms
        if first == "0", let count = Int(end), count <= size {
            let head = head(j, from: first, to: end)
            printer.line("float \(name)_terms[\(count)];")
            printer.line("\(head) \(name)_terms[\(j)] = \(scalar.text(value));")
            printer.line("\(head) \(name) = \(name) + \(name)_terms[\(j)];")
            return
        }
        printer.block("for (size_t block = \(first); block < \(end); block += \(size))") { printer in
            printer.line("const size_t last = \(end) - block < \(size) ? \(end) : block + \(size);")
            printer.line("float terms[\(size)];")
            let head = head(j, from: "block", to: "last")
            printer.line("\(head) terms[\(j) - block] = \(scalar.text(value));")
            printer.line("\(head) \(name) = \(name) + terms[\(j) - block];")
        }
    }

    private func head(of index: LoopIndex) -> String {
        let (first, end) = range(index.name, index.extent)
        return head(index.name, from: first, to: end)
    }

    private func head(_ name: String, from first: String, to end: String) -> String {
        "for (size_t \(name) = \(first); \(name) < \(end); ++\(name))"
    }
}

/// Parentheses around what is not a single operand.
func parenthesized(_ text: String) -> String { text.contains(" ") ? "(\(text))" : text }
