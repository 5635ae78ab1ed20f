import GraphIR

/// The printed part of the C library that generated Swift calls: the tile and the functions that it has in common
/// with generated C.
///
/// The rest of the library is written by hand (`Sources/TileKernels/machine.c`) and knows no operator. The printed
/// files are checked in, and a test proves that they are current.
package struct KernelLibrary {
    package init() {}

    /// The files by their names.
    package var files: [(path: String, text: String)] {
        [("include/functions.h", functions), ("tile.h", tile)].map { ($0.0, breakingLongLines(of: $0.1)) }
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
}
