import GraphIR

/// How C writes a contraction: what a tile reads, what becomes of its sums, and the loops over tiles, which it has
/// in common with every other.
struct CContraction {
    private let statement: CStatement
    private let fold: Fold
    private let lhs: Address
    private let rhs: Address
    private let shape: TileShape
    private let outer: [LoopWalk.Loop]
    private let columns: Extent
    private let over: [LoopWalk.Loop]
    private let packing: Packing
    /// What the epilogue reads and writes, each element once.
    private let operands: [Access]

    /// Nil if the fold is no product whose rows, columns and depth are so many loops.
    init?(_ statement: CStatement, _ fold: Fold) {
        let program = statement.program
        guard let shape = TileShape(fold, in: program, for: statement.target) else { return nil }
        self.statement = statement
        self.fold = fold
        (lhs, rhs) = (shape.lhs, shape.rhs)
        self.shape = shape
        (outer, columns, over) = (shape.rows, shape.columns, shape.depth)
        operands =
            (fold.epilogue.flatMap { $0.value.loads + ($0.element.map { [$0] } ?? []) }).removingDuplicates
        packing = statement.target.packing(of: fold, in: program)
    }

    private var prefix: String { statement.prefix }
    private var macro: String { prefix.uppercased() }
    private var isDividedByColumns: Bool { statement.divided.map(fold.columns.contains) ?? false }

    func print(to printer: inout CodePrinter) {
        printCall(to: &printer)
        printFactors(to: &printer)
        printLanes(to: &printer)
        printEpilogue(to: &printer)
        printTile(to: &printer)
        printEntry(to: &printer)
    }

    // MARK: What a tile is called with

    /// The parameters as fields, and the right factor as the tile reads it.
    private func printCall(to printer: inout CodePrinter) {
        printer.line("typedef struct {")
        printer.indented { printer in
            for parameter in fields { printer.line("\(parameter.type)\(parameter.name);") }
            if packing != .never {
                printer.line("\(prefix)_axis depth[3];\nconst float *panel;")
            }
            if packing == .ifWorthIt { printer.line("int packs;") }
        }
        printer.line("} @_call;")
    }

    private var fields: [CStatement.Parameter] {
        statement.parameters.filter { $0.name != "from" && $0.name != "to" && isUsed($0.name) }
    }

    private func isUsed(_ name: String) -> Bool {
        name != "rows" || countsSamples || over.contains { $0.extent == .rows }
    }

    private func field(_ buffer: Buffer.ID) -> String { "call->\(statement.slots.name(of: buffer))" }

    // MARK: Factors

    /// The three loops of the depth, from the outermost on.
    private func axes(packed width: String?) -> String {
        let missing = Array(repeating: "{1, 0, 0}", count: 3 - over.count)
        var step = width.map { " * \($0)" }
        var axes: [String] = []
        for loop in over.reversed() {
            let count = loop.extent == .rows ? "(ptrdiff_t)call->rows" : loop.extent.text
            let inner = step.map { axes.isEmpty ? String($0.dropFirst(3)) : $0 }
            axes.insert("{\(count), \(loop.stride(in: lhs)), \(inner ?? "\(loop.stride(in: rhs))")}", at: 0)
            if let current = step {
                step = axes.count == 1 ? "\(loop.extent.text)\(current)" : "\(loop.extent.text) * \(current)"
            }
        }
        return "{\((missing + axes).joined(separator: ", "))}"
    }

