extension LoopFunction {
    /// From the first to the last phase that touches each activation. Between two waits workers run apart from each
    /// other, so that all statements there are at the same time.
    package func lifetimes(in program: LoopProgram) -> [Buffer.ID: ClosedRange<Int>] {
        var lifetimes: [Buffer.ID: ClosedRange<Int>] = [:]
        for (phase, statement) in zip(phases, body) {
            for access in statement.accesses where program[access.buffer].role == .activation {
                lifetimes[access.buffer] = (lifetimes[access.buffer]?.lowerBound ?? phase)...phase
            }
        }
        return lifetimes
    }

    /// From the first to the last statement that touches each activation which has a part for every sample and which
    /// nothing touches outside of one strip; a worker does one statement after the other.
    package func lifetimesInStrips(
        of program: LoopProgram
    ) -> [Buffer.ID: (lifetime: ClosedRange<Int>, samples: Int)] {
        var spans: [Buffer.ID: ClosedRange<Int>] = [:]
        for (position, statement) in body.enumerated() where !strips.isEmpty {
            for buffer in Set(statement.reads + statement.writes)
            where program[buffer].role == .activation && program[buffer].isPerSample {
                spans[buffer] = (spans[buffer]?.lowerBound ?? position)...position
            }
        }
        return spans.compactMapValues { span in
            let strip = strips.first {
                $0.statements.contains(span.lowerBound) && $0.statements.contains(span.upperBound)
            }
            return strip.map { (span, $0.samples) }
        }
    }
}

extension LoopProgram {
    /// Whether a plan, once there is one, puts two buffers in one place that are needed at the same time.
    func planProblem(in function: LoopFunction) -> LoopVerificationError.Problem? {
        let plan = function.plan
        guard plan != MemoryPlan() else { return nil }
        let inStrips = function.lifetimesInStrips(of: self)
        let lifetimes = function.lifetimes(in: self).filter { inStrips[$0.key] == nil }
        for isPerSample in [true, false] {
            let size = isPerSample ? plan.floatsPerSample : plan.floatsOnce
            let own = lifetimes.filter { self[$0.key].isPerSample == isPerSample }
            if let problem = problem(of: own, at: plan.offsets, size: size, floats: { self[$0].floats }) {
                return problem
            }
        }
        return problem(
            of: inStrips.mapValues(\.lifetime), at: plan.stripOffsets, size: plan.stripFloats,
            floats: { self[$0].floats * (inStrips[$0]?.samples ?? 1) })
    }

    private func problem(
        of lifetimes: [Buffer.ID: ClosedRange<Int>], at offsets: [Buffer.ID: Int], size: Int,
        floats: (Buffer.ID) -> Int
    ) -> LoopVerificationError.Problem? {
        var events: [(phase: Int, begins: Bool, place: Range<Int>, buffer: Buffer.ID)] = []
        for (buffer, lifetime) in lifetimes {
            guard let offset = offsets[buffer], offset >= 0, offset + floats(buffer) <= size
            else { return .outsideOfArena(buffer: self[buffer].name) }
            let place = offset..<offset + floats(buffer)
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
