import GraphIR

/// The C library that generated Swift calls: the register tile with runtime sizes and every epilogue
/// that fusion makes out of the operator table, and what the operators and losses do with a row at a time,
/// for every instruction set.
///
/// It is printed from the same tile and the same expressions as a model's C, so there is one tile in
/// the house; the printed files are checked in, and a test proves that they are current.
public struct KernelLibrary {
    let forms: [EpilogueForm]
    let rowForms: [RowForm]
    let prefix = "tk"

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
        rowForms = try Self.rowForms()
    }

    /// The row kernels of every operator and of the loss.
    private static func rowForms() throws -> [RowForm] {
        var forms: [String: RowForm] = [:]
        for operation in operatorTable {
            let text = "Input 4; Linear 4 4; \(operation.keyword); Linear 4 4"
            let source = SourceText(path: "", text: text)
            guard let graph = analyze(source, defaultName: "Kernels").graph else { continue }
            let program = try Compilation(graph, source: source).program
            for case .nest(let nest) in program.functions.flatMap(\.body) {
                guard let kernel = RowKernel(nest) else { continue }
                forms[kernel.name] = RowForm(kernel: kernel, program: program)
            }
        }
        return forms.values.sorted { $0.kernel.name < $1.kernel.name }
    }

    // MARK: The header

    /// `kernels.h`
    public var header: String {
        let math = CMath.allCases.map { $0.definition(prefix: prefix) }.joined(separator: "\n\n")
        let prototypes = forms.map { "/* \(summary($0)) */\n\(prototype($0));" }.joined(separator: "\n\n")
        let rowPrototypes = rowForms.map { "/* \($0.summary) */\n\($0.prototype);" }.joined(separator: "\n\n")
        return breakingLongLines(
            of: """
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

                /* Copies a right factor whose columns or rows lie apart: packed[k, c] with 32 columns. */
                void tk_pack_panel(ptrdiff_t depth, ptrdiff_t columns, const float *rhs, ptrdiff_t rhs_column,
                    ptrdiff_t rhs_depth, float *packed);

                /* Each kernel computes acc, an element of the product, and from it what is written. An operand is
                   a pointer to its first element and the distance between its rows, 0 for one row used by all. */

                \(prototypes)

                /* What is done with each row by itself. An operand is a pointer to its first row and the distance
                   between its rows. */

                \(rowPrototypes)

                #endif

                """)
    }

    func summary(_ form: EpilogueForm) -> String {
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

    func prototype(_ form: EpilogueForm) -> String {
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
}
