import GraphIR

/// A statement as a C function of the buffers that it touches.
struct CStatement {
    /// Without a name, so that equal statements of several functions are printed once.
    private(set) var body: String
    /// In the order of the parameters.
    let buffers: [Buffer.ID]
    let usesLearningRate: Bool
    let usesScale: Bool
    let usesScratch: Bool
    /// Nil unless the statement is a contraction.
    private let packing: Panel.Packing?
    let name: String
    /// The index over which the statement is divided; the function takes the range of one worker.
    private let divided: LoopIndex?
    private let rowsOfContraction: Extent

    private let program: LoopProgram
    private let prefix: String

    init(_ statement: Statement, divided division: Slice.Division, in program: LoopProgram, prefix: String) {
        divided =
            switch division {
            case .index(let index): index
            case .undivided: nil
            }
        self.program = program
        self.prefix = prefix
        buffers = (statement.reads + statement.writes).removingDuplicates
        let leaves = statement.leaves
        usesLearningRate = leaves.contains(.learningRate)
        usesScale = leaves.contains(.scale)
        if case .contraction(let contraction) = statement {
            rowsOfContraction = contraction.row?.extent ?? .constant(1)
        } else {
            rowsOfContraction = .rows
        }
        let target = program[statement.writes.last ?? 0].name
        switch statement {
        case .contraction(let contraction):
            let packing = ContractionShape(contraction, in: program).packing
            self.packing = packing
            usesScratch = packing != .never
            name = "\(prefix)_\(target)"
        case .map:
            packing = nil
            usesScratch = false
            name = "\(prefix)_\(target)"
        case .nest(let nest):
            packing = nil
            usesScratch = false
            name = "\(prefix)_\(nest.name.snakeCased)_\(target)"
        }
        body = ""
        body = text(of: statement, written: Set(statement.writes))
    }

    /// The arguments of a call from a function in which the buffers go by their names.
    var arguments: String { (divided == nil ? "" : "from, to, ") + forwardedArguments }

    // `@` stands for the function's name.

    private func text(of statement: Statement, written: Set<Buffer.ID>) -> String {
        var printer = CodePrinter()
        let scalar = CScalar(program: program, prefix: prefix)
        let loops = CLoops(scalar: scalar) { [divided] index in
            index == divided ? ("from", "to") : ("0", index.extent.text)
        }
        let tail = parameters(written: written)
        let head = (divided == nil ? "" : "const size_t from, const size_t to, ") + tail
        switch statement {
        case .contraction(let contraction):
            print(contraction, tail: tail, to: &printer)
        case .map(let map):
            printer.block("\(inline) void @(\(head))") { printer in
                if !usesRows(statement) { printer.line("(void)rows;") }
                loops.printLoops(map.indices[...], to: &printer) { printer in
                    printer.line("\(scalar.element(map.store.target)) = \(scalar.text(map.store.value));")
                }
            }
        case .nest(let nest):
            printer.block("\(inline) void @(\(head))") { printer in
                if !usesRows(statement) { printer.line("(void)rows;") }
                for node in nest.body { loops.print(node, to: &printer) }
            }
        }
        printVariants(head, to: &printer)
        return printer.text
    }

    /// The function for every instruction set. Each is compiled once, whoever calls it.
    private func printVariants(_ parameters: String, to printer: inout CodePrinter) {
        func variant(_ isa: InstructionSet) -> String {
            let head = "static \(isa.target(prefix: prefix))void @_\(isa)(\(parameters))"
            guard let packing else { return "\(head) { @(\(arguments)); }" }
            // The scratch holds one panel of packed columns.
            let oneRow = packing == .always ? "1, \(Panel.columns / 16)" : isa.oneRow
            let single = "@(\(oneRow), \(arguments));"
            let several = "@(\(isa.tile(prefix: prefix)), \(arguments));"
            switch rowsOfContraction {
            case .constant(1): return "\(head) { \(single) }"
            case .constant: return "\(head) { \(several) }"
            case .rows: return "\(head)\n{\n    if (rows == 1) \(single)\n    else \(several)\n}"
            }
        }
        printer.line()
        printer.line(InstructionSet.variants(prefix: prefix, variant))
    }

    private var inline: String { "\(prefix.uppercased())_INLINE" }

    private func parameters(written: Set<Buffer.ID>) -> String {
        var parameters = ["const size_t rows"]
        for buffer in buffers {
            let type = program[buffer].role == .labels ? "int32_t" : "float"
            let constant = written.contains(buffer) ? "" : "const "
            parameters.append("\(constant)\(type) *restrict \(program[buffer].name)")
        }
        if usesScratch { parameters.append("float *restrict scratch") }
        if usesScale { parameters.append("const float scale") }
        if usesLearningRate { parameters.append("const float learning_rate") }
        return parameters.joined(separator: ", ")
    }

