internal import TileKernels

/// An optimizer's memory as a checkpoint has it.
extension Optimizer {
    /// What the rule is called in files.
    var ruleName: String { String(cString: tk_optimizer_name(rule)) }

    /// The numbers that go on from step to step: counts, powers.
    var runningNumbers: [Double] {
        withUnsafeBytes(of: state.running) { Array($0.bindMemory(to: Double.self)) }
    }

    /// What is kept of each parameter, one tensor behind the other as its name and what it is of; none before the first
    /// step.
    func keptTensors(of layout: ModelLayout) -> [(name: String, parameter: ModelLayout.Parameter)] {
        guard state.tensors.count > 0 else { return [] }
        return Self.keptTensors(of: layout, by: rule)
    }

    /// The arena of which they are parts.
    var keptArena: FloatArena { state.tensors }

    private static func keptTensors(
        of layout: ModelLayout, by rule: tk_optimizer
    ) -> [(name: String, parameter: ModelLayout.Parameter)] {
        (0..<tk_optimizer_states(rule)).flatMap { number in
            layout.trainedParameters.map { parameter in
                var kept = parameter
                kept.offset += number * layout.parameterFloats
                let name = String(cString: tk_optimizer_state_name(rule, number))
                return ("optimizer.\(name).\(parameter.name)", kept)
            }
        }
    }

    /// An optimizer that has taken steps, of which nothing but its memory matters.
    ///
    /// - Parameters:
    ///   - hasTensors: Whether there are tensors, which `read` puts into memory.
    /// - Returns: Nil if there is no such rule.
    static func remembering(
        ruleNamed name: String, steps: UInt64, running: [Double], learningRate: Double, hasTensors: Bool,
        of layout: ModelLayout,
        _ read: (_ name: String, ModelLayout.Parameter, UnsafeMutablePointer<Float>) throws -> Void
    ) rethrows -> Optimizer? {
        let rules = (TK_SGD.rawValue...TK_ADAGRAD.rawValue).map { tk_optimizer(rawValue: $0) }
        guard let rule = rules.first(where: { String(cString: tk_optimizer_name($0)) == name }) else {
            return nil
        }
        var optimizer = Optimizer(
            rule, settings: [Setting(name: "learningRate", value: learningRate, range: -1e38...1e38)])
        optimizer.steps = steps
        withUnsafeMutableBytes(of: &optimizer.state.running) { bytes in
            for (place, number) in zip(bytes.bindMemory(to: Double.self).indices, running) {
                bytes.bindMemory(to: Double.self)[place] = number
            }
        }
        guard hasTensors else { return optimizer }
        optimizer.state.parameters = layout.parameterCount
        optimizer.state.tensors = FloatArena(count: tk_optimizer_states(rule) * layout.parameterFloats)
        try optimizer.state.tensors.withMutableMemory { memory in
            for (name, parameter) in keptTensors(of: layout, by: rule) { try read(name, parameter, memory) }
        }
        return optimizer
    }
}
