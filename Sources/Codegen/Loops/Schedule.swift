/// How one statement is divided among the workers that run a function together. Work is divided over
/// outputs, never over a sum, so the number of workers changes no bit of the result.
package struct Slice: Hashable, Sendable {
    package enum Division: Hashable, Sendable {
        /// By a loop index, which is dealt out in blocks of so many.
        case index(LoopIndex, block: Int)
        /// The first worker does it alone.
        case undivided
    }

    package var division: Division
    /// Whether all workers wait for each other in front of the statement.
    package var waits: Bool
}

/// Statements that a worker does one after the other for a few of its samples before it goes on to the next few, so
/// that what is between them stays in the cache.
package struct Strip: Hashable, Sendable {
    package var statements: Range<Int>
    /// So many at a time …
    package var samples: Int
    /// … of those that are dealt out to workers in such blocks.
    package var block: Int
}

extension LoopProgram {
    /// How far statements of a strip find the next sample of a buffer behind the one before in the memory that all
    /// workers share; nil if it is needed once, or lies in memory of the worker's own.
    package func floatsPerSample(of buffer: Buffer.ID, in function: LoopFunction) -> Int? {
        self[buffer].isPerSample && function.plan.stripOffsets[buffer] == nil ? self[buffer].floats : nil
    }
}

extension LoopFunction {
    /// The strip that a statement belongs to.
    package func strip(at position: Int) -> Strip? {
        strips.first { $0.statements.contains(position) }
    }
}

extension LoopFunction {
    /// For every statement, how often workers have waited for each other when they come to it. Those with
    /// one number may run at the same time.
    package var phases: [Int] {
        var phase = 0
        return slices.map { slice in
            if slice.waits { phase += 1 }
            return phase
        }
    }
}

/// The working arena of a function: first what every sample of the batch needs, then what is needed once, then
/// what each worker needs.
package struct MemoryPlan: Hashable, Sendable {
    /// Of activations with a part for each sample in floats per sample, of others behind all of those.
    package var offsets: [Buffer.ID: Int] = [:]
    package var floatsPerSample = 0
    package var floatsOnce = 0
    /// Room for one packed panel of a contraction's right factor …
    package var panelFloats = 0
    /// … and behind it, for each sample of a strip, the activations that nothing else touches: each begins so far
    /// behind the panel.
    package var stripOffsets: [Buffer.ID: Int] = [:]
    package var stripFloats = 0

    package var floatsPerWorker: Int { panelFloats + stripFloats }
}

extension LoopProgram {
    /// The arena that all functions share: floats for each sample of the batch …
    package var arenaFloatsPerSample: Int { functions.map(\.plan.floatsPerSample).max() ?? 0 }
    /// … once …
    package var arenaFloatsOnce: Int { functions.map(\.plan.floatsOnce).max() ?? 0 }
    /// … and for each worker.
    package var arenaFloatsPerWorker: Int { functions.map(\.plan.floatsPerWorker).max() ?? 0 }
}
