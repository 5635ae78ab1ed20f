import GraphIR

/// What each layer computes and keeps, counted in the loops that it became.
struct LayerCosts {
    private var flops: [SourceLocation: Int] = [:]
    private var activationBytes: [SourceLocation: Int] = [:]

    init(_ compilation: Compilation) {
        let kept = compilation.program.functions.first { $0.role == .step }?.plan.offsets ?? [:]
        let (lowered, program) = (compilation.lowered, compilation.program)
        // Before fusion a statement belongs to one layer, and a buffer keeps its number until the end.
        for statement in lowered.functions.first(where: { $0.role == .forward })?.body ?? [] {
            guard let location = statement.origins.first?.location else { continue }
            flops[location, default: 0] += statement.flopsPerSample
            for buffer in Set(statement.writes) where kept[buffer] != nil {
                activationBytes[location, default: 0] += program[buffer].floats * bytesPerFloat
            }
        }
    }

    func flops(at location: SourceLocation) -> Int { flops[location] ?? 0 }

    func activationBytes(at location: SourceLocation) -> Int { activationBytes[location] ?? 0 }
}
