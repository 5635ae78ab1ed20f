/// Gives every activation a place in the arena such that no two which are needed at the same time overlap: in the
/// order in which they are needed, each in the lowest gap that is large enough.
func planMemory(_ program: LoopProgram, for target: Target) -> LoopProgram {
    var program = program
    for index in program.functions.indices {
        program.functions[index].plan = plan(of: program.functions[index], in: program, for: target)
    }
    return program
}

private func plan(of function: LoopFunction, in program: LoopProgram, for target: Target) -> MemoryPlan {
    var plan = MemoryPlan()
    let inStrips = function.lifetimesInStrips(of: program)
    let lifetimes = function.lifetimes(in: program).filter { inStrips[$0.key] == nil }
    (plan.offsets, plan.floatsPerSample) = places(
        for: lifetimes.filter { program[$0.key].isPerSample }, floats: { program[$0].floats })
    // Kernels read whole vectors.
    let once = places(
        for: lifetimes.filter { !program[$0.key].isPerSample }, floats: { target.aligned(program[$0].floats) }
    )
    plan.offsets.merge(once.offsets) { $1 }
    plan.floatsOnce = once.size
    for case .fold(let fold) in function.body {
        plan.panelFloats = max(plan.panelFloats, target.panelFloats(of: fold, in: program))
    }
    (plan.stripOffsets, plan.stripFloats) = places(
        for: inStrips.mapValues(\.lifetime),
        floats: { target.aligned(program[$0].floats * (inStrips[$0]?.samples ?? 1)) })
    return plan
}

/// A place for each buffer, and the size of the memory that they need.
private func places(
    for lifetimes: [Buffer.ID: ClosedRange<Int>], floats: (Buffer.ID) -> Int
) -> (offsets: [Buffer.ID: Int], size: Int) {
    // Of those that begin at the same time, the one that stays the longest goes lowest.
    let order = lifetimes.sorted {
        ($0.value.lowerBound, -$0.value.upperBound, $0.key) < (
            $1.value.lowerBound, -$1.value.upperBound, $1.key
        )
    }
    var offsets: [Buffer.ID: Int] = [:]
    var arena = Arena()
    for (buffer, lifetime) in order {
        arena.release(before: lifetime.lowerBound)
        offsets[buffer] = arena.reserve(floats(buffer), until: lifetime.upperBound)
    }
    return (offsets, arena.size)
}

/// Memory in which places are taken and given back in the order of time.
private struct Arena {
    private(set) var size = 0
    /// Free places below `size`, in ascending order, none next to another.
    private var gaps: [Range<Int>] = []
    /// By the last time at which they are needed.
    private var taken: [Int: [Range<Int>]] = [:]
    private var times: [Int] = []

    mutating func reserve(_ count: Int, until time: Int) -> Int {
        let place: Range<Int>
        if let index = gaps.firstIndex(where: { $0.count >= count }) {
            place = gaps[index].lowerBound..<gaps[index].lowerBound + count
            gaps[index] = place.upperBound..<gaps[index].upperBound
            if gaps[index].isEmpty { gaps.remove(at: index) }
        } else if let last = gaps.last, last.upperBound == size {
            // What is free at the end grows.
            place = last.lowerBound..<last.lowerBound + count
            gaps.removeLast()
            size = place.upperBound
        } else {
            place = size..<size + count
            size = place.upperBound
        }
        if taken[time] == nil { times.insert(time, at: times.partitioningIndex { $0 > time }) }
        taken[time, default: []].append(place)
        return place.lowerBound
    }

    mutating func release(before time: Int) {
        while let first = times.first, first < time {
            for place in taken[first] ?? [] where !place.isEmpty { free(place) }
            taken[first] = nil
            times.removeFirst()
        }
    }

    private mutating func free(_ place: Range<Int>) {
        let index = gaps.partitioningIndex { $0.lowerBound > place.lowerBound }
        gaps.insert(place, at: index)
        if index + 1 < gaps.count, gaps[index].upperBound == gaps[index + 1].lowerBound {
            gaps[index] = gaps[index].lowerBound..<gaps[index + 1].upperBound
            gaps.remove(at: index + 1)
        }
        if index > 0, gaps[index - 1].upperBound == gaps[index].lowerBound {
            gaps[index - 1] = gaps[index - 1].lowerBound..<gaps[index].upperBound
            gaps.remove(at: index)
        }
    }
}
