import Foundation
import Testing
import TileKernels

/// The kernels for every instruction set, each in a process of its own, since a process chooses once.
@Suite(.serialized) struct ProductTests {
    @Test(arguments: ["plain", "avx2", "avx512"])
    func integersOfEverySizeAreExact(_ path: String) async {
        setenv("GRAPHC_ISA", path, 1)
        defer { unsetenv("GRAPHC_ISA") }
        await #expect(processExitsWith: .success) {
            let wish = ProcessInfo.processInfo.environment["GRAPHC_ISA"]
            precondition(wish != nil && (tk_isa_in_use() == TK_PLAIN || wish != "plain"))
            if let mistake = Products().firstMistake { fatalError(mistake) }
        }
    }

    @Test(arguments: ["plain", "avx2", "avx512"])
    func rowsOfEveryLengthAreRight(_ path: String) async {
        setenv("GRAPHC_ISA", path, 1)
        defer { unsetenv("GRAPHC_ISA") }
        await #expect(processExitsWith: .success) {
            for columns in Rows.columnCounts {
                if let mistake = Rows(columns: columns).firstMistake { fatalError(mistake) }
            }
        }
    }

    @Test func allInstructionSetsGiveTheSameBits() async throws {
        var hashes: [String: String] = [:]
        defer { unsetenv("GRAPHC_ISA") }
        for path in ["plain", "avx2", "avx512"] {
            setenv("GRAPHC_ISA", path, 1)
            let result = await #expect(
                processExitsWith: .success, observing: [\.standardOutputContent]
            ) {
                print("hash \(hashOfRandomProducts()) \(hashOfRandomRows())")
            }
            let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
            let line = try #require(output.split(separator: "\n").first { $0.hasPrefix("hash ") })
            hashes[path] = String(line)
        }
        #expect(Set(hashes.values).count == 1, "\(hashes)")
    }

    @Test func aPanelIsPackedRowAfterRow() {
        for columns in [1, 2, 15, 16, 17, 31, 32] {
            // The factor lies transposed: its columns are 40 floats apart.
            let rhs = (0..<40 * 32).map(Float.init)
            var packed = Array(repeating: Float(-1), count: 7 * 32)
            tk_pack_panel(7, columns, rhs, 40, 1, &packed)
            for k in 0..<7 {
                let row = packed[k * 32..<k * 32 + columns]
                #expect(row.elementsEqual((0..<columns).map { Float(40 * $0 + k) }))
            }
        }
    }
}

/// Products of integers with every number of rows and columns around the tile.
private struct Products {
    static let rows = 19
    static let columns = 300
    /// Every number up to two tiles and more.
    static let columnCounts = Array(1...70) + [79, 80, 81, 95, 96, 97, 112, 127, 128, 129, 144, 145]
    /// Those around the widths that a single row takes at once.
    static let wideColumnCounts = [192, 224, 255, 256, 257, 288, 300]
    static let depths = [0, 1, 2, 3, 7, 16, 33, 40]
    /// Distances between rows, larger than needed.
    static let lhsRow = 47
    static let rhsRow = 320
    static let outRow = 320
    /// Memory in front of and behind what is written.
    static let margin = 200
    static let outCount = (rows - 1) * outRow + columns + 2 * margin

    let lhs = integers(rows * lhsRow + 64, 3)
    let rhs = integers(40 * rhsRow + 64, 3)
    let bias = integers(columns, 9)
    let old = integers(outCount, 9)

    /// What the first kernel that errs has computed wrongly.
    var firstMistake: String? {
        for depth in Self.depths {
            for form in ["row by row", "column by column", "ones"] {
                if let mistake = mistake(depth, form) { return mistake }
            }
        }
        return nil
    }

    private func mistake(_ depth: Int, _ form: String) -> String? {
        // Column by column, a row's neighbours are 1 apart and its elements 19.
        let strides = form == "column by column" ? (row: 1, depth: Self.rows) : (row: Self.lhsRow, depth: 1)
        var sums = [Float](repeating: 0, count: Self.rows * Self.outRow)
        for row in 0..<Self.rows {
            for k in 0..<depth {
                let factor = form == "ones" ? 1 : lhs[row * strides.row + k * strides.depth]
                for column in 0..<Self.columns {
                    sums[row * Self.outRow + column] += factor * rhs[k * Self.rhsRow + column]
                }
            }
        }
        return lhs.withUnsafeBufferPointer { lhs in
            rhs.withUnsafeBufferPointer { rhs in
                var product = tk_product(
                    rows: 0, columns: 0, depth: depth, lhs: form == "ones" ? nil : lhs.baseAddress,
                    lhs_row: strides.row, lhs_depth: strides.depth, rhs: rhs.baseAddress,
                    rhs_depth: Self.rhsRow)
                for kernel in Kernel.all {
                    // What a whole product has to be; smaller ones are its corners.
                    var whole = old
                    for row in 0..<Self.rows {
                        for column in 0..<Self.columns {
                            let place = Self.margin + row * Self.outRow + column
                            let sum = sums[row * Self.outRow + column]
                            whole[place] = kernel.expected(sum, bias[column], old[place])
                        }
                    }
                    for rows in 1...Self.rows {
                        for columns in Self.columnCounts + (rows == 1 ? Self.wideColumnCounts : []) {
                            product.rows = rows
                            product.columns = columns
                            if !isCorner(of: whole, kernel, product) {
                                return "\(kernel.name), \(rows) × \(columns) × \(depth), \(form)"
                            }
                        }
                    }
                }
                return nil
            }
        }
    }

