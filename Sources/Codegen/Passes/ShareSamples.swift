/// Adds what a forward pass of a single sample does where several workers are there: they share its pixels and columns.
/// Everything else is shared by samples, and would leave all of them but one without work.
func shareSamples(_ program: LoopProgram, for target: Target) -> LoopProgram {
    guard let place = program.functions.firstIndex(where: { $0.role == .forward }),
        program.flopsPerSample(of: .forward) >= target.flopsWorthSharing
    else { return program }
    var program = program
    let body = program.functions[place].body.map(\.ofFirstSample)
    program.functions.insert(LoopFunction(role: .sample, body: body), at: place)
    return program
}

extension LoopProgram {
    /// Whether workers share the forward pass of a single sample.
    package var sharesSamples: Bool { functions.contains { $0.role == .sample } }
}

extension Statement {
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
