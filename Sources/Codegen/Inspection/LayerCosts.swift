import GraphIR

/// What each layer computes and keeps, counted in the loops that it became.
struct LayerCosts {
    private var flops: [SourceLocation: Int] = [:]
    private var activationBytes: [SourceLocation: Int] = [:]

    init(_ compilation: Compilation) {
        let kept = compilation.program.functions.first { $0.role == .step }?.plan.offsets ?? [:]
        let (lowered, program) = (compilation.lowered, compilation.program)
        // Before fusion a statement belongs to one layer, and a buffer keeps its number until the end.
        let results = lowered.results
        for statement in lowered.functions.first(where: { $0.role == .forward })?.body ?? [] {
            guard let location = statement.origins.first?.location else { continue }
            flops[location, default: 0] += statement.flopsPerSample
            for buffer in Set(statement.writes) where kept[buffer] != nil && results[buffer] == location {
                activationBytes[location, default: 0] += program[buffer].floats * bytesPerFloat
            }
        }
    }

    func flops(at location: SourceLocation) -> Int { flops[location] ?? 0 }

    func activationBytes(at location: SourceLocation) -> Int { activationBytes[location] ?? 0 }
}

extension LoopProgram {
    /// What is written on the way forward and read by another layer or on the way back, with the layer that it is of;
    /// not what a layer needs for itself meanwhile.
    fileprivate var results: [Buffer.ID: SourceLocation] {
        let forward = functions.first { $0.role == .forward }?.body ?? []
        var writers: [Buffer.ID: SourceLocation] = [:]
        for statement in forward {
            for buffer in statement.writes { writers[buffer] = statement.origins.first?.location }
        }
        let forwardStatements = Set(forward)
        var results: [Buffer.ID: SourceLocation] = [:]
        for statement in functions.first(where: { $0.role == .gradient })?.body ?? [] {
            let location = statement.origins.first?.location
            for buffer in statement.reads
            where writers[buffer] != location || !forwardStatements.contains(statement) {
                results[buffer] = writers[buffer]
            }
        }
        return results
    }
}
