import GraphIR

/// How C writes the nodes of a loop nest.
struct CLoops {
    var scalar: CScalar
    /// Where a loop begins and ends.
    var range: (LoopIndex) -> (first: String, end: String)

    /// The terms of a sum that are computed at once before they are added in order.
    private static let terms = 64

    func print(_ node: LoopNode, to printer: inout CodePrinter) {
        switch node {
        case .loop(let index, let body):
            printLoops([index], to: &printer) { printer in
                for node in body { print(node, to: &printer) }
            }
        case .define(let name, let value): printer.line("const float \(name) = \(scalar.text(value));")
        case .reduce(let name, .maximum, let index, let value):
            // The first value stands for minus infinity, which plain C does not spell.
            printer.line("float \(name) = -3.4028235e38f;")
            printLoops([index], to: &printer) {
                $0.line("\(name) = \(scalar.prefix)_max(\(scalar.text(value)), \(name));")
            }
        case .reduce(let name, .sum, let index, let value):
            printer.line("float \(name) = 0.0f;")
            if value.mathFunctions.areWorthVectors {
                printSumOfCalls(name, index, value, to: &printer)
            } else {
                printLoops([index], to: &printer) {
                    $0.line("\(name) = \(name) + \(parenthesized(scalar.text(value)));")
                }
            }
        case .store(let store):
            printer.line("\(scalar.element(store.target)) = \(scalar.text(store.value));")
        }
    }

    func printLoops(
        _ indices: ArraySlice<LoopIndex>, to printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
    ) {
        guard let index = indices.first else { return body(&printer) }
        let (first, end) = range(index)
        printer.block(loop(index, from: first, to: end)) { printer in
            printLoops(indices.dropFirst(), to: &printer, body)
        }
    }

    /// Terms in a loop that a compiler vectorizes, their sum, which has an order, in another.
    private func printSumOfCalls(
        _ name: String, _ index: LoopIndex, _ value: Scalar, to printer: inout CodePrinter
    ) {
        let (first, end) = range(index)
        let j = index.name
        let size = Self.terms
        if first == "0", let count = Int(end), count <= size {
            let head = loop(index, from: first, to: end)
            printer.line("float \(name)_terms[\(count)];")
            printer.line("\(head) \(name)_terms[\(j)] = \(scalar.text(value));")
            printer.line("\(head) \(name) = \(name) + \(name)_terms[\(j)];")
            return
        }
        printer.block("for (size_t block = \(first); block < \(end); block += \(size))") { printer in
            printer.line("const size_t last = \(end) - block < \(size) ? \(end) : block + \(size);")
            printer.line("float terms[\(size)];")
            let head = loop(index, from: "block", to: "last")
            printer.line("\(head) terms[\(j) - block] = \(scalar.text(value));")
            printer.line("\(head) \(name) = \(name) + terms[\(j) - block];")
        }
    }

    private func loop(_ index: LoopIndex, from first: String, to end: String) -> String {
        "for (size_t \(index.name) = \(first); \(index.name) < \(end); ++\(index.name))"
    }
}

/// Parentheses around what is not a single operand.
func parenthesized(_ text: String) -> String { text.contains(" ") ? "(\(text))" : text }
