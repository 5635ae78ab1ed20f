import GraphIR

/// How Swift writes a statement: heavy loops call the tile library, the rest is spelled out.
struct SwiftStatement {
    let program: LoopProgram
    let division: Slice.Division

    func print(_ statement: Statement, to printer: inout CodePrinter) {
        switch division {
        case .undivided:
            printer.block("if worker.index == 0") { printUndivided(statement, to: &$0) }
        case .index: printUndivided(statement, to: &printer)
        }
    }

    /// The worker's share of an index.
    private func share(of index: LoopIndex) -> String {
        "worker.share(of: \(index.extent.text), by: \(Slice.block(of: index)))"
    }

    private func printUndivided(_ statement: Statement, to printer: inout CodePrinter) {
        switch statement {
        case .contraction(let contraction): print(contraction, to: &printer)
        case .map(let map):
            printLoops(map.indices[...], to: &printer) { print(map.store, to: &$0) }
        case .nest(let nest):
            if let kernel = RowKernel(nest) { return print(kernel, to: &printer) }
            for node in nest.body { print(node, to: &printer) }
        }
    }

    // MARK: Rows

    /// Rows are always dealt out by samples.
    private func print(_ kernel: RowKernel, to printer: inout CodePrinter) {
        printer.block("do") { printer in
            printer.line("let \(kernel.sample.name) = \(share(of: kernel.sample))")
            guard let position = kernel.position else { return printCall(kernel, to: &printer) }
            printer.block("for \(position.name) in 0..<\(position.extent.text)") {
                printCall(kernel, to: &$0)
            }
        }
    }

    private func printCall(_ kernel: RowKernel, to printer: inout CodePrinter) {
        let rows = kernel.sample.name
        let columns = kernel.element.extent.text
        let operands = (kernel.inputs + kernel.outputs).map { id in
            let buffer = program[id]
            let stride = buffer.stride(of: 0)
            let row = "\(buffer.name.camelCased) + \(product("\(rows).lowerBound", stride))"
            guard let position = kernel.position, buffer.extents.count > 1 else { return "\(row), \(stride)" }
            return "\(row) + \(position.name) * \(columns), \(stride)"
        }
        printer.line("\(kernel.function)(")
        printer.indented { printer in
            printer.line("\(rows).count, \(columns),")
            let arguments = operands + (kernel.usesScale ? ["scale"] : [])
            printer.line(arguments.joined(separator: ",\n") + ")")
        }
    }

    // MARK: Contractions

    private func print(_ contraction: Contraction, to printer: inout CodePrinter) {
        let shape = ContractionShape(contraction, in: program)
        switch shape.packing {
        case .never: printWhole(contraction, shape, to: &printer)
        case .ifWorthIt:
            printer.line("if \(shape.rows.text) < \(Panel.rowsWorthPacking) {")
            printer.indented { printWhole(contraction, shape, to: &$0) }
            printer.line("} else {")
            printer.indented { printPanels(contraction, shape, to: &$0) }
            printer.line("}")
        case .always:
            if shape.columns > Panel.columns {
                printPanels(contraction, shape, to: &printer)
            } else {
                printWhole(contraction, shape, packs: true, to: &printer)
            }
        }
    }

    /// The worker's share at once.
    private func printWhole(
        _ contraction: Contraction, _ shape: ContractionShape, packs: Bool = false,
        to printer: inout CodePrinter
    ) {
        var part = Part(rowCount: shape.rows.text, columnCount: "\(shape.columns)")
        guard case .index(let index) = division else {
            return printCall(contraction, shape, part, packs: packs, to: &printer)
        }
        if index == contraction.row {
            (part.rowCount, part.firstRow) = ("\(index.name).count", "\(index.name).lowerBound")
        } else {
            (part.columnCount, part.firstColumn) = ("\(index.name).count", "\(index.name).lowerBound")
        }
        printer.block("do") { printer in
            printer.line("let \(index.name) = \(share(of: index))")
            printCall(contraction, shape, part, packs: packs, to: &printer)
        }
    }

