import GraphIR

/// Splits long sums: what is summed over the samples and more becomes a sum for each sample.
///
/// The gradient of a convolution's weight is such a sum, over all pixels of all samples. With few results it is one
/// chain of so many roundings, in tiles that are too few for several workers: its parts, one for each sample, have
/// short chains, and workers that share the samples. With many results parts would be too many; then all samples add to
/// the same sums, one sample after the other, for each tile would walk through all samples otherwise. Where to split is
/// decided by shapes alone, so that results are the same on every machine.
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
    /// Where each sum has its parts, or what it has come to so far; a gradient and the steps have it in common.
    private var parts: [Fold: Buffer.ID] = [:]

    /// Shorter chains need no parts.
    private static let fewestTerms = 64
    /// Shorter chains, and those of smaller images, do not pay for sums that are read and written again.
    private static let fewestTermsInPlace = 16
    private static let fewestFloats = 1 << 10

    init(program: LoopProgram, target: Target) {
        self.program = program
        self.target = target
    }

    /// What follows a part goes on with the same sample; the totals come when somebody asks for them, at last together.
    mutating func split(_ body: [Statement]) -> [Statement] {
        var result: [Statement] = []
        var totals = Totals()
        for statement in body {
            let (parts, total) = split(statement)
            for part in parts {
                if totals.conflict(with: part) {
                    result += totals.statements
                    totals = Totals()
                }
                result.append(part)
            }
            if let total { totals.append(total) }
        }
        return result + totals.statements
    }

    private mutating func split(_ statement: Statement) -> (parts: [Statement], total: Statement?) {
        guard case .fold(let fold) = statement, let sample = fold.over.first(where: { $0.extent == .rows })
        else { return ([statement], nil) }
        var part = fold
        part.outer = [sample] + fold.outer
        part.over = fold.over.filter { $0 != sample }
        part.epilogue = []
        guard hasLoops(for: part) else { return ([statement], nil) }
        if isWorthParts(fold) { return inParts(fold, part, by: sample) }
        if isWorthGoingOn(fold) { return goingOn(fold, part) }
        return ([statement], nil)
    }

    private mutating func inParts(
        _ fold: Fold, _ part: Fold, by sample: LoopIndex
    ) -> (parts: [Statement], total: Statement?) {
        var (part, total) = (part, fold)
        let element = Access(buffer(for: part, of: fold, "parts", [.rows]), [sample] + fold.indices)
        part.epilogue = [Assignment(element, .accumulator)]
        total.over = [sample]
        total.reduction = .sum(.load(element))
        return ([.fold(part)], .fold(total))
    }

    private mutating func goingOn(_ fold: Fold, _ part: Fold) -> (parts: [Statement], total: Statement?) {
        // A gradient that is only stored grows where it belongs.
        let element =
            fold.isOnlyStored
            ? fold.targets[0] : Access(buffer(for: part, of: fold, "so_far", []), fold.indices)
        let none = Fold.map(fold.indices, [Assignment(element, 0)], fold.origins)
        var part = part
        part.epilogue = [Assignment(element, .accumulator + .load(element))]
        return (
            [.fold(none), .fold(part)], fold.isOnlyStored ? nil : .fold(fold.epilogue(from: element))
        )
    }

    /// Whether the parts are not much more than what they are summed from. Up to twice as much one worker gains, too,
    /// for it finds a sample in its cache and no longer walks through all of them for every tile. Measured on a Zen 5,
    /// 3 × 3 weights: of 128 × 128 channels on 28 × 28 pixels 32 samples took 71 ms and take 35; of 32 × 32 on 32 × 32
    /// 64 samples 13.8 and 5.7; of 64 × 128 on 16 × 16, with parts 1.5 times as much, 7.7 and 6.9. With 3 times as much
    /// (64 × 64 on 7 × 7) it is 1.6 both ways.
    private func isWorthParts(_ fold: Fold) -> Bool {
        switch fold.reduction {
        case .none, .maximum: return false
        case .sum, .products: break
        }
        return fold.over.perSample >= Self.fewestTerms && fold.indices.perSample <= 2 * floatsRead(by: fold)
    }

    /// Whether a product is worth to be summed sample by sample without keeping the parts. A sample is found in the
    /// cache by all tiles, and for that every sum is read and written once a sample. Measured on a Zen 3, training steps
    /// of two convolutions of 3 × 3 with 64 samples: with 128 channels on 14 × 14 pixels 573 ms became 295, with 256 on
    /// 14 × 14 2,629 and 1,269, with 512 on 7 × 7 3,226 and 1,847, with 64 on 4 × 4 4.9 and 4.5; with 512 on 3 × 3 it is
    /// the same, and with few channels on few pixels, too. A single sample pays for it: with 512 on 7 × 7 24 became 29.
    private func isWorthGoingOn(_ fold: Fold) -> Bool {
        guard fold.contraction != nil else { return false }
        return fold.over.perSample >= Self.fewestTermsInPlace && floatsRead(by: fold) >= Self.fewestFloats
    }

    private func floatsRead(by fold: Fold) -> Int {
        fold.reduction.loads.reduce(0) { $0 + program[$1.buffer].floats }
    }

    /// Whether samples are not one loop too many: a tile has one over groups, and any other fold three around its
    /// lanes.
    private func hasLoops(for part: Fold) -> Bool {
        if part.contraction != nil { return part.groups.count <= 1 }
        return part.outer.count { $0.extent != .constant(1) } <= target.loops
    }

    private mutating func buffer(
        for part: Fold, of fold: Fold, _ suffix: String, _ samples: [Extent]
    ) -> Buffer.ID {
        if let known = parts[part] { return known }
        let result = fold.targets.first.map { program[$0.buffer] }
        let name = result.map { $0.role == .parameter ? "\($0.name)_grad" : $0.name } ?? "sum"
        let buffer = program.addActivation("\(name)_\(suffix)", samples + fold.indices.map(\.extent))
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
