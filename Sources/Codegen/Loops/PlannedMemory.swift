extension LoopFunction {
    /// From the first to the last phase that touches each activation. Between two waits workers run apart from each
    /// other, so that all statements there are at the same time.
    package func lifetimes(in program: LoopProgram) -> [Buffer.ID: ClosedRange<Int>] {
        var lifetimes: [Buffer.ID: ClosedRange<Int>] = [:]
        for (phase, statement) in zip(phases, body) {
            for access in statement.parts.accesses where program[access.buffer].role == .activation {
                lifetimes[access.buffer] = (lifetimes[access.buffer]?.lowerBound ?? phase)...phase
            }
        }
        return lifetimes
    }
}

extension LoopProgram {
    /// Whether a plan, once there is one, puts two buffers in one place that are needed at the same time.
    func planProblem(in function: LoopFunction) -> LoopVerificationError.Problem? {
        let plan = function.plan
        guard plan != MemoryPlan() else { return nil }
        let lifetimes = function.lifetimes(in: self)
        for isPerSample in [true, false] {
            let size = isPerSample ? plan.floatsPerSample : plan.floatsOnce
            let buffers = lifetimes.keys.filter { self[$0].isPerSample == isPerSample }
            if let problem = problem(of: buffers, lifetimes, in: plan, size: size) { return problem }
        }
        return nil
    }

    private func problem(
        of buffers: [Buffer.ID], _ lifetimes: [Buffer.ID: ClosedRange<Int>], in plan: MemoryPlan, size: Int
    ) -> LoopVerificationError.Problem? {
        var events: [(phase: Int, begins: Bool, place: Range<Int>, buffer: Buffer.ID)] = []
        for buffer in buffers {
            guard let lifetime = lifetimes[buffer], let offset = plan.offsets[buffer],
                offset >= 0, offset + self[buffer].floats <= size
            else { return .outsideOfArena(buffer: self[buffer].name) }
            let place = offset..<offset + self[buffer].floats
            events.append((lifetime.lowerBound, true, place, buffer))
            events.append((lifetime.upperBound, false, place, buffer))
        }
        // At the end of a phase everybody who needs nothing later goes.
        events.sort { ($0.phase, $0.begins ? 0 : 1, $0.buffer) < ($1.phase, $1.begins ? 0 : 1, $1.buffer) }
        var live: [(place: Range<Int>, buffer: Buffer.ID)] = []
        for event in events {
            let index = live.partitioningIndex { $0.place.lowerBound >= event.place.lowerBound }
            guard event.begins else {
                live.remove(at: index)
                continue
            }
            for neighbor in [index - 1, index] where live.indices.contains(neighbor) {
                if live[neighbor].place.overlaps(event.place) {
                    return .overlap(buffer: self[event.buffer].name, other: self[live[neighbor].buffer].name)
                }
            }
            live.insert((event.place, event.buffer), at: index)
        }
        return nil
    }
}

extension Array {
    /// The first index from which on the elements satisfy `belongs`, as all behind it do.
    package func partitioningIndex(where belongs: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if belongs(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
