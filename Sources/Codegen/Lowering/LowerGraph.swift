import GraphIR

/// Lowers a graph to its five functions, and a step of each of the optimizers, still unfused.
func lower(
    _ graph: Graph, optimizers: [OptimizerVariant], source: SourceText
) throws(LoweringError) -> LoopProgram {
    let graph = graph.poolingFirst()
    var lowering = Lowering(graph)
    let inputShape = graph.values[graph.input].shape
    let input = lowering.addBuffer("input", .input, [.rows] + inputShape.extents.map(Extent.constant))
    let origins = graph.nodes.map { node in
        Origin(location: source.location(of: node.range.lowerBound), text: source.text(in: node.range))
    }
    var values = [graph.input: Value(buffer: input, axes: inputShape.extents.indices.map { [$0 + 1] })]
    for (node, origin) in zip(graph.nodes, origins) {
        guard let operation = node.operation as? any Lowerable else {
            throw .notLowerable(keyword: node.operation.reference.keyword)
        }
        guard let value = node.inputs.first.flatMap({ values[$0] }) else {
            throw .valueBeforeItsNode(name: node.name)
        }
        let layer = LayerSite(
            name: node.name, input: value, parameters: node.parameters,
            outputShape: graph.values[node.output].shape, origin: origin)
        values[node.output] = operation.lower(layer, into: &lowering)
    }
    let lossOrigin = Origin(
        location: origins.last?.location ?? SourceLocation(line: 1, column: 1),
        text: "loss \(graph.loss.text)")
    guard let last = values[graph.output] else { throw .valueBeforeItsNode(name: "output") }
    let output = lowering.vector(last, named: "output", origin: lossOrigin)
    lowering.setOutput(output)
    return try assemble(
        lowering, optimizers: optimizers, input: inputShape, output: output, lossOrigin: lossOrigin)
}

/// Puts forward and loss together from the steps of inference, gradient and steps from those of training.
private func assemble(
    _ lowering: Lowering, optimizers: [OptimizerVariant], input: Shape, output: Value, lossOrigin: Origin
) throws(LoweringError) -> LoopProgram {
    var lowering = lowering
    let loss = lowering.graph.loss
    let outputs = lowering.extents(of: output).reduce(1, *)
    let expected =
        loss.readsLabels
        ? lowering.addBuffer("labels", .labels, [.rows])
        : lowering.addBuffer("targets", .targets, [.rows, .constant(outputs)])
    let losses = lowering.addBuffer("losses", .losses, [.rows])
    let seed = lowering.addActivation("\(lowering.buffers[output.buffer].name)_grad", like: output)
    let lossFolds = lowering.lower(
        LossSite(
            loss: loss, logits: output, expected: expected, losses: losses, gradient: seed.buffer,
            origin: lossOrigin))
    let gradients = lowering.addMirrors("grad", .gradient)
    let sums = lowering.addMirrors("grad_sum", .gradientSum)
    for name in optimizers.flatMap(\.rule.states).map(\.name).removingDuplicates {
        _ = lowering.addMirrors(name, .kept(name))
    }
    let backward = try differentiate(
        lowering.steps.filter { $0.mode != .inference }, buffers: lowering.buffers,
        gradients: [output.buffer: seed.buffer],
        parameterGradients: gradients)
    let forward = lowering.preparations + lowering.steps.filter { $0.mode != .training }.map(\.statement)
    let training = lowering.steps.filter { $0.mode != .inference }.map(\.statement)
    let gradient = training + lossFolds.gradient.map(Statement.fold) + backward.statements
    let steps = optimizers.map { optimizer in
        let updates = lowering.updates(along: gradients) { place, gradient in
            let kept = optimizer.rule.states.compactMap { state in
                place.mirrors.first { backward.buffers[$0].role == .kept(state.name) }
            }
            return place.update(by: optimizer.rule, along: gradient, keeping: kept, in: lowering.buffers)
        }
        return LoopFunction(role: .step, optimizer: optimizer, body: gradient + updates)
    }
    // The statistics of BatchNorm are made of several samples together, and are no gradients.
    let trainsInPieces = gradient.flatMap(\.writes).allSatisfy { buffer in
        backward.buffers[buffer].isPerSample || backward.buffers[buffer].role == .gradient
    }
    return LoopProgram(
        name: lowering.graph.name, inputShape: input, outputs: outputs, loss: loss,
        parameters: lowering.places, smallestTrainingBatch: lowering.graph.smallestTrainingBatch,
        drawsRandomNumbers: lowering.drawsRandomNumbers, trainsInPieces: trainsInPieces,
        buffers: backward.buffers,
        functions: [
            LoopFunction(role: .forward, body: forward),
            LoopFunction(role: .loss, body: forward + lossFolds.loss.map(Statement.fold)),
            LoopFunction(role: .gradient, body: gradient),
            LoopFunction(
                role: .step,
                body: gradient
                    + lowering.updates(along: gradients) {
                        $0.gradientDescent(of: $0.buffer, along: $1, in: lowering.buffers)
                    }),
            LoopFunction(
                role: .accumulate,
                body: gradient
                    + lowering.updates(along: gradients) {
                        $0.gradientDescent(of: sums[$0.buffer] ?? $1, along: $1, in: lowering.buffers)
                    }),
        ] + steps)
}

extension Lowering {
    /// Adds a buffer for each parameter that is trained, by which it is found, and which lies as it does.
    fileprivate mutating func addMirrors(_ name: String, _ role: Buffer.Role) -> [Buffer.ID: Buffer.ID] {
        var mirrors: [Buffer.ID: Buffer.ID] = [:]
        for place in trainedPlaces {
            let parameter = buffers[places[place].buffer]
            let mirror = addBuffer("\(parameter.name)_\(name)", role, parameter.extents)
            places[place].mirrors.append(mirror)
            mirrors[places[place].buffer] = mirror
        }
        return mirrors
    }

    /// What a step does with each parameter, given its gradient.
    fileprivate func updates(
        along gradients: [Buffer.ID: Buffer.ID], _ update: (ParameterPlace, Buffer.ID) -> Statement
    ) -> [Statement] {
        places.compactMap { place in gradients[place.buffer].map { update(place, $0) } }
    }
}
