import GraphIR

/// A model as loops over buffers: what the passes rewrite and the emitters print.
///
/// Emitters know these few kinds of nodes and no operator.
package struct LoopProgram: Sendable {
    package var name: String
    package var inputShape: Shape
    /// The number of logits.
    package var outputs: Int
    package var loss: Loss
    /// In the order of PyTorch's `state_dict`.
    package var parameters: [ParameterPlace]
    /// The floats of what is trained, in one arena …
    package var parameterFloats = 0
    /// … and of the state, which lies behind it.
    package var stateFloats = 0
    /// The fewest samples of a step.
    package var smallestTrainingBatch = 1
    /// Whether a gradient and a step depend on a seed.
    package var drawsRandomNumbers = false
    /// Whether a batch may be trained with in pieces, whose gradients add up.
    package var trainsInPieces = true
    package var buffers: [Buffer]
    /// Forward, loss, gradient, step and accumulate, and a step of each optimizer that is asked for.
    package var functions: [LoopFunction]

    /// Where a parameter or a state begins in the arena, in which the state lies behind what is trained.
    package func arenaOffset(of place: ParameterPlace) -> Int {
        let offset = self[place.buffer].offset
        return switch place.parameter.role {
        case .trained: offset
        case .state: parameterFloats + offset
        }
    }

    /// The program with other statements in every function.
    package func replacingBodies(_ replacement: (LoopFunction) -> [Statement]) -> LoopProgram {
        var program = self
        for index in functions.indices { program.functions[index].body = replacement(functions[index]) }
        return program
    }

    /// Adds a buffer for what is between statements. Emitted code calls it by its name, which a number follows where
    /// another has that name.
    package mutating func addActivation(_ name: String, _ extents: [Extent]) -> Buffer.ID {
        var (unused, number) = (name, 1)
        while buffers.contains(where: { $0.name == unused }) {
            number += 1
            unused = "\(name)\(number)"
        }
        buffers.append(Buffer(unused, .activation, extents))
        return buffers.count - 1
    }

    package subscript(buffer: Buffer.ID) -> Buffer {
        get { buffers[buffer] }
        set { buffers[buffer] = newValue }
    }
}

/// A parameter or a layer's state, and how its elements lie in its buffer.
package struct ParameterPlace: Sendable {
    package var parameter: Graph.Parameter
    package var buffer: Buffer.ID
    /// For each dimension of PyTorch's shape, the dimensions of the buffer that make it up, the slowest first: the
    /// weight of a linear layer behind an image is stored `[y, x, channel, out]`, its axes are
    /// `[[3], [2, 0, 1]]`.
    package var axes: [[Int]]
    /// The buffers that lie as the parameter does: its gradient, and what optimizers keep of it.
    package var mirrors: [Buffer.ID] = []
}

/// An entry point of the generated code.
package struct LoopFunction: Sendable {
    /// What the function does, each including what is before it, up to `gradient`.
    package enum Role: String, CaseIterable, Sendable {
        case forward, loss, gradient
        /// As `forward`, of a single sample that several workers share by its pixels and columns.
        case sample
        /// As `gradient`, but moves the parameters instead of storing it.
        case step
        /// As `step` of gradient descent, but moves a sum of gradients in place of the parameters: with a learning
        /// rate of −1 the gradient is added, by the very loops of `step`.
        case accumulate

        /// Whether layers behave as in training, or as in inference.
        package var isTraining: Bool {
            switch self {
            case .forward, .sample, .loss: false
            case .gradient, .step, .accumulate: true
            }
        }
    }

    package var role: Role
    /// Whose step it is; nil for that of gradient descent, and for what is no step.
    package var optimizer: OptimizerVariant?
    package var body: [Statement]
    /// Where the activations lie.
    package var plan = MemoryPlan()
    /// How the workers share each statement.
    package var slices: [Slice] = []
    /// What is done for some samples at a time, in order.
    package var strips: [Strip] = []

    package init(role: Role, optimizer: OptimizerVariant? = nil, body: [Statement]) {
        self.role = role
        self.optimizer = optimizer
        self.body = body
    }

    /// `gradient`, `step`, `sgd_momentum`
    package var name: String { optimizer?.cName ?? role.rawValue }
}

extension Buffer {
    /// Whether the function's caller looks at the buffer.
    package func isResult(of function: LoopFunction.Role) -> Bool {
        switch role {
        case .output: true
        case .losses: function != .forward && function != .sample
        case .gradient: function == .gradient
        case .gradientSum: function == .accumulate
        case .parameter, .kept: function == .step
        case .state: function.isTraining
        case .input, .labels, .targets, .activation: false
        }
    }
}
