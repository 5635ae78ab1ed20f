internal import TileKernels

/// What a compiled model does with each row by itself: softmax, a loss.
public struct RowKernel: Sendable {
    private let function: @convention(c) @Sendable (UnsafePointer<tk_rows>?) -> Void

    init(_ function: @escaping @convention(c) @Sendable (UnsafePointer<tk_rows>?) -> Void) {
        self.function = function
    }

    /// An operand: its first row, and the distance between its rows.
    public struct Operand {
        let start: UnsafeRawPointer
        let distance: Int

        public init(_ start: UnsafeRawPointer, _ distance: Int) {
            self.start = start
            self.distance = distance
        }
    }

    /// Does the worker's share of the samples, which are dealt out in blocks.
    public func run(
        _ pass: Pass, _ worker: Worker, block: Int, columns: Int, _ x0: Operand, _ x1: Operand? = nil,
        _ x2: Operand? = nil, _ x3: Operand? = nil
    ) {
        let rows = worker.share(of: pass.rows, by: block)
        var call = tk_rows()
        call.rows = rows.count
        call.columns = columns
        call.scale = pass.scale
        call.row = (x0.distance, x1?.distance ?? 0, x2?.distance ?? 0, x3?.distance ?? 0)
        func start(_ operand: Operand?) -> UnsafeMutableRawPointer? {
            // Floats and labels have the same size.
            operand.map { .init(mutating: $0.start + 4 * rows.lowerBound * $0.distance) }
        }
        call.operands = (start(x0), start(x1), start(x2), start(x3))
        withUnsafePointer(to: &call) { function($0) }
    }
}
