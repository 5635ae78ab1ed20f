import GraphIR

/// How the kernels of the library are written in C.
extension KernelLibrary {
    /// `kernels.c`
    public var source: String {
        let sections =
            [
                """
                /* Printed by graphc. Do not edit. */
                #include "kernels.h"
                #include <stdlib.h>
                #include <string.h>
                """,
                CPrelude.tile(prefix: prefix),
                CPrelude.pack(prefix: prefix),
                """
                void tk_pack_panel(ptrdiff_t depth, ptrdiff_t columns, const float *rhs, ptrdiff_t rhs_column,
                    ptrdiff_t rhs_depth, float *packed)
                {
                    tk_pack((size_t)depth, (size_t)columns, \(Panel.columns), rhs, rhs_column, rhs_depth, packed);
                }

                /* What an epilogue reads and writes besides the sums. */
                typedef struct {
                    const float *in[2];
                    ptrdiff_t in_row[2];
                    float *out[2];
                    ptrdiff_t out_row[2];
                    float argument[2], learning_rate;
                } tk_operands;

                #if defined(__GNUC__)
                #define TK_NOINLINE __attribute__((noinline))
                #else
                #define TK_NOINLINE
                #endif

                typedef void (*tk_epilogue)(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], int rows,
                    size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands);
                """,
                loops,
            ] + forms.map(epilogue) + InstructionSet.allCases.map(kernels) + [dispatch] + forms.map(kernel)
            + rowForms.map(\.source)
        return breakingLongLines(of: sections.joined(separator: "\n\n") + "\n")
    }

    /// The loops over tiles.
    private var loops: String {
        """
        /* The rows from first_row on of the columns from `column` to last_column, in tiles that go through
           memory to their epilogue. */
        TK_INLINE void tk_tiles(const int tile_rows, const int tile_vectors, const tk_product *p,
            const ptrdiff_t first_row, ptrdiff_t column, const ptrdiff_t last_column,
            const tk_epilogue epilogue, const tk_operands *operands)
        {
            static const float one = 1.0f;
            const float *lhs = p->lhs ? p->lhs : &one;
            const ptrdiff_t lhs_row = p->lhs ? p->lhs_row : 0, lhs_depth = p->lhs ? p->lhs_depth : 0;
            const ptrdiff_t last_row = tile_rows == 1 ? 1 : p->rows;
            const ptrdiff_t full = (ptrdiff_t)tk_full_tiles(tile_rows, (size_t)first_row, (size_t)last_row);
            tk_vector tile[TK_MAX_ROWS][TK_MAX_VECTORS], sums[TK_MAX_ROWS][TK_MAX_VECTORS];
        #define TK_TILES(condition, size, vectors, lanes)                                              \\
            for (; condition; row += (size)) {                                                         \\
                tk_tile((size), (vectors), (size_t)p->depth, lhs + row * lhs_row, lhs_row, lhs_depth,  \\
                    p->rhs + column, p->rhs_depth, tile);                                              \\
                TK_UNROLL for (int r = 0; r < (size); ++r)                                             \\
                    TK_UNROLL for (int v = 0; v < (vectors); ++v) sums[r][v] = tile[r][v];             \\
                epilogue(sums, (size), (lanes), row, column, operands);                                \\
            }
        #define TK_PANEL(vectors, lanes)                                                               \\
            {                                                                                          \\
                ptrdiff_t row = first_row;                                                             \\
                TK_TILES(row < full, tile_rows, vectors, lanes)                                        \\
                TK_TILES(row + 4 <= last_row, 4, vectors, lanes)                                       \\
                TK_TILES(row < last_row, 1, vectors, lanes)                                            \\
            }
        #define TK_PANELS(vectors)                                                                     \\
            for (; column + 16 * (vectors) <= last_column; column += 16 * (vectors))                   \\
                TK_PANEL(vectors, 16 * (size_t)(vectors))
            TK_PANELS(tile_vectors)
            if (tile_vectors > 8) TK_PANELS(8)
            if (tile_vectors > 4) TK_PANELS(4)
            if (tile_vectors > 2) TK_PANELS(2)
            if (tile_vectors > 1) TK_PANELS(1)
            if (column < last_column) TK_PANEL(1, (size_t)(last_column - column))
        #undef TK_PANELS
        #undef TK_PANEL
        #undef TK_TILES
        }

        typedef void (*tk_edges)(const tk_product *p, ptrdiff_t first_row, ptrdiff_t column,
            ptrdiff_t last_column, tk_epilogue epilogue, const tk_operands *operands);

        /* All rows and columns: full tiles keep their sums in registers for `epilogue`, which is known where
           this is inlined; the rest is left to `edges`. */
        TK_INLINE void tk_multiply(const int tile_rows, const int tile_vectors, const tk_product *p,
            const int updates, const tk_epilogue epilogue, const tk_edges edges,
            const tk_epilogue edge_epilogue, const tk_operands *operands)
        {
            static const float one = 1.0f;
            const float *lhs = p->lhs ? p->lhs : &one;
            const ptrdiff_t lhs_row = p->lhs ? p->lhs_row : 0, lhs_depth = p->lhs ? p->lhs_depth : 0;
            const ptrdiff_t width = 16 * tile_vectors;
            const ptrdiff_t full = (ptrdiff_t)tk_full_tiles(tile_rows, 0, (size_t)p->rows);
            ptrdiff_t column = 0;
            for (; column + width <= p->columns; column += width) {
                for (ptrdiff_t row = 0; row < full; row += tile_rows) {
                    tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS];
                    /* What is going to be updated comes while the tile is summed. */
                    if (updates)
                        for (int r = 0; r < tile_rows; ++r)
                            for (int v = 0; v < tile_vectors; ++v)
                                TK_PREFETCH(
                                    operands->out[0] + (row + r) * operands->out_row[0] + column + 16 * v);
                    tk_tile(tile_rows, tile_vectors, (size_t)p->depth, lhs + row * lhs_row, lhs_row, lhs_depth,
                        p->rhs + column, p->rhs_depth, sums);
                    epilogue(sums, tile_rows, (size_t)width, row, column, operands);
                }
                if (full < p->rows) edges(p, full, column, column + width, edge_epilogue, operands);
            }
            if (column < p->columns) edges(p, 0, column, p->columns, edge_epilogue, operands);
        }
        """
    }

