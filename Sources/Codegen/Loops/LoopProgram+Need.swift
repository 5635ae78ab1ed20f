extension LoopProgram {
    /// What each statement of a gradient is needed for.
    ///
    /// If the first parameters are frozen, so that their gradient is not asked for, nothing need be computed for it
    /// alone.
    package enum Need: Comparable, Sendable {
        /// The gradients of the parameters up to this one, in the order of the program.
        case gradients(upTo: Int)
        /// Something else, or the gradient of the last parameter, too.
        case always
    }

    /// That of each statement, in the order of the function; nothing is left out of other functions than gradients.
    package func needs(of function: LoopFunction) -> [Need] {
        guard function.role == .gradient || function.role == .accumulate else {
            return function.body.map { _ in .always }
        }
        var ofBuffers: [Buffer.ID: Need] = [:]
        var needs: [Need] = []
        for statement in function.body.reversed() {
            let need = statement.writes.map { needOfWriting($0, ofBuffers[$0]) }.max() ?? .always
            for buffer in statement.reads { ofBuffers[buffer] = max(ofBuffers[buffer] ?? need, need) }
            needs.append(need)
        }
        return needs.reversed()
    }

    /// - Parameter later: What statements behind need the buffer for.
    private func needOfWriting(_ buffer: Buffer.ID, _ later: Need?) -> Need {
        switch self[buffer].role {
        case .activation: later ?? .always
        case .gradient, .gradientSum:
            parameters.firstIndex { $0.mirrors.contains(buffer) }.map(need(ofGradient:)) ?? .always
        case .input, .labels, .targets, .output, .losses, .parameter, .state, .kept: .always
        }
    }

    private func need(ofGradient parameter: Int) -> Need {
        let last = parameters.lastIndex { $0.parameter.role == .trained }
        return parameter == last ? .always : .gradients(upTo: parameter)
    }
}
