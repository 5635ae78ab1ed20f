/// Divides every statement such that workers wait for each other as rarely as possible: a worker that
/// reads just what it has written itself need not wait.
func parallelize(_ program: LoopProgram, for target: Target) -> LoopProgram {
    var program = program
    // A sample of an image is rows enough; otherwise whole tiles are dealt out. All statements have the same
    // shares, or workers would have to wait.
    let hasImages = program.functions.flatMap(\.body).contains { statement in
        if case .fold(let fold) = statement { fold.hasRowsOfPixels } else { false }
    }
    let samples = hasImages ? 1 : target.tileRows
    for index in program.functions.indices {
        let isOfOneSample = program.functions[index].role == .sample
        program.functions[index].share(
            by: Division(target: target, samples: samples, isOfOneSample: isOfOneSample))
    }
    return program
}

/// How statements may be divided.
private struct Division {
    let target: Target
    /// The samples that are dealt out together.
    let samples: Int
    /// Whether there is but one.
    let isOfOneSample: Bool

    /// The ways to divide a statement, the best first. By the first worker alone everything is possible.
    func options(for statement: Statement) -> [Slice.Division] {
        switch statement {
        case .fold(let fold): options(for: fold) + [.undivided]
        }
    }

    /// To wait costs less than to work alone through the whole batch, or through a whole image.
    func isWorthAWait(_ statement: Statement) -> Bool {
        if isOfOneSample { return statement.isWorthSharing(on: target) }
        return statement.bound.contains { $0.extent == .rows }
    }

    private func options(for fold: Fold) -> [Slice.Division] {
        let sharesSample = isOfOneSample && isWorthAWait(.fold(fold))
        func share(_ index: LoopIndex, each block: Int) -> Slice.Division? {
            sharesSample && index.extent == .rows ? nil : division(by: index, each: block)
        }
        // Of a single sample whole tiles are worth a share: what takes long waits for all else anyway.
        let fewestRows = sharesSample ? target.tileRows : target.smallestBlock
        let width = Array(fold.columns.dropFirst()).perSample
        let lanes = share(fold.columns[0], each: target.panelColumns / width).map { [$0] } ?? []
        let groups = fold.groups.compactMap { share($0, each: 1) }
        let rows = fold.rows.compactMap { index in
            share(index, each: fewestRows / fold.rows.filter { $0 != index }.perSample)
        }
        // Images stay with their worker: a wait costs less than to go through those of others.
        let isOfImages = fold.outer.first?.extent == .rows && fold.outer.count > 1
        if isOfImages { return groups + rows }
        // By columns each worker stays with its part of the weights, which its cache then holds.
        return groups + (fold.reduction != .none ? lanes + rows : rows + lanes)
    }

    /// A division by an index if it has enough blocks.
    private func division(by index: LoopIndex, each block: Int) -> Slice.Division? {
        let block = max(1, block)
        return switch index.extent {
        case .rows: .index(index, block: samples)
        case .constant(let count): count >= 2 * block ? .index(index, block: block) : nil
        }
    }
}

extension LoopFunction {
    fileprivate mutating func share(by division: Division) {
        var touched = Touches()
        slices = []
        for (position, statement) in body.enumerated() {
            let options = division.options(for: statement).map { division in
                (division: division, touches: statement.touches(divided: division))
            }
            let possible = options.filter { Touches().conflict(with: $0.touches) == nil }
            let isWorthAWait = division.isWorthAWait(statement)
            let worthAWait = possible.filter { isWorthAWait && $0.division != .undivided }
            let harmless = (worthAWait.isEmpty ? possible : worthAWait).first {
                touched.conflict(with: $0.touches) == nil
            }
            guard let chosen = harmless ?? possible.first else { continue }
            if harmless == nil { touched = Touches() }
            touched.insert(chosen.touches)
            slices.append(Slice(division: chosen.division, waits: harmless == nil))
            body[position] = statement.dividing(by: chosen.division)
        }
    }
}

extension Statement {
    /// The statement with the index by which it is divided outermost, so that a share is one run of rows.
    fileprivate func dividing(by division: Slice.Division) -> Statement {
        guard case .fold(var fold) = self, case .index(let index, _) = division, fold.outer.contains(index)
        else {
            return self
        }
        fold.outer = [index] + fold.outer.filter { $0 != index }
        return .fold(fold)
    }
}
