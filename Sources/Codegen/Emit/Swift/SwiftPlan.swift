/// How generated Swift writes a plan of the kernel library.
struct SwiftPlan {
    let plan: TilePlan
    /// What a worker takes of it.
    let share: Share

    enum Share: Hashable {
        case rows(of: Extent, each: Int, block: Int)
        case columns(of: Extent, each: Int, block: Int)
        case groups(of: Extent, block: Int)
        /// The first worker takes everything.
        case first
    }

    /// `GraphRuntime.Kernel(rows: [.samples], columns: 256, …)`
    func print(to printer: inout CodePrinter) {
        printer.line("GraphRuntime.Kernel(")
        printer.indented { printer in
            var loops = plan.groups == .constant(1) ? [] : ["groups: \(text(plan.groups))"]
            loops += [
                "rows: \(list(plan.rows))", "columns: \(text(plan.columns))", "over: \(list(plan.over))",
            ]
            loops.append("share: \(text(share))")
            if plan.isContraction { loops.append("contracting: \(text(plan.packing))") }
            if plan.isInChains { loops.append("inChains: true") }
            printer.line(loops.joined(separator: ", ") + ",")
            printer.line("operands: [")
            printer.indented { for operand in plan.operands { $0.line("\(text(operand)),") } }
            printer.line("],")
            let numbers =
                plan.numbers.isEmpty ? "" : ",\nnumbers: [\(plan.numbers.map(text).joined(separator: ", "))]"
            printer.line("program: [\(plan.program.map(text).joined(separator: ", "))]\(numbers))")
        }
    }

    private func text(_ extent: Extent) -> String { extent.constant.map(String.init) ?? ".samples" }

    private func list(_ extents: [Extent]) -> String { list(of: extents.map(text)) }

    private func list(_ strides: [Int]) -> String { list(of: strides.map(String.init)) }

    private func list(of elements: [String]) -> String { "[\(elements.joined(separator: ", "))]" }

    private func text(_ share: Share) -> String {
        switch share {
        case .rows(let extent, let each, let block):
            ".rows(of: \(text(extent)), each: \(each), block: \(block))"
        case .columns(let extent, let each, let block):
            ".columns(of: \(text(extent)), each: \(each), block: \(block))"
        case .groups(let extent, let block): ".groups(of: \(text(extent)), block: \(block))"
        case .first: ".first"
        }
    }

    private func text(_ packing: Packing) -> String {
        switch packing {
        case .never: ".inPlace"
        case .ifWorthIt: ".packedForSeveralRows"
        case .always: ".packed"
        }
    }

    private func text(_ operand: TilePlan.Operand) -> String {
        switch operand {
        case .buffer(let number, let offset, let walk, let isInteger):
            "\(isInteger ? ".labels" : ".buffer")(\(number)\(text(offset, walk)))"
        case .index(let offset, let walk):
            ".index(\(text(offset, walk).dropFirst(2)))"
        case .draw(let stream, let offset, let walk, let perSample):
            ".draw(\(stream)\(text(offset, walk)), perSample: \(perSample))"
        case .number(let number): ".number(\(number))"
        case .slot: ".slot"
        }
    }

    private func text(_ offset: Int, _ walk: TilePlan.Walk) -> String {
        var parts: [String] = []
        if offset != 0 { parts.append("at: \(offset)") }
        if walk.rows.contains(where: { $0 != 0 }) { parts.append("rows: \(list(walk.rows))") }
        if walk.over.contains(where: { $0 != 0 }) { parts.append("over: \(list(walk.over))") }
        if walk.lane != 0 { parts.append("lane: \(walk.lane)") }
        if walk.group != 0 { parts.append("group: \(walk.group)") }
        return parts.map { ", \($0)" }.joined()
    }

    private func text(_ operation: TilePlan.Operation) -> String {
        let operands = operation.operands.map(String.init).joined(separator: ", ")
        return ".\(operation.name)\(operands.isEmpty ? "" : "(\(operands))")"
    }

    private func text(_ number: TilePlan.Number) -> String {
        switch number {
        case .constant(let value): "\(Float(value))"
        case .step(let name): ".\(name.camelCased)"
        case .scale: ".scale"
        case .samples: ".samples"
        }
    }
}

extension SwiftPlan.Share {
    /// The divided index is the outermost of the rows or of the columns, as the plan has them: others may have become
    /// one loop with it or with each other.
    init(_ division: Slice.Division, of fold: Fold, as plan: TilePlan) {
        guard case .index(let index, let block) = division else {
            self = .first
            return
        }
        if plan.groups != .constant(1), fold.groups.contains(index) {
            self = .groups(of: index.extent, block: block)
            return
        }
        let count = index.extent.constant ?? 1
        if (plan.isContraction ? fold.columns : [fold.lane]).contains(index) {
            self = .columns(of: index.extent, each: (plan.columns.constant ?? 1) / count, block: block)
        } else {
            let rows = plan.rows.reduce(1) { $0 * ($1.constant ?? 1) }
            self = .rows(of: index.extent, each: rows / count, block: block)
        }
    }

    init(of run: NarrowRows.Run) {
        self =
            switch run.division {
            case .undivided: .first
            case .index(let index, let block): .rows(of: index.extent, each: 1, block: block)
            }
    }
}
