internal import TileKernels

extension ModelLayout.Parameter {
    /// The number of elements.
    var count: Int { shape.reduce(1, *) }

    /// Calls `body` with the place in the arena of every element, the last dimension fastest.
    @inline(__always)
    func forEachOffset(_ body: (Int) -> Void) {
        forEachMatrix { start, _, rows, columns in
            for row in 0..<rows.extent {
                for column in 0..<columns.extent { body(start + row * rows.stride + column * columns.stride) }
            }
        }
    }

    /// Copies the elements out of an arena, the last dimension fastest.
    func copyElements(of arena: UnsafePointer<Float>, to values: UnsafeMutablePointer<Float>) {
        forEachMatrix { start, first, rows, columns in
            tk_copy_matrix(
                arena + start, tk_matrix_strides(row: rows.stride, column: columns.stride),
                values + first, tk_matrix_strides(row: columns.extent, column: 1),
                rows.extent, columns.extent)
        }
    }

    /// Copies so many values, the last dimension fastest, to the places of the elements in an arena.
    func copyElements(_ values: UnsafePointer<Float>, into arena: UnsafeMutablePointer<Float>) {
        forEachMatrix { start, first, rows, columns in
            tk_copy_matrix(
                values + first, tk_matrix_strides(row: columns.extent, column: 1),
                arena + start, tk_matrix_strides(row: rows.stride, column: columns.stride),
                rows.extent, columns.extent)
        }
    }

    /// Calls `body` for all indices of the axes before the last two, with the place in the arena and the index of the
    /// first element.
    @inline(__always)
    private func forEachMatrix(_ body: (_ start: Int, _ first: Int, _ rows: Axis, _ columns: Axis) -> Void) {
        let columns = axes.last ?? (extent: 1, stride: 1)
        let rows = axes.dropLast().last ?? (extent: 1, stride: 1)
        let outer = Array(axes.dropLast(2).reversed())
        for matrix in 0..<outer.reduce(1, { $0 * $1.extent }) {
            var (start, rest) = (offset, matrix)
            for axis in outer {
                start += rest % axis.extent * axis.stride
                rest /= axis.extent
            }
            body(start, matrix * rows.extent * columns.extent, rows, columns)
        }
    }
}