    private func printFactors(to printer: inout CodePrinter) {
        printer.line()
        printer.block(
            "\(statement.inline) void @_rows(const @_call *call, const int rows, const ptrdiff_t row, "
                + "const float **lhs)"
        ) { printer in
            printRows("\(macro)_UNROLL for (int r = 0; r < rows; ++r)", for: [lhs], to: &printer) { printer in
                printer.line("lhs[r] = \(pointer(lhs, field(lhs.buffer)));")
                printer.line("\(macro)_FORGET_ORIGIN(lhs[r]);")
            }
        }
        guard packing != .never else { return }
        printer.line()
        printer.block("static void @_panel(void *context, ptrdiff_t lanes, ptrdiff_t column)") { printer in
            printer.line("@_call *call = context;")
            let stride = rhs.stride(of: fold.lane)
            printer.line("const float *from = \(pointer(rhs, field(rhs.buffer))) + column * \(stride);")
            printer.line("const \(prefix)_axis depth[3] = \(axes(packed: nil));")
            printer.line("const \(prefix)_axis packed[3] = \(axes(packed: "\(width)"));")
            let choose = { (packs: String, not: String) in
                packing == .always ? packs : "call->packs ? \(packs) : \(not)"
            }
            printer.line("call->panel = \(choose("call->scratch", "from"));")
            printer.line("for (int i = 0; i < 3; ++i) call->depth[i] = \(choose("packed[i]", "depth[i]"));")
            let pack = "\(prefix)_pack(depth, lanes, \(width), from, \(stride), call->scratch);"
            printer.line(packing == .always ? pack : "if (call->packs) \(pack)")
        }
    }

    private var leaves: Set<ScalarLeaf> { Set(fold.epilogue.flatMap(\.value.leaves)) }

    private var countsSamples: Bool { leaves.countSamples }

    private var width: Int { statement.target.panelColumns }

    private func pointer(_ address: Address, _ base: String) -> String {
        let terms = outer.map { ($0.name, $0.stride(in: address)) }
        return sumText(terms, address.offset).map { "\(base) + \($0)" } ?? base
    }

    /// A loop over the rows of a tile, with the indices that the addresses depend on: they are counted from the first
    /// row's on, since a division would take longer than a row of a shallow layer.
    private func printRows(
        _ head: String, for addresses: [Address], to printer: inout CodePrinter,
        _ body: (inout CodePrinter) -> Void
    ) {
        let used = outer.filter { loop in
            fold.namedIndices.contains(loop.source) || addresses.contains { loop.stride(in: $0) != 0 }
        }
        // Those further inside carry over to them.
        let counted = outer.count > 1 ? Array(outer.drop { !used.contains($0) }) : []
        for loop in counted {
            let inner = outer.drop { $0 != loop }.dropFirst().reduce(1) { $0 * ($1.extent.constant ?? 1) }
            let quotient = inner == 1 ? "row" : "row / \(inner)"
            let rest = loop == outer[0] ? "" : " % \(loop.extent.text)"
            printer.line("ptrdiff_t \(loop.name) = \(quotient)\(rest);")
        }
        printer.block(head) { printer in
            if used.isEmpty {
                printer.line("(void)row;")
            } else if outer.count == 1 {
                printer.line("const ptrdiff_t \(outer[0].name) = row + r;")
            }
            body(&printer)
            printNext(counted[...], to: &printer)
        }
    }

    /// `if (++x == 28) { x = 0; ++y; }`
    private func printNext(_ loops: ArraySlice<LoopWalk.Loop>, to printer: inout CodePrinter) {
        guard let last = loops.last else { return }
        guard loops.count > 1, let count = last.extent.constant else {
            return printer.line("++\(last.name);")
        }
        printer.block("if (++\(last.name) == \(count))") { printer in
            printer.line("\(last.name) = 0;")
            printNext(loops.dropLast(), to: &printer)
        }
    }

    // MARK: Epilogue

    /// What the lanes of a row are called with: pointers to the row, and what else the values depend on.
    private var laneParameters: [(type: String, name: String, argument: String)] {
        var list = [("const float *restrict ", "sum", "(const float *)sums[r]")]
        for (place, access) in operands.enumerated() {
            let address = statement.program.address(of: access)
            let lane = address.stride(of: fold.lane)
            let column = lane == 0 ? "" : " + " + product("column", lane)
            list.append(
                (
                    "\(statement.slots.type(of: access.buffer))restrict ", "x\(place)",
                    pointer(address, field(access.buffer)) + column
                ))
        }
        for index in fold.namedIndices.sorted(by: { $0.name < $1.name }) {
            list.append(("const ptrdiff_t ", index.name, index == fold.lane ? "column" : index.name))
        }
        if countsSamples { list.append(("const size_t ", "rows", "call->rows")) }
        // What is neither memory nor the number of samples.
        for field in fields where !field.isPointer && field.name != "rows" {
            list.append(("const \(field.type)", field.name, "call->\(field.name)"))
        }
        return list
    }

