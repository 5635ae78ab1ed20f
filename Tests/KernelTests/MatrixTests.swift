import Testing
import TileKernels

/// Matrices are copied from any strides to any.
struct MatrixTests {
    /// Those of a matrix with so many elements in a line, by rows and by columns, and with gaps.
    private static func strides(_ rows: Int, _ columns: Int) -> [tk_matrix_strides] {
        [
            tk_matrix_strides(row: columns, column: 1), tk_matrix_strides(row: columns + 3, column: 1),
            tk_matrix_strides(row: 1, column: rows), tk_matrix_strides(row: 1, column: rows + 5),
            tk_matrix_strides(row: 2 * columns, column: 2),
        ]
    }

    @Test(arguments: [1, 2, 15, 16, 17, 48, 64, 150], [1, 3, 16, 31, 64, 129])
    func everyElementArrivesAndNothingElseChanges(_ rows: Int, _ columns: Int) {
        for from in Self.strides(rows, columns) {
            let source = (0..<(2 * (rows + 5) * (columns + 5))).map { Float($0) }
            for to in Self.strides(rows, columns) {
                var expected = Array(repeating: Float(-1), count: 2 * (rows + 5) * (columns + 5))
                var copied = expected
                for row in 0..<rows {
                    for column in 0..<columns {
                        expected[row * to.row + column * to.column] =
                            source[row * from.row + column * from.column]
                    }
                }
                tk_copy_matrix(source, from, &copied, to, rows, columns)
                #expect(copied == expected, "\(from) to \(to)")
            }
        }
    }
}
