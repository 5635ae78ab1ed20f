/// Adds what a forward pass of a single sample does where several workers are there: they share the pixels and
/// columns of all that takes long. The rest is as in the other, shared by samples, and so done by the first of them.
func shareSamples(_ program: LoopProgram, for target: Target) -> LoopProgram {
    guard let place = program.functions.firstIndex(where: { $0.role == .forward }),
        program.flopsPerSample(of: .forward) >= target.flopsWorthSharing
    else { return program }
    var program = program
    let body = program.functions[place].body.map { $0.isWorthSharing(on: target) ? $0.ofFirstSample : $0 }
    program.functions.insert(LoopFunction(role: .sample, body: body), at: place)
    return program
}

extension LoopProgram {
    /// Whether workers share the forward pass of a single sample.
    package var sharesSamples: Bool { functions.contains { $0.role == .sample } }
}

extension Statement {
    /// Whether workers who share the statement for a single sample gain more than they lose by waiting.
    func isWorthSharing(on target: Target) -> Bool { steps >= target.stepsWorthAWait }

    /// The statement without a loop over samples around others; by itself it is a row of one element.
    fileprivate var ofFirstSample: Statement {
        guard case .fold(var fold) = self, fold.outer.contains(.sample), fold.outer.count > 1 else {
            return self
        }
        func first(_ index: LoopIndex) -> Affine { index == .sample ? Affine(0) : Affine(index) }
        fold.outer.removeAll { $0 == .sample }
        fold.reduction = fold.reduction.replacingIndices(first)
        fold.epilogue = fold.epilogue.map { $0.replacingIndices(first) }
        return .fold(fold)
    }
}
