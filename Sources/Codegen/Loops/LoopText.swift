import GraphIR

extension LoopProgram: CustomStringConvertible {
    /// The readable form of the program: buffers, then each function's statements.
    package var description: String {
        var printer = CodePrinter(indentation: "  ")
        printer.line("program \(name)")
        printer.indented { printer in
            for buffer in buffers { printer.line(text(of: buffer)) }
        }
        for function in functions { print(function, to: &printer) }
        return printer.text
    }

    private func text(of buffer: Buffer) -> String {
        let place =
            switch buffer.role {
            case .input: "input"
            case .labels: "labels"
            case .targets: "targets"
            case .output: "output"
            case .losses: "losses"
            case .parameter: "parameter at \(buffer.offset)"
            case .gradient: "gradient at \(buffer.offset)"
            case .gradientSum: "sum of gradients at \(buffer.offset)"
            case .state: "state at \(buffer.offset)"
            case .kept(let name): "\(name) at \(buffer.offset)"
            case .activation: "activation"
            }
        return "\(buffer.name)[\(buffer.extents.map(text).joined(separator: ", "))]: \(place)"
    }

    private func print(_ function: LoopFunction, to printer: inout CodePrinter) {
        let plan = function.plan
        let once = plan.floatsOnce == 0 ? "" : " + \(plan.floatsOnce) once"
        printer.line("")
        printer.line(
            "\(function.name)  # arena: \(plan.floatsPerSample) floats a sample\(once) + "
                + "\(plan.floatsPerWorker) a worker")
        printer.indented { printer in
            for (index, statement) in function.body.enumerated() {
                if let strip = function.strips.first(where: { $0.statements.lowerBound == index }) {
                    printer.line(
                        "\(strip.statements.count) statements, \(strip.samples) samples at a time")
                }
                if function.slices.indices.contains(index) { printer.line(text(of: function.slices[index])) }
                print(statement, to: &printer)
            }
        }
    }

    private func print(_ statement: Statement, to printer: inout CodePrinter) {
        for origin in statement.origins { printer.line("# \(origin.location) \(origin.text)") }
        switch statement {
        case .fold(let fold):
            printer.line("\(fold.word) \(text(of: fold.indices)):")
            printer.indented { printer in
                if let line = text(of: fold.reduction, over: fold.over) { printer.line("acc = \(line)") }
                for assignment in fold.epilogue { printer.line(text(of: assignment)) }
            }
        }
    }

    private func text(of reduction: Reduction, over indices: [LoopIndex]) -> String? {
        switch reduction {
        case .none: nil
        case .sum(let value): "Σ \(text(of: indices))  \(text(of: value))"
        case .products(let lhs, let rhs):
            "Σ \(text(of: indices))  \(text(of: lhs)) · \(text(of: rhs))"
        case .maximum(let element): "max \(text(of: indices))  \(text(of: element))"
        }
    }

    private func text(of slice: Slice) -> String {
        let division =
            switch slice.division {
            case .index(let index, _): "each worker its \(index.name)"
            case .undivided: "the first worker"
            }
        return slice.waits ? "wait; \(division)" : division
    }

    private func text(_ extent: Extent) -> String { extent.constant.map(String.init) ?? "rows" }

    private func text(of indices: [LoopIndex]) -> String {
        indices.map { "\($0.name) < \(text($0.extent))" }.joined(separator: ", ")
    }

    package func text(of assignment: Assignment) -> String {
        let target =
            switch assignment.target {
            case .local(let name): name
            case .element(let access): text(of: access)
            }
        return "\(target) = \(text(of: assignment.value))"
    }

    package func text(of access: Access) -> String {
        let subscripts = access.subscripts.map(text(of:)).joined(separator: ", ")
        let element = "\(self[access.buffer].name)[\(subscripts)]"
        return access.outside.map { "(\(element) else \(shortText($0)))" } ?? element
    }

    private func text(of affine: Affine) -> String {
        var text = ""
        for term in affine.terms {
            let size = abs(term.coefficient)
            let product = size == 1 ? term.index.name : "\(size)·\(term.index.name)"
            let sign = term.coefficient < 0 ? (text.isEmpty ? "-" : " - ") : (text.isEmpty ? "" : " + ")
            text += sign + product
        }
        if text.isEmpty { return "\(affine.constant)" }
        if affine.constant != 0 { text += affine.constant < 0 ? " - " : " + " }
        return affine.constant == 0 ? text : text + "\(abs(affine.constant))"
    }

    package func text(of scalar: Scalar) -> String {
        scalar.text { leaf in
            switch leaf {
            case .load(let access): text(of: access)
            case .accumulator: "acc"
            case .position: "position"
            case .local(let name): name
            case .index(let affine): affine.bareIndex?.name ?? "(\(text(of: affine)))"
            case .count(let index): text(index.extent)
            case .number(let name): name
            case .scale: "scale"
            case .draw(let draw): "draw\(draw.stream)(\(text(of: draw.element)))"
            }
        }
    }
}

extension Fold {
    /// What it is called in the text.
    fileprivate var word: String {
        if contraction != nil { return "contract" }
        return reduction == .none ? "map" : "fold"
    }

}