    /// What a call of a kernel computes of a product.
    private struct Part {
        var rowCount: String
        /// The variable that holds the first row; nil for the first of all.
        var firstRow: String?
        var columnCount: String
        var firstColumn: String?
    }

    /// One panel of packed columns after the other.
    private func printPanels(
        _ contraction: Contraction, _ shape: ContractionShape, to printer: inout CodePrinter
    ) {
        let column = contraction.column.name
        let isEven = shape.columns % Panel.columns == 0
        var part = Part(
            rowCount: shape.rows.text,
            columnCount: isEven ? "\(Panel.columns)" : "min(\(Panel.columns), \(shape.columns) - \(column))",
            firstColumn: column)
        let panels =
            division == .index(contraction.column)
            ? "worker.panels(of: \(shape.columns), by: \(Panel.columns))"
            : "stride(from: 0, to: \(shape.columns), by: \(Panel.columns))"
        let row = contraction.row.flatMap { division == .index($0) ? $0 : nil }
        if let row { (part.rowCount, part.firstRow) = ("\(row.name).count", "\(row.name).lowerBound") }
        func printLoop(to printer: inout CodePrinter) {
            printer.block("for \(column) in \(panels)") {
                printCall(contraction, shape, part, packs: true, to: &$0)
            }
        }
        guard let row else { return printLoop(to: &printer) }
        printer.block("do") { printer in
            printer.line("let \(row.name) = \(share(of: row))")
            printLoop(to: &printer)
        }
    }

    private func printCall(
        _ contraction: Contraction, _ shape: ContractionShape, _ part: Part, packs: Bool,
        to printer: inout CodePrinter
    ) {
        func address(_ buffer: Buffer.ID, row: Int = 0, column stride: Int = 1) -> String {
            let name = program[buffer].name.camelCased
            let rowOffset = row == 0 ? nil : part.firstRow.map { product($0, row) }
            let columnOffset = stride == 0 ? nil : part.firstColumn.map { product($0, stride) }
            return [name, rowOffset, columnOffset].compactMap { $0 }.joined(separator: " + ")
        }
        var rhs = (address(shape.rhs.buffer), shape.rhs.depth)
        if packs {
            let source = address(shape.rhs.buffer, column: shape.rhs.column)
            printer.line(
                "tk_pack_panel(\(shape.depth.text), \(part.columnCount), \(source), \(shape.rhs.column), "
                    + "\(shape.rhs.depth), panel)")
            rhs = ("panel", Panel.columns)
        }
        let lhs =
            shape.lhs.map { (address($0.buffer, row: $0.row, column: 0), $0.row, $0.depth) } ?? ("nil", 0, 0)
        let call = KernelCall(contraction)
        printer.line("\(call.form.kernel)(")
        printer.indented { printer in
            printer.line("tk_product(")
            printer.indented { printer in
                printer.line(
                    "rows: \(part.rowCount), columns: \(part.columnCount), depth: \(shape.depth.text),")
                printer.line("lhs: \(lhs.0), lhs_row: \(lhs.1), lhs_depth: \(lhs.2),")
                printer.line("rhs: \(rhs.0), rhs_depth: \(rhs.1)),")
            }
            var arguments: [String] = []
            for access in call.inputs + call.outputs {
                let row = contraction.row.map { program.stride(of: $0, in: access) } ?? 0
                arguments.append("\(address(access.buffer, row: row)), \(row)")
            }
            arguments += call.arguments.map(swiftLiteral)
            if call.form.usesLearningRate { arguments.append("learningRate") }
            printer.line(arguments.joined(separator: ", ") + ")")
        }
    }

    // MARK: Loops

    private func print(_ node: LoopNode, to printer: inout CodePrinter) {
        switch node {
        case .loop(let index, let body):
            printLoops([index], to: &printer) { printer in
                for node in body { print(node, to: &printer) }
            }
        case .define(let name, let value):
            let text = print(partsOf: value, to: &printer)
            printer.line("let \(name.camelCased): Float = \(text)")
        case .reduce(let name, let reduction, let index, let value):
            let name = name.camelCased
            switch reduction {
            case .sum:
                printer.line("var \(name): Float = 0")
                printLoops([index], to: &printer) { printer in
                    let text = print(partsOf: value, to: &printer)
                    printer.line("\(name) += \(text)")
                }
            case .maximum:
                printer.line("var \(name) = -Float.greatestFiniteMagnitude")
                printLoops([index], to: &printer) { printer in
                    let text = print(partsOf: value, to: &printer)
                    printer.line("\(name) = tk_max(\(text), \(name))")
                }
            }
        case .store(let store): print(store, to: &printer)
        }
    }