    private func printLanes(to printer: inout CodePrinter) {
        let scalar = statement.scalar { [self] access in
            let lane = statement.program.address(of: access).stride(of: fold.lane)
            let place = operands.firstIndex(of: access) ?? 0
            return statement.slots.element(access, "x\(place)[\(lane == 0 ? "0" : product("lane", lane))]")
        }
        let loops = CLoops(scalar: scalar) { _, extent in ("0", extent.text) }
        let list = laneParameters.map { "\($0.type)\($0.name)" }.joined(separator: ", ")
        printer.line()
        printer.block("\(statement.inline) void @_lanes(const ptrdiff_t lanes, \(list))") { printer in
            printer.block("\(macro)_ALONG_LANES for (ptrdiff_t lane = 0; lane < lanes; ++lane)") { printer in
                if fold.epilogue.contains(where: { $0.value.leaves.contains(.accumulator) }) {
                    printer.line("const float acc = sum[lane];")
                } else {
                    printer.line("(void)sum;")
                }
                for assignment in fold.epilogue {
                    loops.print(assignment.replacingLane(fold.lane), to: &printer)
                }
            }
        }
    }

    private func printEpilogue(to printer: inout CodePrinter) {
        let arguments = laneParameters.map(\.argument).joined(separator: ", ")
        printer.line()
        printer.block(
            "\(statement.inline) void @_epilogue(const @_call *call, \(prefix)_sums sums, const int rows, "
                + "const ptrdiff_t lanes, const ptrdiff_t row, const ptrdiff_t column)"
        ) { printer in
            let head = "\(macro)_ROW_BY_ROW for (int r = 0; r < rows; ++r)"
            let addresses = operands.map(statement.program.address)
            printRows(head, for: addresses, to: &printer) { $0.line("@_lanes(lanes, \(arguments));") }
        }
    }

    // MARK: Tiles

    private func printTile(to printer: inout CodePrinter) {
        printer.line()
        printer.block(
            "\(statement.inline) void @_tile(const int tile_rows, const int tile_vectors, const \(prefix)_edge_sums sum, "
                + "const @_call *call, const int rows, const int vectors, const ptrdiff_t lanes, "
                + "const ptrdiff_t row, const ptrdiff_t column)"
        ) { printer in
            printer.line("const float *lhs[\(macro)_MAX_ROWS] = {NULL};")
            printer.line("\(prefix)_sums sums;")
            // A count that a compiler does not know would be unrolled all the same.
            printer.line(
                "if (sum) \(macro)_ONE_BY_ONE for (int r = 0; r < rows; ++r) @_rows(call, 1, row + r, lhs + r);"
            )
            printer.line("else @_rows(call, tile_rows, row, lhs);")
            printPrefetch(to: &printer)
            if packing == .never {
                printer.line("const \(prefix)_axis depth[3] = \(axes(packed: nil));")
                printer.line("const float *panel = \(pointer(rhs, field(rhs.buffer))) + column;")
            } else {
                printer.line("const \(prefix)_axis *depth = call->depth;\nconst float *panel = call->panel;")
            }
            printer.line(
                "if (sum) sum(rows, vectors, depth, lhs, panel, sums);\n"
                    + "else \(prefix)_tile(tile_rows, tile_rows, tile_vectors, depth, lhs, panel, sums);"
            )
            printer.line("@_epilogue(call, sums, rows, lanes, row, column);")
        }
        printer.line()
    }

