internal import TileKernels

/// One of the threads that run a generated function together.
///
/// Work is divided over outputs and never over a sum, so the result does not depend on the number of workers.
public struct Worker: @unchecked Sendable {
    /// `0 ..< count`
    public let index: Int
    public let count: Int
    /// Nil where there is but one worker.
    private let pool: OpaquePointer?
    /// The samples that are its share of all, where it walks in strips.
    private var strip: Range<Int>?

    init(index: Int, count: Int, pool: OpaquePointer?) {
        self.index = index
        self.count = count
        self.pool = pool
    }

    /// The first of the samples that it walks through at a time.
    public var first: Int { strip?.lowerBound ?? 0 }

    /// The worker with a few samples of its share after the other, which kernels then find at the beginning of the
    /// memory that they are given.
    public func strips(
        of pass: Pass, samples: Int, block: Int
    ) -> some Sequence<Worker> {
        let share = share(of: pass.rows, by: block)
        return stride(from: share.lowerBound, to: share.upperBound, by: samples).lazy.map { first in
            var worker = self
            worker.strip = first..<Swift.min(first + samples, share.upperBound)
            return worker
        }
    }

    /// The only worker.
    public static let alone = Worker(index: 0, count: 1, pool: nil)

    /// The worker's share of `0 ..< extent`, which is dealt out in blocks.
    public func share(of extent: Int, by block: Int) -> Range<Int> {
        if let strip { return 0..<strip.count }
        // Three divisions would be a tenth of the time that a small model takes.
        guard count > 1 else { return 0..<extent }
        let blocks = (extent + block - 1) / block
        let first = blocks * index / count * block
        let last = min(blocks * (index + 1) / count * block, extent)
        return min(first, last)..<last
    }

    /// The first column of every panel in the worker's share.
    public func panels(of columns: Int, by width: Int) -> StrideTo<Int> {
        let share = share(of: columns, by: width)
        return stride(from: share.lowerBound, to: share.upperBound, by: width)
    }

    /// Calls `body` with what generated C is told of the worker.
    func withCWorker(_ body: (UnsafePointer<tk_worker>) -> CInt) -> CInt {
        let wait: @convention(c) (UnsafeMutableRawPointer?) -> Void = {
            tk_pool_synchronize(OpaquePointer($0))
        }
        var worker = tk_worker(index: index, count: count, wait: wait, context: pool.map { .init($0) })
        return withUnsafePointer(to: &worker, body)
    }

    /// Waits until every worker of the run has come here.
    public func synchronize() {
        if let pool { tk_pool_synchronize(pool) }
    }
}
