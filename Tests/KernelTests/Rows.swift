import Foundation
import TileKernels

/// What the kernels make of rows of random logits, and the definitions in double precision.
struct Rows {
    /// Around the vectors, and around the terms that a sum takes at once.
    static let columnCounts = [1, 2, 3, 7, 8, 9, 10, 15, 16, 17, 31, 33, 63, 64, 65, 100, 128, 129, 1000]
    private static let rows = 3
    /// Each row has this many floats more than it needs, which have to stay as they are.
    private static let gap = 2
    private static let untouched: Float = -7
    private static let scale: Float = 0.25

    let columns: Int
    private let logits: [Float]
    private let labels: [Int32]

    init(columns: Int) {
        self.columns = columns
        logits = randomNumbers(Self.rows * (columns + Self.gap)).map { 10 * $0 }
        labels = [0, Int32(columns / 2), Int32(columns - 1)]
    }

    private var row: Int { columns + Self.gap }
    private var empty: [Float] { Array(repeating: Self.untouched, count: Self.rows * row) }

    private func run(
        _ kernel: (UnsafePointer<tk_rows>?) -> Void, reading input: [Float], writing output: inout [Float]
    ) {
        var call = tk_rows()
        (call.rows, call.columns, call.row) = (Self.rows, columns, (row, row, 0, 0))
        input.withUnsafeBytes { input in
            output.withUnsafeMutableBytes { output in
                call.operands = (.init(mutating: input.baseAddress), output.baseAddress, nil, nil)
                kernel(&call)
            }
        }
    }

    var softmax: [Float] {
        var out = empty
        run(tk_softmax, reading: logits, writing: &out)
        return out
    }

    var logSoftmax: [Float] {
        var out = empty
        run(tk_log_softmax, reading: logits, writing: &out)
        return out
    }

    /// The gradient of `Σ losses · scale`, and the losses.
    var crossEntropy: (gradient: [Float], losses: [Float]) {
        var gradient = empty
        var losses = [Float](repeating: 0, count: Self.rows)
        var call = tk_rows()
        (call.rows, call.columns, call.scale, call.row) = (Self.rows, columns, Self.scale, (row, 1, row, 1))
        logits.withUnsafeBytes { logits in
            labels.withUnsafeBytes { labels in
                gradient.withUnsafeMutableBytes { gradient in
                    losses.withUnsafeMutableBytes { losses in
                        call.operands = (
                            .init(mutating: logits.baseAddress), .init(mutating: labels.baseAddress),
                            gradient.baseAddress, losses.baseAddress
                        )
                        tk_cross_entropy_gradient(&call)
                    }
                }
            }
        }
        return (gradient, losses)
    }

    var firstMistake: String? {
        let (gradient, losses) = crossEntropy
        var lossesAlone = losses.map { _ in Float(0) }
        var call = tk_rows()
        (call.rows, call.columns, call.row) = (Self.rows, columns, (row, 1, 1, 0))
        logits.withUnsafeBytes { logits in
            labels.withUnsafeBytes { labels in
                lossesAlone.withUnsafeMutableBytes { losses in
                    call.operands = (
                        .init(mutating: logits.baseAddress), .init(mutating: labels.baseAddress),
                        losses.baseAddress, nil
                    )
                    tk_cross_entropy(&call)
                }
            }
        }
        if lossesAlone != losses { return "the loss depends on the gradient, \(columns) columns" }

        for sample in 0..<Self.rows {
            let z = logits[sample * row..<sample * row + columns].map(Double.init)
            let top = z.max() ?? 0
            let logTotal = log(z.reduce(0) { $0 + exp($1 - top) })
            let logs = z.map { $0 - top - logTotal }
            let label = Int(labels[sample])
            let expected: [(String, [Float], [Double])] = [
                ("softmax", softmax, logs.map(exp)),
                ("log_softmax", logSoftmax, logs),
                (
                    "cross_entropy_gradient", gradient,
                    logs.enumerated().map { (exp($1) - ($0 == label ? 1 : 0)) * Double(Self.scale) }
                ),
            ]
            for (kernel, found, values) in expected {
                let part = found[sample * row..<(sample + 1) * row]
                if part.suffix(Self.gap) != [Self.untouched, Self.untouched] {
                    return "\(kernel) writes behind its \(columns) columns"
                }
                for (value, wanted) in zip(part, values) where !isClose(value, wanted) {
                    return "\(kernel), \(columns) columns: \(value) instead of \(wanted)"
                }
            }
            if !isClose(losses[sample], -logs[label]) {
                return "cross_entropy, \(columns) columns: \(losses[sample]) instead of \(-logs[label])"
            }
        }
        return nil
    }

    private func isClose(_ found: Float, _ wanted: Double) -> Bool {
        abs(Double(found) - wanted) <= 1e-5 * max(1, abs(wanted))
    }
}
