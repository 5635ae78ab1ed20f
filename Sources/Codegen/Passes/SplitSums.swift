/// Splits long sums with few results: what is summed over the samples and more becomes a sum for each sample, and the
/// sum of those over the samples.
///
/// The gradient of a convolution's weight is such a sum, over all pixels of all samples: one chain of so many
/// roundings, in tiles that are too few for several workers. Its parts have short chains, and workers that share the
/// samples. Where to split is decided by shapes alone, so that results are the same on every machine.
func splitSums(_ program: LoopProgram, for target: Target) -> LoopProgram {
    var splitting = SumSplitting(program: program, target: target)
    for index in program.functions.indices {
        splitting.program.functions[index].body = splitting.split(program.functions[index].body)
    }
    return splitting.program
}

private struct SumSplitting {
    var program: LoopProgram
    private let target: Target
    /// The parts of each sum, which a gradient and the steps have in common.
    private var parts: [Fold: Buffer.ID] = [:]

    /// Shorter chains need no parts.
    private static let fewestTerms = 64

    init(program: LoopProgram, target: Target) {
        self.program = program
        self.target = target
    }

    /// What follows a part goes on with the same sample; the totals come when somebody asks for them, at last together.
    mutating func split(_ body: [Statement]) -> [Statement] {
        var result: [Statement] = []
        var totals = Totals()
        for statement in body {
            let (part, total) = split(statement)
            if totals.conflict(with: part) {
                result += totals.statements
                totals = Totals()
            }
            result.append(part)
            if let total { totals.append(total) }
        }
        return result + totals.statements
    }

    private mutating func split(_ statement: Statement) -> (part: Statement, total: Statement?) {
        guard case .fold(let fold) = statement, let sample = fold.over.first(where: { $0.extent == .rows }),
            isWorthIt(fold)
        else { return (statement, nil) }
        var part = fold
        part.outer = [sample] + fold.outer
        part.over = fold.over.filter { $0 != sample }
        guard hasLoops(for: part) else { return (statement, nil) }
        part.epilogue = []
        let element = Access(buffer(for: part, of: fold), [sample] + fold.indices)
        part.epilogue = [Assignment(element, .accumulator)]
        var total = fold
        total.over = [sample]
        total.reduction = .sum(.load(element))
        return (.fold(part), .fold(total))
    }

    /// Whether the parts are not much more than what they are summed from. Up to twice as much one worker gains, too,
    /// for it finds a sample in its cache and no longer walks through all of them for every tile. Measured on a Zen 5,
    /// 3 × 3 weights: of 128 × 128 channels on 28 × 28 pixels 32 samples took 71 ms and take 35; of 32 × 32 on 32 × 32
    /// 64 samples 13.8 and 5.7; of 64 × 128 on 16 × 16, with parts 1.5 times as much, 7.7 and 6.9. With 3 times as much
    /// (64 × 64 on 7 × 7) it is 1.6 both ways.
    private func isWorthIt(_ fold: Fold) -> Bool {
        switch fold.reduction {
        case .none, .maximum: return false
        case .sum, .products: break
        }
        let read = fold.reduction.loads.reduce(0) { $0 + program[$1.buffer].floats }
        return fold.over.perSample >= Self.fewestTerms && fold.indices.perSample <= 2 * read
    }

    /// Whether samples are not one loop too many: a tile has one over groups, and any other fold three around its
    /// lanes.
    private func hasLoops(for part: Fold) -> Bool {
        if part.contraction != nil { return part.groups.count <= 1 }
        return part.outer.count { $0.extent != .constant(1) } <= target.loops
    }

    private mutating func buffer(for part: Fold, of fold: Fold) -> Buffer.ID {
        if let known = parts[part] { return known }
        let name = fold.targets.first.map { program[$0.buffer].name } ?? "sum"
        let buffer = program.addActivation("\(name)_parts", [.rows] + fold.indices.map(\.extent))
        parts[part] = buffer
        return buffer
    }
}

/// The totals that nobody has asked for yet.
private struct Totals {
    private(set) var statements: [Statement] = []
    private var written: Set<Buffer.ID> = []
    private var read: Set<Buffer.ID> = []

    mutating func append(_ total: Statement) {
        statements.append(total)
        written.formUnion(total.writes)
        read.formUnion(total.reads)
    }

    /// Whether the statement may not come in front of them.
    func conflict(with statement: Statement) -> Bool {
        !written.isDisjoint(with: statement.reads) || !written.isDisjoint(with: statement.writes)
            || !read.isDisjoint(with: statement.writes)
    }
}