    /// An epilogue as two functions: one for the lanes of a row, which lie apart from each other, and one
    /// for the rows of a tile.
    private func epilogue(_ form: EpilogueForm) -> String {
        let name = "tk_\(form.name)"
        var parameters = ["const size_t lanes", "const float *restrict sum"]
        var arguments = ["lanes", "(const float *)sums[r]"]
        func pass(_ list: String, _ index: Int, _ type: String) {
            parameters.append("\(type)*restrict \(list)\(index)")
            arguments.append("o->\(list)[\(index)] + (row + r) * o->\(list)_row[\(index)] + column")
        }
        for index in 0..<form.inputCount { pass("in", index, "const float ") }
        for index in form.values.indices { pass("out", index, "float ") }
        for index in 0..<form.argumentCount {
            parameters.append("const float argument\(index)")
            arguments.append("o->argument[\(index)]")
        }
        if form.usesLearningRate {
            parameters.append("const float learning_rate")
            arguments.append("o->learning_rate")
        }
        var printer = CodePrinter()
        printer.line("/* \(summary(form)) */")
        printer.line("TK_INLINE void \(name)_lanes(\(parameters.joined(separator: ", ")))")
        printer.line("{")
        printer.indented { printer in
            printer.block("for (size_t lane = 0; lane < lanes; ++lane)") { printer in
                printer.line("const float acc = sum[lane];")
                for (index, value) in form.values.enumerated() {
                    let isHeld = index == 0 && form.values.count > 1
                    if isHeld { printer.line("const float z = \(cText(value));") }
                    printer.line("out\(index)[lane] = \(isHeld ? "z" : cText(value));")
                }
            }
        }
        printer.line("}")
        printer.line(
            "TK_INLINE void \(name)_epilogue(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], const int rows, "
                + "const size_t lanes, const ptrdiff_t row, const ptrdiff_t column, const tk_operands *o)")
        printer.line("{")
        printer.indented { printer in
            printer.line("TK_ROW_BY_ROW for (int r = 0; r < rows; ++r)")
            printer.indented { printer in
                printer.line("\(name)_lanes(\(arguments.joined(separator: ", ")));")
            }
        }
        printer.line("}")
        var text = printer.text
        text.removeLast()
        return text
    }

    private func cText(_ value: Expression<EpilogueForm.Slot>) -> String {
        ExpressionNotation<EpilogueForm.Slot>(
            leaf: { slot in
                switch slot {
                case .accumulator: "acc"
                case .held: "z"
                case .input(let index): "in\(index)[lane]"
                case .output(let index): "out\(index)[lane]"
                case .argument(let index): "argument\(index)"
                case .learningRate: "learning_rate"
                }
            }, constant: cLiteral, function: { "tk_\($0)" }
        ).text(of: value)
    }

