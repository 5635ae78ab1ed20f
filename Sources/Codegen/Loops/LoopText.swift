import GraphIR

extension LoopProgram: CustomStringConvertible {
    /// The readable form of the program: buffers, then each function's statements.
    public var description: String {
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
            case .parameter(let offset): "parameter at \(offset)"
            case .gradient(let offset): "gradient at \(offset)"
            case .activation: "activation"
            }
        return "\(buffer.name)[\(buffer.extents.map(text).joined(separator: ", "))]: \(place)"
    }

    private func print(_ function: LoopFunction, to printer: inout CodePrinter) {
        let plan = function.plan
        printer.line("")
        printer.line(
            "\(function.role.rawValue)  # arena: \(plan.floatsPerSample) floats a sample + \(plan.floats)")
        printer.indented { printer in
            for (index, statement) in function.body.enumerated() {
                if !function.slices.isEmpty { printer.line(text(of: function.slices[index])) }
                print(statement, to: &printer)
            }
        }
    }

    private func print(_ statement: Statement, to printer: inout CodePrinter) {
        for origin in statement.origins { printer.line("# \(origin.location) \(origin.text)") }
        switch statement {
        case .contraction(let contraction):
            let indices = [contraction.row, contraction.column].compactMap { $0 }
            let factors = [lhsText(contraction.lhs), text(of: contraction.rhs)].joined(separator: " · ")
            printer.line("contract \(text(of: indices)):")
            printer.indented { printer in
                let depth = contraction.depth
                printer.line("acc = Σ \(depth.name) < \(text(depth.extent))  \(factors)")
                for store in contraction.epilogue { printer.line(text(of: store)) }
            }
        case .map(let map):
            printer.line("map \(text(of: map.indices)):")
            printer.indented { $0.line(text(of: map.store)) }
        case .nest(let nest):
            printer.line("nest \(nest.name):")
            printer.indented { printer in
                for node in nest.body { print(node, to: &printer) }
            }
        }
    }

    private func print(_ node: LoopNode, to printer: inout CodePrinter) {
        switch node {
        case .loop(let index, let body):
            printer.line("for \(text(of: [index])):")
            printer.indented { printer in
                for node in body { print(node, to: &printer) }
            }
        case .define(let name, let value): printer.line("\(name) = \(text(of: value))")
        case .reduce(let name, let reduction, let index, let value):
            let sign =
                switch reduction {
                case .sum: "Σ"
                case .maximum: "max"
                }
            printer.line("\(name) = \(sign) \(text(of: [index]))  \(text(of: value))")
        case .store(let store): printer.line(text(of: store))
        }
    }

    private func text(of slice: Slice) -> String {
        let division =
            switch slice.division {
            case .index(let index): "each worker its \(index.name)"
            case .undivided: "the first worker"
            }
        return slice.waits ? "wait; \(division)" : division
    }

    private func lhsText(_ factor: Contraction.Factor) -> String {
        switch factor {
        case .one: "1"
        case .element(let access): text(of: access)
        }
    }

    private func text(_ extent: Extent) -> String { extent.constant.map(String.init) ?? "rows" }

    private func text(of indices: [LoopIndex]) -> String {
        indices.map { "\($0.name) < \(text($0.extent))" }.joined(separator: ", ")
    }

    func text(of store: Store) -> String { "\(text(of: store.target)) = \(text(of: store.value))" }

    func text(of access: Access) -> String {
        let subscripts = access.subscripts.map { affine in
            var parts = affine.terms.map {
                $0.coefficient == 1 ? $0.index.name : "\($0.coefficient)·\($0.index.name)"
            }
            if affine.constant != 0 || parts.isEmpty { parts.append("\(affine.constant)") }
            return parts.joined(separator: " + ")
        }
        return "\(self[access.buffer].name)[\(subscripts.joined(separator: ", "))]"
    }

    func text(of scalar: Scalar) -> String {
        scalar.text { leaf in
            switch leaf {
            case .load(let access): text(of: access)
            case .accumulator: "acc"
            case .local(let name): name
            case .index(let index): index.name
            case .argument(let value): "\(value)"
            case .learningRate: "learning_rate"
            case .scale: "scale"
            }
        }
    }
}
