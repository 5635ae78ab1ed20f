internal import TileKernels
import Foundation

/// Workers that run the same functions again and again: the caller's thread and some more, which spin for
/// some microseconds between two runs before they sleep.
final class Team {
    let count: Int
    private let pool: OpaquePointer?

    /// The caller's thread by itself. It has no pool, so that any number of threads may use it at once.
    nonisolated(unsafe) static let alone = Team(count: 1)

    /// - Parameter count: If the system does not give as many threads, the caller's works alone.
    init(count: Int) {
        pool = count > 1 ? tk_pool_create(Int32(count)) : nil
        self.count = pool == nil ? 1 : count
    }

    deinit {
        if let pool { tk_pool_destroy(pool) }
    }

    /// Calls `body` once for each worker, at the same time, and returns when all calls have.
    func run(_ body: (Worker) -> Void) {
        guard let pool else { return body(.alone) }
        withoutActuallyEscaping(body) { body in
            var job = Job(body: body, count: count, pool: pool)
            withUnsafeMutablePointer(to: &job) { job in
                tk_pool_run(
                    pool,
                    { context, index in
                        guard let job = context?.assumingMemoryBound(to: Job.self).pointee else { return }
                        job.body(Worker(index: Int(index), count: job.count, pool: job.pool))
                    }, job)
            }
        }
    }

    private struct Job {
        let body: (Worker) -> Void
        let count: Int
        let pool: OpaquePointer
    }
}

extension Team {
    /// The workers for runs of a model over so many samples at a time: as many as are asked for, or as the work is worth
    /// that they wait for each other, and no more than there are cores or the model takes.
    static func count(
        for compiled: CompiledModel, rows: Int, threads: Int? = nil, cores: Int = Team.cores
    ) -> Int {
        let flops = Double(compiled.layout.flopsPerSample) * Double(rows)
        let useful = Int(min((flops / smallestShare).rounded(.up), Double(cores)))
        // Workers wait for each other, and one without a core keeps all others waiting.
        let limit = min(compiled.workerLimit ?? largest, largest, cores)
        return max(1, min(threads ?? useful, limit))
    }

    /// More threads than this have nothing to gain from one batch.
    private static let largest = 256

    /// Two to four waits a step cost about a microsecond each; so many floating-point operations of a forward pass take
    /// some ten.
    private static let smallestShare = 1e6

    static let cores = ProcessInfo.processInfo.activeProcessorCount
}
