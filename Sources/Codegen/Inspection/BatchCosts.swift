import GraphIR

extension Inspection {
    /// What a batch of so many samples costs. Numbers that do not fit are the largest there is.
    public struct Batch: Sendable {
        public var size: Int
        public var inference: Run
        /// A step of gradient descent.
        public var training: Run
        /// Of the gradient, which a step stores only if it walks the batch in pieces.
        public var gradientBytes: Int
        /// The layers in their order, and the loss.
        public var parts: [Part]

        /// The cost of all layers together.
        public struct Run: Sendable {
            public var flops: Int
            /// Of the working memory.
            public var arenaBytes: Int
        }

        /// The cost of a layer or of the loss.
        public struct Part: Sendable {
            public var text: String
            public var location: SourceLocation
            /// The layer's index in the equivalent `nn.Sequential`; nil for the loss.
            public var position: Int?
            public var inference = Cost()
            /// The way back and the update of its parameters included.
            public var training = Cost()
        }

        public struct Cost: Sendable {
            public var flops = 0
            /// What it holds of the arena at the moment when most of it is in use.
            public var bytes = 0
        }

        /// The memory of inference: arena, parameters and state …
        public func inferenceBytes(of model: Compiled) -> Int {
            [inference.arenaBytes, model.parameterArenaBytes, model.stateBytes].reduce(0, clampedSum)
        }

        /// … and of a training step, with the gradient if it is stored.
        public func trainingBytes(of model: Compiled) -> Int {
            [training.arenaBytes, model.parameterArenaBytes, model.stateBytes, gradientBytes]
                .reduce(0, clampedSum)
        }

        /// The parts that cost the most, the worst first, at most five and none that costs nothing.
        public func worst(by cost: (Part) -> Int) -> [Part] {
            let ordered = parts.enumerated().sorted {
                (-cost($0.element), $0.offset) < (-cost($1.element), $1.offset)
            }
            return ordered.map(\.element).prefix(5).filter { cost($0) > 0 }
        }
    }
}

extension Inspection.Batch {
    init(of size: Int, _ compilation: Compilation, _ layers: [Inspection.Layer]) {
        let program = compilation.program
        let piece = min(size, compilation.target.piece)
        let trainedTogether = program.trainsInPieces ? piece : size
        let owners = compilation.owners
        let inference = (
            flops: compilation.lowered.flops(of: .forward, samples: size, owners),
            bytes: program.peakBytes(of: .forward, samples: piece, owners)
        )
        let training = (
            flops: compilation.lowered.flops(of: .step, samples: size, owners),
            bytes: program.peakBytes(of: .step, samples: trainedTogether, owners)
        )
        self.size = size
        self.inference = Run(
            flops: inference.flops.values.reduce(0, clampedSum),
            arenaBytes: program.arena(of: .forward).bytes(samples: piece))
        self.training = Run(
            flops: training.flops.values.reduce(0, clampedSum),
            arenaBytes: program.arena(of: .step).bytes(samples: trainedTogether))
        gradientBytes = trainedTogether < size ? clampedProduct(program.parameterFloats, bytesPerFloat) : 0
        func cost(
            _ owner: Origin, _ costs: (flops: [Origin: Int], bytes: [Origin: Int])
        ) -> Cost {
            Cost(flops: costs.flops[owner] ?? 0, bytes: costs.bytes[owner] ?? 0)
        }
        parts = layers.map { layer in
            let owner = Origin(location: layer.location, text: layer.text)
            return Part(
                text: layer.text, location: layer.location, position: layer.position,
                inference: cost(owner, inference), training: cost(owner, training))
        }
        let isLayer = Set(parts.map { Origin(location: $0.location, text: $0.text) })
        for owner in Set(training.flops.keys).union(training.bytes.keys).subtracting(isLayer) {
            parts.append(
                Part(
                    text: owner.text, location: owner.location, position: nil,
                    inference: cost(owner, inference), training: cost(owner, training)))
        }
    }
}

extension Compilation {
    /// The layer, or the loss, that each buffer is of: the first that writes it, before fusion if it was there then.
    fileprivate var owners: [Buffer.ID: Origin] {
        var owners: [Buffer.ID: Origin] = [:]
        for statement in (lowered.functions + program.functions).flatMap(\.body) {
            guard let origin = statement.origins.first else { continue }
            for buffer in statement.writes where owners[buffer] == nil { owners[buffer] = origin }
        }
        return owners
    }
}

extension LoopProgram {
    /// The operations of a function before fusion, when a statement belongs to one layer.
    fileprivate func flops(
        of role: LoopFunction.Role, samples: Int, _ owners: [Buffer.ID: Origin]
    ) -> [Origin: Int] {
        var flops: [Origin: Int] = [:]
        for statement in body(of: role) {
            // An update has no place in the text: it is of the layer whose gradient it reads.
            guard let owner = statement.origins.first ?? statement.reads.compactMap({ owners[$0] }).first
            else {
                continue
            }
            flops[owner] = clampedSum(flops[owner] ?? 0, statement.flops(samples: samples))
        }
        return flops
    }

    /// What is in the arena when it is fullest.
    fileprivate func peakBytes(
        of role: LoopFunction.Role, samples: Int, _ owners: [Buffer.ID: Origin]
    ) -> [Origin: Int] {
        guard let function = functions.first(where: { $0.role == role }) else { return [:] }
        // What lies in a worker's strip is of no layer for the whole batch.
        let lifetimes = function.lifetimes(in: self).filter { function.plan.offsets[$0.key] != nil }
        let bytes = Dictionary(
            uniqueKeysWithValues: lifetimes.keys.map { buffer in
                let floats = clampedProduct(self[buffer].floats, self[buffer].isPerSample ? samples : 1)
                return (buffer, clampedProduct(floats, bytesPerFloat))
            })
        let phases = lifetimes.values.map(\.upperBound).max().map { 0...$0 } ?? 0...0
        var held = Array(repeating: 0, count: phases.count)
        for (buffer, lifetime) in lifetimes {
            for phase in lifetime { held[phase] = clampedSum(held[phase], bytes[buffer] ?? 0) }
        }
        let fullest = phases.max { (held[$0], -$0) < (held[$1], -$1) }
        var peak: [Origin: Int] = [:]
        for (buffer, lifetime) in lifetimes where fullest.map(lifetime.contains) == true {
            guard let owner = owners[buffer] else { continue }
            peak[owner] = clampedSum(peak[owner] ?? 0, bytes[buffer] ?? 0)
        }
        return peak
    }

    private func body(of role: LoopFunction.Role) -> [Statement] {
        functions.first { $0.role == role }?.body ?? []
    }
}
