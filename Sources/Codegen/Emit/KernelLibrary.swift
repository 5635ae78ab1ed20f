import GraphIR

/// The C library that generated Swift calls: the register tile with runtime sizes and every epilogue
/// that fusion makes out of the operator table, for every instruction set.
///
/// It is printed from the same tile and the same expressions as a model's C, so there is one tile in
/// the house; the printed files are checked in, and a test proves that they are current.
public struct KernelLibrary {
    private let forms: [EpilogueForm]
    private let prefix = "tk"

    public init() throws {
        var forms: [EpilogueForm] = []
        for row in Elementwise.table {
            for bias in [true, false] {
                let text = "Input 4; Linear 4 4 bias=\(bias); \(row.keyword); Linear 4 4 bias=\(bias)"
                let source = SourceText(path: "", text: text)
                guard let graph = analyze(source, defaultName: "Kernels").graph else { continue }
                for function in try Compilation(graph, source: source).program.functions {
                    for case .contraction(let contraction) in function.body {
                        let form = KernelCall(contraction).form
                        if !forms.contains(form) { forms.append(form) }
                    }
                }
            }
        }
        self.forms = forms.sorted { $0.name < $1.name }
    }

    // MARK: The header

    /// `kernels.h`
    public var header: String {
        let math = CMath.allCases.map { $0.definition(prefix: prefix) }.joined(separator: "\n\n")
        let prototypes = forms.map { "/* \(summary($0)) */\n\(prototype($0));" }.joined(separator: "\n\n")
        return """
            /* Printed by graphc. Do not edit. */
            #ifndef TK_KERNELS_H
            #define TK_KERNELS_H

            #include <math.h>
            #include <stddef.h>
            #include <stdint.h>

            \(CPrelude.vectors(prefix: prefix))

            \(math)

            /* A product of matrices: Σ k < depth  lhs[row, k] · rhs[k, column].

               lhs is NULL for a matrix of ones. Neighbouring columns of rhs are neighbours in memory, and
               15 floats behind its last column are readable. */
            typedef struct {
                ptrdiff_t rows, columns, depth;
                const float *lhs;
                ptrdiff_t lhs_row, lhs_depth;
                const float *rhs;
                ptrdiff_t rhs_depth;
            } tk_product;

            /* The instruction sets that the kernels are compiled for. */
            typedef enum { TK_PLAIN, TK_AVX2, TK_AVX512 } tk_isa;

            /* The one in use: the best that the machine has, or a lesser one that the environment variable
               GRAPHC_ISA names: plain, avx2 or avx512. */
            tk_isa tk_isa_in_use(void);

            /* Copies a right factor whose neighbouring columns lie apart: packed[k, c] with 32 columns. */
            void tk_pack_panel(ptrdiff_t depth, ptrdiff_t columns, const float *rhs, ptrdiff_t rhs_column,
                ptrdiff_t rhs_depth, float *packed);

            /* Each kernel computes acc, an element of the product, and from it what is written. An operand is
               a pointer to its first element and the distance between its rows, 0 for one row used by all. */

            \(prototypes)

            #endif

            """
    }

    private func summary(_ form: EpilogueForm) -> String {
        form.values.enumerated().map { index, value in
            "out\(index) = " + value.text { self.text(of: $0) }
        }.joined(separator: ";  ")
    }

    private func text(of slot: EpilogueForm.Slot) -> String {
        switch slot {
        case .accumulator: "acc"
        case .held: "out0"
        case .input(let index): "in\(index)"
        case .output(let index): "out\(index)"
        case .argument(let index): "argument\(index)"
        case .learningRate: "learning_rate"
        }
    }

    private func prototype(_ form: EpilogueForm) -> String {
        var parameters = ["tk_product product"]
        for index in 0..<form.inputCount {
            parameters += ["const float *in\(index)", "ptrdiff_t in\(index)_row"]
        }
        for index in form.values.indices {
            parameters += ["float *out\(index)", "ptrdiff_t out\(index)_row"]
        }
        parameters += scalars(form).map { "float \($0)" }
        return "void \(form.kernel)(\(parameters.joined(separator: ", ")))"
    }

