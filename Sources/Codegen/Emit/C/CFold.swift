import GraphIR

/// How C writes a fold that no register tile computes: loops whose innermost one goes along the lanes.
struct CFold {
    private let statement: CStatement
    private let fold: Fold
    private let walk: FoldWalk

    /// The lanes whose results are combined at the same time where they are neighbours in memory …
    private static let block = 64
    /// … and where each of them is a row: as many chains as hide the time that an addition takes.
    private static let rows = 8
    /// So few terms go inside of the loop over lanes, whose results and places of maxima are registers there. An array
    /// of places would be written where a value is above: on a Zen 3, pooling 2 × 2 took 3.5 times as long.
    private static let window = 16

    init(_ statement: CStatement, _ fold: Fold) {
        self.statement = statement
        self.fold = fold
        walk = FoldWalk(fold, divided: statement.divided, in: statement.program)
    }

    private var outer: [LoopWalk.Loop] { walk.outer }
    private var lanes: LoopWalk.Loop? { walk.lanes }
    private var over: [LoopWalk.Loop] { walk.over }

    /// Elements go by the loops that are there.
    private var scalar: CScalar {
        statement.scalar { [self] access in
            let address = statement.program.address(of: access)
            let terms = (outer + [lanes].compactMap { $0 } + over).map { ($0.name, $0.stride(in: address)) }
            let place = sumText(terms, address.offset) ?? "0"
            return statement.slots.element(access, "\(statement.slots.name(of: access.buffer))[\(place)]")
        }
    }

    /// Where lanes are few, clang would unroll them and gather across the rows instead: pooling six channels took 5
    /// times as long.
    private var rowByRow: String {
        lanes?.extent.constant == nil ? "" : "\(statement.prefix.uppercased())_ROW_BY_ROW "
    }

    private var loops: CLoops {
        var loops = statement.loops
        loops.scalar = scalar
        return loops
    }

    func print(to printer: inout CodePrinter) {
        guard fold.reduction != .none else {
            return loops.printLoops(outer[...], innermost: rowByRow, to: &printer) { printer in
                loops.printLoops([lanes].compactMap { $0 }[...], to: &printer) { printer in
                    for assignment in fold.epilogue { loops.print(assignment, to: &printer) }
                }
            }
        }
        loops.printLoops(outer[...], innermost: rowByRow, to: &printer) { printer in
            guard let lanes else { return printCombination(of: nil, to: &printer) }
            let (first, end) = loops.range(lanes.name, lanes.extent)
            if lanes.extent == .rows { return printRows(lanes.name, from: first, to: end, &printer) }
            if fold.over.perSample <= Self.window, !fold.over.contains(where: { $0.extent == .rows }) {
                let head = "for (size_t \(lanes.name) = \(first); \(lanes.name) < \(end); ++\(lanes.name))"
                return printer.block(head) { printCombination(of: nil, to: &$0) }
            }
            let size = Self.block
            printer.block("for (size_t block = \(first); block < \(end); block += \(size))") { printer in
                printer.line("const size_t last = \(end) - block < \(size) ? \(end) : block + \(size);")
                printCombination(of: (lanes.name, "last", size), to: &printer)
            }
        }
    }

    /// Some rows at a time, whose number a compiler knows, and the rest one by one, of which clang would make vectors
    /// once more: half of the code of a loss.
    private func printRows(
        _ row: String, from first: String, to end: String, _ printer: inout CodePrinter
    ) {
        let size = Self.rows
        let head = "for (size_t block = \(first); block + \(size) <= \(end); block += \(size))"
        printer.block(head) { printCombination(of: (row, "block + \(size)", size), to: &$0) }
        let count = first == "0" ? end : "(\(end) - \(first))"
        let oneByOne = "\(statement.prefix.uppercased())_ONE_BY_ONE"
        let rest = "for (size_t \(row) = \(end) - \(count) % \(size); \(row) < \(end); ++\(row))"
        printer.block("\(oneByOne) \(rest)") { printCombination(of: nil, to: &$0) }
    }

    /// Combines a block of at most so many lanes, or, without lanes, one value.
    private func printCombination(
        of lanes: (name: String, last: String, most: Int)?, to printer: inout CodePrinter
    ) {
        let place = lanes.map { "[\($0.name) - block]" } ?? ""
        let size = lanes.map { "[\($0.most)]" } ?? ""
        let loop =
            lanes.map { "for (size_t \($0.name) = block; \($0.name) < \($0.last); ++\($0.name)) " } ?? ""
        let scalar = scalar
        let hasPosition = if case .maximum = fold.reduction { true } else { false }
        let isPositionRead = hasPosition && fold.epilogue.contains { $0.value.leaves.contains(.position) }
        printer.line("float sums\(size);")
        if isPositionRead { printer.line("float positions\(size), step = 0.0f;") }
        switch fold.reduction {
        case .none: break
        case .sum, .products: printer.line("\(loop)sums\(place) = 0.0f;")
        case .maximum:
            // The first value stands for minus infinity, which plain C does not spell.
            printer.line("\(loop)sums\(place) = -3.4028235e38f;")
            if isPositionRead { printer.line("\(loop)positions\(place) = 0.0f;") }
        }
        loops.printLoops(over[...], to: &printer) { printer in
            switch fold.reduction {
            case .none: break
            case .sum(let value):
                printer.line("\(loop)sums\(place) = sums\(place) + \(parenthesized(scalar.text(value)));")
            case .products(let lhs, let rhs):
                printer.line(
                    "\(loop)sums\(place) = fmaf(\(scalar.element(lhs)), \(scalar.element(rhs)), "
                        + "sums\(place));")
            case .maximum(let element):
                printer.block(loop.isEmpty ? "" : String(loop.dropLast())) { printer in
                    printer.line("const float value = \(scalar.element(element));")
                    // What is no number is the greatest of all, as in PyTorch.
                    printer.line("const int above = (sums\(place) < value) | (value != value);")
                    if isPositionRead {
                        printer.line("positions\(place) = above ? step : positions\(place);")
                    }
                    printer.line("sums\(place) = above ? value : sums\(place);")
                }
                if isPositionRead { printer.line("step += 1.0f;") }
            }
        }
        printer.block(loop.isEmpty ? "" : String(loop.dropLast())) { printer in
            printer.line("const float acc = sums\(place);")
            if isPositionRead { printer.line("const float position = positions\(place);") }
            for assignment in fold.epilogue { loops.print(assignment, to: &printer) }
        }
    }
}