    /// Three functions: a tile, the tiles of a panel of columns, the panels.
    private func print(_ contraction: Contraction, tail: String, to printer: inout CodePrinter) {
        let shape = ContractionShape(contraction, in: program)
        let P = prefix.uppercased()
        let forwarded = forwardedArguments
        let unused = usesRows(shape) ? "" : "(void)rows;"
        let choosesPanel = shape.packing == .ifWorthIt
        let panel = choosesPanel ? "const float *panel, const ptrdiff_t panel_depth, " : ""
        printer.block(
            "\(inline) void @_tile(const int tile_rows, const int tile_vectors, const size_t lanes, "
                + "const size_t row, const size_t column, \(panel)\(tail))"
        ) { printer in
            if !unused.isEmpty { printer.line(unused) }
            if shape.packing != .never { printer.line("(void)\(program[shape.rhs.buffer].name);") }
            if choosesPanel { printer.line("(void)scratch;") }
            if contraction.row == nil { printer.line("(void)row;") }
            printer.line("\(prefix)_vector sums[\(P)_MAX_ROWS][\(P)_MAX_VECTORS];")
            printPrefetch(contraction, to: &printer)
            printTileCall(shape, to: &printer)
            printEpilogue(contraction, to: &printer)
        }
        printer.line()
        let byRows = divided != nil && divided == contraction.row
        let byColumns = divided == contraction.column
        let range = "const size_t from, const size_t to, "
        printer.block(
            "\(inline) void @_panel(const int tile_rows, const int tile_vectors, const size_t lanes, "
                + "const size_t column, \(byRows ? range : "")\(tail))"
        ) { printer in
            printer.line("size_t row = \(byRows ? "from" : "0");")
            let lastRow = byRows ? "to" : shape.rows.text
            printer.line("const size_t last = \(lastRow);")
            printPacking(shape, to: &printer)
            printer.line("const size_t full = \(prefix)_full_tiles(tile_rows, row, last);")
            for (condition, step) in [
                ("row < full", "tile_rows"), ("row + 4 <= last", "4"), ("row < last", "1"),
            ] {
                printer.line(
                    "for (; \(condition); row += \(step == "tile_rows" ? "(size_t)tile_rows" : step))")
                printer.indented {
                    let panel = choosesPanel ? "panel, panel_depth, " : ""
                    $0.line("@_tile(\(step), tile_vectors, lanes, row, column, \(panel)\(forwarded));")
                }
            }
        }
        printer.line()
        let head = "const int tile_rows, const int tile_vectors, "
        printer.block("\(inline) void @(\(head)\(byRows || byColumns ? range : "")\(tail))") { printer in
            let arguments = (byRows ? "from, to, " : "") + forwarded
            let end = byColumns ? "to" : "\(shape.columns)"
            printer.line("size_t column = \(byColumns ? "from" : "0");")
            var steps = [("", "tile_vectors")]
            for width in [8, 4, 2, 1] where leaves(shape.columns, for: width, divided: byColumns) {
                steps.append(("if (tile_vectors > \(width)) ", "\(width)"))
            }
            for (condition, vectors) in steps {
                let width = vectors == "tile_vectors" ? "16 * (size_t)tile_vectors" : "16 * \(vectors)"
                printer.line("\(condition)for (; column + \(width) <= \(end); column += \(width))")
                printer.indented {
                    $0.line("@_panel(tile_rows, \(vectors), \(width), column, \(arguments));")
                }
            }
            printRest(shape.columns, end: end, arguments, to: &printer)
        }
    }

    /// Whether tiles of twice as many vectors can leave columns for one of `vectors`. A worker's share is any
    /// number of blocks.
    private func leaves(_ columns: Int, for vectors: Int, divided: Bool) -> Bool {
        let width = 16 * vectors
        return columns % (2 * width) >= width || divided && width >= Panel.columns && columns > width
    }

    private var forwardedArguments: String {
        var names = ["rows"] + buffers.map { program[$0].name }
        if usesScratch { names.append("scratch") }
        if usesScale { names.append("scale") }
        if usesLearningRate { names.append("learning_rate") }
        return names.joined(separator: ", ")
    }

    private func usesRows(_ shape: ContractionShape) -> Bool { shape.depth == .rows }

    /// Whether a loop over all samples is left once the workers have their shares.
    private func usesRows(_ statement: Statement) -> Bool {
        switch statement {
        case .contraction, .nest: divided?.extent != .rows
        case .map(let map): map.indices.contains { $0.extent == .rows && $0 != divided }
        }
    }