    /// What the epilogue is going to update comes while the tile is summed.
    private func printPrefetch(to printer: inout CodePrinter) {
        let updated = fold.targets.filter { element in
            fold.epilogue.contains { $0.value.loads.contains(element) }
        }
        guard !updated.isEmpty else { return }
        let addresses = updated.map(statement.program.address)
        printer.block("if (!sum)") { printer in
            printRows("for (int r = 0; r < rows; ++r)", for: addresses, to: &printer) { printer in
                for address in addresses {
                    let place = "\(pointer(address, field(address.buffer))) + column"
                    printer.line("for (int v = 0; v < vectors; ++v) \(macro)_PREFETCH(\(place) + 16 * v);")
                }
            }
        }
    }

    /// The function itself, which runs the tiles.
    private func printEntry(to printer: inout CodePrinter) {
        if narrow > 0 {
            printer.line("\(macro)_NARROW_KERNEL(@, \(narrow))")
        } else {
            printer.line("\(macro)_\(shape.isInChains ? "CHAINED_" : "")KERNEL(@)")
        }
        printer.line()
        printer.block(statement.head) { printer in
            let loops = CLoops(scalar: statement.scalar) { [divided = statement.divided] name, extent in
                name == divided?.name
                    ? ("part.from", "part.to") : ("0", extent == .rows ? "pass->rows" : extent.text)
            }
            loops.printLoops([shape.groups].compactMap { $0 }[...], to: &printer) { printer in
                let values = fields.map { ".\($0.name) = \(value(of: $0))" }
                printer.line("@_call call = {\(values.joined(separator: ", "))};")
                if packing == .ifWorthIt {
                    printer.line("call.packs = \(rowRange.count) >= \(statement.target.rowsWorthPacking);")
                }
                let panel = packing == .never ? "NULL" : "@_panel"
                printer.line(
                    "\(prefix)_run_tiles(pass->isa, \(macro)_CHOSEN(@, pass->isa), \(panel), \(rowRange.text), "
                        + "\(columnRange), \(narrow), &call);")
            }
        }
    }

    /// What a field of the call is; buffers move on from group to group.
    private func value(of field: CStatement.Parameter) -> String {
        let value = field.given ?? field.name
        guard let groups = shape.groups,
            let buffer = statement.slots.buffers.first(where: { statement.slots.name(of: $0) == field.name }),
            let stride = shape.groupStrides[buffer], stride != 0
        else { return value }
        return "\(value) + \(product(groups.name, stride))"
    }

    /// The columns if there are at most a vector of them, whose tiles are full for all that; else 0.
    private var narrow: Int {
        guard let columns = columns.constant, columns <= statement.target.lanes, !shape.isInChains else {
            return 0
        }
        return columns
    }

    private var rowRange: (text: String, count: String) {
        let inner = outer.dropFirst().reduce(1) { $0 * ($1.extent.constant ?? 1) }
        // A division is by the outermost loop, which other loops may have become a part of.
        if let divided = statement.divided, fold.rows.contains(divided) {
            let unit = fold.rows.filter { $0 != divided }.perSample
            let (from, to) = (product("part.from", unit), product("part.to", unit))
            return ("(ptrdiff_t)(\(from)), (ptrdiff_t)(\(to))", product("(part.to - part.from)", unit))
        }
        let first = outer.first?.extent
        let text = first == .rows ? product("pass->rows", inner) : "\((first?.constant ?? 1) * inner)"
        return ("0, (ptrdiff_t)(\(text))", text)
    }

    private var columnRange: String {
        guard let divided = statement.divided, isDividedByColumns else { return "0, \(columns.text)" }
        let unit = fold.columns.filter { $0 != divided }.perSample
        return "(ptrdiff_t)(\(product("part.from", unit))), (ptrdiff_t)(\(product("part.to", unit)))"
    }
}

extension Assignment {
    /// The assignment with the lane counted from the first of the tile on.
    fileprivate func replacingLane(_ lane: LoopIndex) -> Assignment {
        var assignment = self
        let counted = Affine([(lane, 1), (LoopIndex("lane", 1), 1)])
        assignment.value = value.replacingLeaves { leaf in
            leaf.replacingAffine { $0.replacing { $0 == lane ? counted : Affine($0) } }
        }
        return assignment
    }
}
