import GraphIR

/// The printed part of the C library that generated Swift calls: the tile and the functions that it has in common
/// with generated C, and what operators and losses do with a row at a time.
///
/// The rest of the library is written by hand (`Sources/TileKernels/machine.c`) and knows no operator. The printed
/// files are checked in, and a test proves that they are current.
package struct KernelLibrary {
    /// `crossEntropy`, `softmax`, …, as the operators' examples and the losses make them.
    let rowForms: [RowForm]

    package init() throws {
        var forms: [String: RowForm] = [:]
        for text in Self.samples {
            let source = SourceText(path: "", text: text)
            guard let graph = analyze(source, defaultName: "Kernels").graph else { continue }
            let program = try Compilation(graph, source: source).program
            for case .nest(let nest) in program.functions.flatMap(\.body) {
                let form = RowForm(kernel: RowKernel(nest), program: program)
                forms[nest.name] = forms[nest.name] ?? form
            }
        }
        rowForms = forms.values.sorted { $0.kernel.name < $1.kernel.name }
    }

    /// A model for every example of an operator, behind a layer that makes its gradient necessary, and one for
    /// every loss.
    private static var samples: [String] {
        let losses = Loss.allCases.map { "Linear 4 4; loss \($0.rawValue)" }
        return losses
            + operatorTable.flatMap { operation in
                operation.examples.map { example in
                    let extents = example.input.extents.map(String.init).joined(separator: " ")
                    let head = example.input.rank == 1 ? "Linear \(extents)" : "ReLU"
                    return "Input \(extents); \(head); \(example.text); Flatten; Linear 2"
                }
            }
    }

    /// The files by their names.
    package var files: [(path: String, text: String)] {
        [
            ("include/functions.h", functions), ("tile.h", tile), ("include/rows.h", rowHeader),
            ("rows.c", rowSource),
        ].map { ($0.0, breakingLongLines(of: $0.1)) }
    }

    private let notice = "/* Printed by graphc. Do not edit. */"

    /// Vectors, instruction sets, and the functions that expressions call.
    private var functions: String {
        let math = CMath.allCases.map { $0.definition(prefix: "tk") }.joined(separator: "\n\n")
        return """
            \(notice)
            #ifndef TK_FUNCTIONS_H
            #define TK_FUNCTIONS_H

            #include <math.h>
            #include <stddef.h>
            #include <stdint.h>

            \(CTile.vectors(prefix: "tk"))

            \(math)

            #endif

            """
    }

    private var tile: String {
        """
        \(notice)
        #ifndef TK_TILE_H
        #define TK_TILE_H

        #include "functions.h"

        \(CTile.tile(prefix: "tk"))

        \(CTile.chains(prefix: "tk"))

        \(CTile.pack(prefix: "tk"))

        \(CTile.tiles(prefix: "tk"))

        #endif

        """
    }

    private var rowHeader: String {
        let prototypes = rowForms.map { "/* \($0.summary) */\n\($0.prototype);" }.joined(separator: "\n\n")
        return """
            \(notice)
            #ifndef TK_ROWS_H
            #define TK_ROWS_H

            #include <stddef.h>

            /* What is done with each row by itself: rows of so many columns, and for each operand its first row
               and the distance between its rows. */
            typedef struct {
                size_t rows, columns;
                void *operands[4];
                size_t row[4];
                float scale;
            } tk_rows;

            \(prototypes)

            #endif

            """
    }

    private var rowSource: String {
        """
        \(notice)
        #include "rows.h"
        #include "dispatch.h"
        #include "functions.h"

        \(rowForms.map(\.source).joined(separator: "\n\n"))

        """
    }

    /// The row kernels as generated Swift names them.
    package var swiftNames: String {
        let names = rowForms.map { form in
            "    public static let \(form.kernel.name) = RowKernel(\(form.kernel.function))\n"
        }
        return """
            // Printed by graphc. Do not edit.

            internal import TileKernels

            extension RowKernel {
            \(names.joined())}

            """
    }
}