    /// Everything that is compiled for one instruction set.
    private func kernels(for isa: InstructionSet) -> String {
        let tile = isa.tile(prefix: prefix)
        let head = "static \(isa.target(prefix: prefix))void"
        let edges = """
            TK_NOINLINE \(head) tk_edges_\(isa)(const tk_product *p, ptrdiff_t first_row, \
            ptrdiff_t column, ptrdiff_t last_column, tk_epilogue epilogue, const tk_operands *operands)
            {
                if (p->rows == 1) tk_tiles(\(isa.oneRow), p, 0, column, last_column, epilogue, operands);
                else tk_tiles(\(tile), p, first_row, column, last_column, epilogue, operands);
            }
            """
        let kernels = forms.map { form in
            let name = "tk_\(form.name)"
            let epilogue = """
                \(head) \(name)_epilogue_\(isa)(tk_vector sums[TK_MAX_ROWS][TK_MAX_VECTORS], \
                int rows, size_t lanes, ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
                {
                    \(name)_epilogue(sums, rows, lanes, row, column, operands);
                }
                """
            let throughMemory = """
                \(head) \(name)_\(isa)(const tk_product *p, const tk_operands *operands)
                {
                    tk_edges_\(isa)(p, 0, 0, p->columns, \(name)_epilogue_\(isa), operands);
                }
                """
            let arguments =
                "p, \(form.updates ? 1 : 0), \(name)_epilogue, tk_edges_\(isa), \(name)_epilogue_\(isa)"
            let inRegisters = """
                \(head) \(name)_\(isa)(const tk_product *p, const tk_operands *operands)
                {
                    if (p->rows == 1) tk_multiply(\(isa.oneRow), \(arguments), operands);
                    else tk_multiply(\(tile), \(arguments), operands);
                }
                """
            guard form.isArithmetic else { return epilogue + "\n" + throughMemory }
            switch isa {
            case .avx512, .avx2: return epilogue + "\n" + inRegisters
            // Where a multiply-add is a call, a tile is slow anyway, and its code long.
            case .plain: return epilogue + "\n#ifdef TK_X86\n\(throughMemory)\n#else\n\(inRegisters)\n#endif"
            }
        }
        let text = ([edges] + kernels).joined(separator: "\n\n")
        return isa == .plain ? text : "#ifdef TK_X86\n\n\(text)\n\n#endif"
    }

    private var dispatch: String {
        """
        static tk_isa tk_best_isa(void)
        {
        #ifdef TK_X86
            __builtin_cpu_init();
            const char *wish = getenv("GRAPHC_ISA");
            if (wish && strcmp(wish, "plain") == 0) return TK_PLAIN;
            if (TK_HAS_AVX512 && !(wish && strcmp(wish, "avx2") == 0)) return TK_AVX512;
            if (TK_HAS_AVX2) return TK_AVX2;
        #endif
            return TK_PLAIN;
        }

        static tk_isa tk_chosen = TK_PLAIN;

        #ifdef TK_X86
        /* Before any thread can start. */
        __attribute__((constructor)) static void tk_choose(void) { tk_chosen = tk_best_isa(); }
        #endif

        tk_isa tk_isa_in_use(void) { return tk_chosen; }

        #ifdef TK_X86
        #define TK_RUN(kernel, ...)                                                                    \\
            (tk_chosen == TK_AVX512 ? kernel##_avx512(__VA_ARGS__)                                     \\
             : tk_chosen == TK_AVX2 ? kernel##_avx2(__VA_ARGS__)                                       \\
                                    : kernel##_plain(__VA_ARGS__))
        #else
        #define TK_RUN(kernel, ...) kernel##_plain(__VA_ARGS__)
        #endif
        """
    }

    private func kernel(_ form: EpilogueForm) -> String {
        func list(_ values: [String]) -> String {
            values.isEmpty ? "{0}" : "{\(values.joined(separator: ", "))}"
        }
        let inputs = (0..<form.inputCount).map { "in\($0)" }
        let outputs = form.values.indices.map { "out\($0)" }
        let fields = [
            ".in = \(list(inputs))", ".in_row = \(list(inputs.map { "\($0)_row" }))",
            ".out = \(list(outputs))", ".out_row = \(list(outputs.map { "\($0)_row" }))",
            ".argument = \(list((0..<form.argumentCount).map { "argument\($0)" }))",
            ".learning_rate = \(form.usesLearningRate ? "learning_rate" : "0")",
        ]
        return """
            \(prototype(form))
            {
                const tk_operands operands = {\(fields.joined(separator: ", "))};
                TK_RUN(tk_\(form.name), &product, &operands);
            }
            """
    }
}