    /// Copies the columns of a panel, where that has to be or pays.
    private func printPacking(_ shape: ContractionShape, to printer: inout CodePrinter) {
        let rhs = "\(program[shape.rhs.buffer].name) + \(product("column", shape.rhs.column))"
        let pack =
            "\(prefix)_pack(\(shape.depth.text), lanes, 16 * (size_t)tile_vectors, \(rhs), "
            + "\(shape.rhs.column), \(shape.rhs.depth), scratch);"
        switch shape.packing {
        case .never: return
        case .always: printer.line(pack)
        case .ifWorthIt:
            printer.line("const int packs = last - row >= \(Panel.rowsWorthPacking);")
            printer.line("if (packs) \(pack)")
            printer.line("const float *panel = packs ? scratch : \(rhs);")
            printer.line(
                "const ptrdiff_t panel_depth = packs ? 16 * (ptrdiff_t)tile_vectors : \(shape.rhs.depth);")
        }
    }

    private func printTileCall(_ shape: ContractionShape, to printer: inout CodePrinter) {
        let lhs: String
        var strides = (row: 0, depth: 0)
        if let factor = shape.lhs {
            lhs = "\(program[factor.buffer].name) + \(product("row", factor.row))"
            strides = (factor.row, factor.depth)
        } else {
            printer.line("const float one = 1.0f;")
            lhs = "&one"
        }
        let rhs =
            switch shape.packing {
            case .never: "\(program[shape.rhs.buffer].name) + column, \(shape.rhs.depth)"
            case .ifWorthIt: "panel, panel_depth"
            case .always: "scratch, 16 * (ptrdiff_t)tile_vectors"
            }
        printer.line(
            "\(prefix)_tile(tile_rows, tile_vectors, \(shape.depth.text), \(lhs), \(strides.row), "
                + "\(strides.depth), \(rhs), sums);")
    }

    /// What the epilogue is going to update comes while the tile is summed.
    private func printPrefetch(_ contraction: Contraction, to printer: inout CodePrinter) {
        for store in contraction.epilogue where store.value.loads.contains(store.target) {
            let row = contraction.row.map { program.stride(of: $0, in: store.target) } ?? 0
            let name = program[store.target.buffer].name
            let address = "\(name) + (row + (size_t)r) * \(row) + column + 16 * v"
            let prefetch = "\(prefix.uppercased())_PREFETCH(\(address));"
            printer.line("for (int r = 0; r < tile_rows; ++r)")
            printer.indented {
                $0.line("for (int v = 0; v < tile_vectors; ++v) \(prefetch)")
            }
        }
    }

    private func printEpilogue(_ contraction: Contraction, to printer: inout CodePrinter) {
        var scalar = CScalar(program: program, prefix: prefix)
        let rowByRow = "\(prefix.uppercased())_ROW_BY_ROW"
        printer.block("\(rowByRow) for (int r = 0; r < tile_rows; ++r)") { printer in
            printer.line("const float *sum = (const float *)sums[r];")
            if let row = contraction.row { printer.line("const size_t \(row.name) = row + (size_t)r;") }
            printer.block("for (size_t lane = 0; lane < lanes; ++lane)") { printer in
                printer.line("const size_t \(contraction.column.name) = column + lane;")
                printer.line("const float acc = sum[lane];")
                for store in contraction.epilogue {
                    let isReadLater = contraction.epilogue.contains { other in
                        other != store && other.value.loads.contains(store.target)
                    }
                    if isReadLater {
                        printer.line("const float z = \(scalar.text(store.value));")
                        scalar.held[store.target] = "z"
                        printer.line("\(scalar.element(store.target)) = z;")
                    } else {
                        printer.line("\(scalar.element(store.target)) = \(scalar.text(store.value));")
                    }
                }
            }
        }
    }

    /// The columns that do not fill a vector.
    private func printRest(_ columns: Int, end: String, _ arguments: String, to printer: inout CodePrinter) {
        guard columns % 16 != 0 else { return }
        printer.line("if (column < \(end))")
        printer.indented { $0.line("@_panel(tile_rows, 1, \(columns % 16), column, \(arguments));") }
    }
}

extension Statement {
    /// The leaves of all scalar expressions.
    var leaves: Set<ScalarLeaf> {
        switch self {
        case .contraction(let contraction): Set(contraction.epilogue.flatMap(\.value.leaves))
        case .map(let map): Set(map.store.value.leaves)
        case .nest(let nest): Set(nest.body.flatMap(\.leaves))
        }
    }
}

extension LoopNode {
    fileprivate var leaves: [ScalarLeaf] {
        switch self {
        case .loop(_, let body): body.flatMap(\.leaves)
        case .define(_, let value), .reduce(_, _, _, let value): value.leaves
        case .store(let store): store.value.leaves
        }
    }
}