    /// Runs a kernel; whether it writes the corner that it should and nothing else.
    private func isCorner(of whole: [Float], _ kernel: Kernel, _ product: tk_product) -> Bool {
        var found = old
        var expected = old
        return found.withUnsafeMutableBufferPointer { found in
            expected.withUnsafeMutableBufferPointer { expected in
                guard let out = found.baseAddress, let wanted = expected.baseAddress else { return false }
                kernel.run(product, bias, out + Self.margin)
                whole.withUnsafeBufferPointer { whole in
                    guard let whole = whole.baseAddress else { return }
                    for row in 0..<product.rows {
                        let start = Self.margin + row * Self.outRow
                        (wanted + start).update(from: whole + start, count: product.columns)
                    }
                }
                return memcmp(out, wanted, Self.outCount * 4) == 0
            }
        }
    }

    /// Whole numbers in `-bound ... bound`.
    private static func integers(_ count: Int, _ bound: Int) -> [Float] {
        (0..<count).map { Float(($0 &* 7919 &+ $0 / 13) % (2 * bound + 1) - bound) }
    }

    /// A kernel and what it makes of a sum, a bias and what was there before.
    private struct Kernel: Sendable {
        var name: String
        var run: @Sendable (tk_product, [Float], UnsafeMutablePointer<Float>) -> Void
        var expected: @Sendable (_ sum: Float, _ bias: Float, _ old: Float) -> Float

        static let all = [
            Kernel(
                name: "store", run: { tk_matmul_store($0, $2, outRow) }, expected: { sum, _, _ in sum }),
            Kernel(
                name: "bias", run: { tk_matmul_bias($0, $1, 0, $2, outRow) },
                expected: { sum, bias, _ in sum + bias }),
            Kernel(
                name: "bias_relu", run: { tk_matmul_bias_relu($0, $1, 0, $2, outRow) },
                expected: { sum, bias, _ in max(sum + bias, 0) }),
            // Calls a function, so that its sums go through memory.
            Kernel(
                name: "bias_elu", run: { tk_matmul_bias_elu($0, $1, 0, $2, outRow, 0.5) },
                expected: { sum, bias, _ in
                    sum + bias > 0 ? sum + bias : 0.5 * tk_expm1(sum + bias)
                }),
            Kernel(
                name: "relu_gradient", run: { tk_matmul_relu_gradient($0, $1, 0, $2, outRow) },
                expected: { sum, value, _ in value > 0 ? sum : sum * 0 }),
            Kernel(
                name: "update", run: { tk_matmul_update($0, $2, outRow, 0.5) },
                expected: { sum, _, old in old - 0.5 * sum }),
        ]
    }
}

/// A hash of the bits of products of random numbers.
private func hashOfRandomProducts() -> UInt64 {
    let values = randomNumbers(100_000)
    var hash = BitHash()
    for (rows, columns) in [(1, 10), (5, 33), (13, 70), (19, 47), (64, 256)] {
        var out = [Float](repeating: 0, count: rows * columns)
        values.withUnsafeBufferPointer { values in
            guard let values = values.baseAddress else { return }
            let product = tk_product(
                rows: rows, columns: columns, depth: 200, lhs: values, lhs_row: 200, lhs_depth: 1,
                rhs: values + 20_000, rhs_depth: columns)
            tk_matmul_bias_gelu(product, values + 90_000, 0, &out, columns)
        }
        hash.add(out)
    }
    return hash.value
}

/// The same of rows.
private func hashOfRandomRows() -> UInt64 {
    var hash = BitHash()
    for columns in Rows.columnCounts {
        let rows = Rows(columns: columns)
        hash.add(rows.softmax + rows.logSoftmax + rows.crossEntropy.gradient + rows.crossEntropy.losses)
    }
    return hash.value
}