    private func scalars(_ form: EpilogueForm) -> [String] {
        (0..<form.argumentCount).map { "argument\($0)" } + (form.usesLearningRate ? ["learning_rate"] : [])
    }

    // MARK: The source

    /// `kernels.c`
    public var source: String {
        let kinds = forms.map { "TK_\($0.name.uppercased())" }.joined(separator: ", ")
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

                enum { \(kinds) };

                #define TK_COLUMNS 32

                /* What an epilogue reads and writes besides the sums. */
                typedef struct {
                    const float *in[2];
                    ptrdiff_t in_row[2];
                    float *out[2];
                    ptrdiff_t out_row[2];
                    float argument[2], learning_rate;
                } tk_operands;

                typedef void (*tk_epilogue)(const float sums[TK_MAX_ROWS][TK_COLUMNS], int rows, size_t lanes,
                    ptrdiff_t row, ptrdiff_t column, const tk_operands *operands);
                """,
            ] + forms.map(epilogue) + [
                """
                TK_INLINE void tk_panel(const int tile_rows, const int tile_vectors, size_t lanes, ptrdiff_t column,
                    const tk_product *p, tk_epilogue epilogue, const tk_operands *operands)
                {
                    static const float one = 1.0f;
                    const float *lhs = p->lhs ? p->lhs : &one;
                    const ptrdiff_t lhs_row = p->lhs ? p->lhs_row : 0, lhs_depth = p->lhs ? p->lhs_depth : 0;
                    const float *rhs = p->rhs + column;
                    tk_vector tile[TK_MAX_ROWS][TK_MAX_VECTORS];
                    _Alignas(64) float sums[TK_MAX_ROWS][TK_COLUMNS];
                    ptrdiff_t row = 0;
                #define TK_TILES(condition, size)                                                              \\
                    for (; condition; row += (size)) {                                                         \\
                        tk_tile((size), tile_vectors, (size_t)p->depth, lhs + row * lhs_row, lhs_row,          \\
                            lhs_depth, rhs, p->rhs_depth, tile);                                               \\
                        TK_UNROLL for (int r = 0; r < (size); ++r)                                             \\
                            TK_UNROLL for (int v = 0; v < tile_vectors; ++v)                                   \\
                                memcpy(&sums[r][16 * v], &tile[r][v], sizeof(tk_vector));                      \\
                        epilogue(sums, (size), lanes, row, column, operands);                                  \\
                    }
                    const ptrdiff_t full = (ptrdiff_t)tk_full_tiles(tile_rows, 0, (size_t)p->rows);
                    TK_TILES(row < full, tile_rows)
                    TK_TILES(row + 4 <= p->rows, 4)
                    TK_TILES(row < p->rows, 1)
                #undef TK_TILES
                }

                TK_INLINE void tk_multiply(const int tile_rows, const int tile_vectors, const tk_product *p,
                    tk_epilogue epilogue, const tk_operands *operands)
                {
                    ptrdiff_t column = 0;
                #define TK_PANELS(vectors)                                                                     \\
                    for (; column + 16 * (vectors) <= p->columns; column += 16 * (vectors))                    \\
                        tk_panel(tile_rows, (vectors), 16 * (size_t)(vectors), column, p, epilogue, operands);
                    TK_PANELS(tile_vectors)
                    if (tile_vectors > 2) TK_PANELS(2)
                    if (tile_vectors > 1) TK_PANELS(1)
                #undef TK_PANELS
                    const size_t rest = (size_t)(p->columns - column);
                    if (rest > 0) tk_panel(tile_rows, 1, rest, column, p, epilogue, operands);
                }
                """,
                "#ifdef TK_X86\n\n" + variant("avx512", "TK_AVX512_CODE ", "8, 2", oneRow: "1, 2") + "\n\n"
                    + variant("avx2", "TK_AVX2_CODE ", "6, 1", oneRow: "1, 2") + "\n\n#endif",
                variant("plain", "", "TK_PLAIN_ROWS, 1", oneRow: "1, 2"),
                dispatch,
            ] + forms.map(kernel)
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// The body of an epilogue; the number of lanes is constant where a tile is full.
    private func epilogue(_ form: EpilogueForm) -> String {
        var printer = CodePrinter()
        let name = "tk_\(form.name)_epilogue"
        printer.line("/* \(summary(form)) */")
        printer.line(
            "TK_INLINE void \(name)(const float sums[TK_MAX_ROWS][TK_COLUMNS], const int rows, const size_t lanes,"
        )
        printer.line("    const ptrdiff_t row, const ptrdiff_t column, const tk_operands *operands)")
        printer.line("{")
        printer.indented { printer in
            for index in 0..<form.argumentCount {
                printer.line("const float argument\(index) = operands->argument[\(index)];")
            }
            if form.usesLearningRate {
                printer.line("const float learning_rate = operands->learning_rate;")
            }
            printer.block("for (int r = 0; r < rows; ++r)") { printer in
                for index in 0..<form.inputCount {
                    printer.line(
                        "const float *restrict in\(index) = operands->in[\(index)] "
                            + "+ (row + r) * operands->in_row[\(index)] + column;")
                }
                for index in form.values.indices {
                    printer.line(
                        "float *restrict out\(index) = operands->out[\(index)] "
                            + "+ (row + r) * operands->out_row[\(index)] + column;")
                }
                printer.block("for (size_t lane = 0; lane < lanes; ++lane)") { printer in
                    printer.line("const float acc = sums[r][lane];")
                    for (index, value) in form.values.enumerated() {
                        let isHeld = index == 0 && form.values.count > 1
                        if isHeld { printer.line("const float z = \(cText(value));") }
                        printer.line("out\(index)[lane] = \(isHeld ? "z" : cText(value));")
                    }
                }
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

    /// The tile and all epilogues for one instruction set.
    private func variant(
        _ isa: String, _ target: String, _ tile: String, oneRow: String
    ) -> String {
        let epilogues = forms.map { form in
            let name = "tk_\(form.name)_epilogue"
            return """
                static \(target)void \(name)_\(isa)(const float sums[TK_MAX_ROWS][TK_COLUMNS], int rows, size_t lanes,
                    ptrdiff_t row, ptrdiff_t column, const tk_operands *operands)
                {
                    if (lanes == 32) \(name)(sums, rows, 32, row, column, operands);
                    else if (lanes == 16) \(name)(sums, rows, 16, row, column, operands);
                    else \(name)(sums, rows, lanes, row, column, operands);
                }
                """
        }
        let table = forms.map { "tk_\($0.name)_epilogue_\(isa)" }.joined(separator: ", ")
        return
            (epilogues + [
                """
                static \(target)void tk_multiply_\(isa)(const tk_product *p, int kind, const tk_operands *operands)
                {
                    static const tk_epilogue epilogues[] = {\(table)};
                    if (p->rows == 1) tk_multiply(\(oneRow), p, epilogues[kind], operands);
                else tk_multiply(\(tile), p, epilogues[kind], operands);
                }
                """
            ]).joined(separator: "\n\n")
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

        static void tk_run(const tk_product *p, int kind, const tk_operands *operands)
        {
            switch (tk_chosen) {
        #ifdef TK_X86
            case TK_AVX512: tk_multiply_avx512(p, kind, operands); return;
            case TK_AVX2: tk_multiply_avx2(p, kind, operands); return;
        #else
            case TK_AVX512:
            case TK_AVX2:
        #endif
            case TK_PLAIN: tk_multiply_plain(p, kind, operands); return;
            }
        }
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
                tk_run(&product, TK_\(form.name.uppercased()), &operands);
            }
            """
    }
}
