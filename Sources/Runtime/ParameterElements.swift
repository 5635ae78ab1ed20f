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

    /// Calls `body` with the place in the arena of every element, and its index in the order of `shape`.
    ///
    /// The elements come in an order of their own: a weight lies transposed in memory, and to go through it along either
    /// side would meet a new line of the cache with every element of the other.
    @inline(__always)
    func forEachElement(_ body: (_ offset: Int, _ index: Int) -> Void) {
        forEachMatrix { start, first, rows, columns in
            for top in stride(from: 0, to: rows.extent, by: 16) {
                let bottom = min(top + 16, rows.extent)
                for column in 0..<columns.extent {
                    for row in top..<bottom {
                        body(
                            start + row * rows.stride + column * columns.stride,
                            first + row * columns.extent + column)
                    }
                }
            }
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