    private func print(_ store: Store, to printer: inout CodePrinter) {
        let text = print(partsOf: store.value, to: &printer)
        printer.line("\(element(store.target)) = \(text)")
    }

    private func printLoops(
        _ indices: ArraySlice<LoopIndex>, to printer: inout CodePrinter, _ body: (inout CodePrinter) -> Void
    ) {
        guard let index = indices.first else { return body(&printer) }
        let range = division == .index(index) ? share(of: index) : "0..<\(index.extent.text)"
        printer.block("for \(index.name) in \(range)") { printer in
            printLoops(indices.dropFirst(), to: &printer, body)
        }
    }

    // MARK: Scalars

    /// Prints a constant for every product or call within a long expression, which the type checker
    /// would otherwise take seconds for, and returns what is left of it.
    private func print(partsOf value: Scalar, to printer: inout CodePrinter) -> String {
        var parts: [String] = []
        func named(_ text: String) -> Scalar {
            let index = parts.firstIndex(of: text) ?? parts.count
            if index == parts.count { parts.append(text) }
            return .local("t\(index)")
        }
        func shorten(_ scalar: Scalar, isRoot: Bool) -> Scalar {
            switch scalar {
            case .leaf, .constant: return scalar
            case .unary(let function, let operand):
                let short = Scalar.unary(function, shorten(operand, isRoot: false))
                return isRoot || function == .negate ? short : named(text(short))
            case .binary(let function, let lhs, let rhs):
                let short = Scalar.binary(function, shorten(lhs, isRoot: false), shorten(rhs, isRoot: false))
                return isRoot ? short : named(text(short))
            case .select(let comparison, let lhs, let rhs, let then, let otherwise):
                let short = Scalar.select(
                    comparison, lhs: shorten(lhs, isRoot: false), rhs: shorten(rhs, isRoot: false),
                    then: shorten(then, isRoot: false), else: shorten(otherwise, isRoot: false))
                return isRoot ? short : named(text(short))
            }
        }
        guard value.operationCount > 4 else { return text(value) }
        let rest = text(shorten(value, isRoot: true))
        for (index, part) in parts.enumerated() { printer.line("let t\(index): Float = \(part)") }
        return rest
    }

    private func text(_ scalar: Scalar) -> String {
        ExpressionNotation<ScalarLeaf>(leaf: text, constant: swiftLiteral, function: { "tk_\($0)" })
            .text(of: scalar)
    }

    private func element(_ access: Access) -> String {
        "\(program[access.buffer].name.camelCased)[\(program.offsetText(of: access, multiply: product))]"
    }

    private func text(_ leaf: ScalarLeaf) -> String {
        switch leaf {
        case .load(let access):
            program[access.buffer].role == .labels ? "Float(\(element(access)))" : element(access)
        case .accumulator: "acc"
        case .local(let name): name.camelCased
        case .index(let index): "Float(\(index.name))"
        case .argument(let value): value < 0 ? "(\(swiftLiteral(value)))" : swiftLiteral(value)
        case .learningRate: "learningRate"
        case .scale: "scale"
        }
    }
}

/// A literal that reads back to the same single-precision number.
private func swiftLiteral(_ value: Double) -> String { "\(Float(value))" }

extension Expression {
    /// The number of functions and operators.
    fileprivate var operationCount: Int {
        switch self {
        case .leaf, .constant: 0
        case .unary(_, let operand): 1 + operand.operationCount
        case .binary(_, let lhs, let rhs): 1 + lhs.operationCount + rhs.operationCount
        case .select(_, let lhs, let rhs, let then, let otherwise):
            1 + lhs.operationCount + rhs.operationCount + then.operationCount + otherwise.operationCount
        }
    }
}
