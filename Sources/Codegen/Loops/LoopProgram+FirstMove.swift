extension LoopProgram {
    /// The first statement of a step that moves a parameter, or what an optimizer keeps. Until then nothing has been lost,
    /// and all losses are known: there a step ends whose losses are not finite. Nil where nothing is moved.
    package func firstMove(of function: LoopFunction) -> Int? {
        guard function.role == .step else { return nil }
        return function.body.firstIndex { statement in
            statement.writes.contains { self[$0].role.isMovedByStep }
        }
    }
}

extension Buffer.Role {
    fileprivate var isMovedByStep: Bool {
        switch self {
        case .parameter, .kept: true
        case .input, .labels, .targets, .activation, .output, .losses, .state, .gradient, .gradientSum: false
        }
    }
}
