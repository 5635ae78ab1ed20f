import GraphIR

extension ParameterPlace {
    /// The step of an optimizer: the weight, and what is kept of it, in terms of its gradient.
    ///
    /// - Parameters:
    ///   - states: The buffers of the rule's states.
    func update(
        by rule: OptimizerRule, along gradient: Buffer.ID, keeping states: [Buffer.ID], in buffers: [Buffer]
    ) -> Statement {
        let indices = buffers[buffer].extents.enumerated().map { LoopIndex(name: "p\($0 + 1)", extent: $1) }
        func value(of variable: OptimizerRule.Variable) -> Scalar {
            switch variable {
            case .weight: .load(Access(buffer, indices))
            case .gradient: .load(Access(gradient, indices))
            case .state(let index): .load(Access(states[index], indices))
            case .line(let index): .local(rule.localName(of: rule.lines[index]))
            case .number(let index): .leaf(.number(rule.numbers[index].name))
            }
        }
        // All is read before anything is written, as a compiler would like it.
        let values = rule.lines.map { line in
            Assignment(.local(rule.localName(of: line)), line.value.replacingLeaves(value))
        }
        let stores = rule.lines.compactMap { line in
            line.target.map { target in
                Assignment(
                    Access(target.buffer(weight: buffer, states), indices), .local(rule.localName(of: line)))
            }
        }
        return .fold(.map(indices, values + stores, []))
    }

    /// The step of gradient descent: `target = target - learning rate * gradient`.
    ///
    /// - Parameter target: The parameter, or what lies as it does.
    func gradientDescent(
        of target: Buffer.ID, along gradient: Buffer.ID, in buffers: [Buffer]
    ) -> Statement {
        let indices = buffers[buffer].extents.enumerated().map { LoopIndex(name: "p\($0 + 1)", extent: $1) }
        let element = Access(target, indices)
        let value = Scalar.load(element) - .leaf(.number("learning_rate")) * .load(Access(gradient, indices))
        return .fold(.map(indices, [Assignment(element, value)], []))
    }
}

extension OptimizerRule.Target {
    fileprivate func buffer(weight: Buffer.ID, _ states: [Buffer.ID]) -> Buffer.ID {
        switch self {
        case .weight: weight
        case .state(let index): states[index]
        }
    }
}

extension OptimizerRule {
    /// What a line's value is called: the old one of what it replaces has the line's own name.
    fileprivate func localName(of line: Line) -> String {
        line.target == nil ? line.name : "new_\(line.name)"
    }
}
