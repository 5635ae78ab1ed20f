import GraphIR

extension Inspection {
    /// Everything, for tools. The keys are described in docs/inspect.md; the number under `schema` changes
    /// when one of them changes its meaning or goes away.
    public func json(in source: SourceText) -> String {
        let members: [(String, JSON)] = [
            ("schema", .number(2)),
            ("name", .string(name)),
            ("path", .string(path)),
            ("input", JSON(inputShape)),
            ("output", JSON(layers.last?.outputShape)),
            ("loss", JSON(compiled?.compilation.graph.loss.text)),
            ("layers", .array(layers.map(\.json))),
            ("diagnostics", .array(findings.map(\.json))),
            ("parameters", compiled.map { .array($0.compilation.program.parametersJSON) } ?? .null),
            ("totals", compiled?.totalsJSON ?? .null),
            ("memory", compiled?.memoryJSON ?? .null),
            ("graph", compiled.map { _ in .string(graphText(in: source)) } ?? .null),
            ("loops", compiled?.loopsJSON ?? .null),
        ]
        return JSON.object(members + (batchSize == nil ? [] : [("batch", batchJSON)])).text
    }

    private var batchJSON: JSON {
        guard let batch, let compiled else { return .null }
        return .object([
            ("size", .number(batch.size)),
            ("inference", batch.inference.json(bytes: batch.inferenceBytes(of: compiled))),
            ("training", batch.training.json(bytes: batch.trainingBytes(of: compiled))),
            ("parameterBytes", .number(compiled.parameterArenaBytes)),
            ("stateBytes", .number(compiled.stateBytes)),
            ("gradientBytes", .number(batch.gradientBytes)),
            ("layers", .array(batch.parts.map(\.json))),
            ("mostFlops", .array(batch.worst { $0.training.flops }.map(\.json))),
            ("mostBytes", .array(batch.worst { $0.training.bytes }.map(\.json))),
        ])
    }
}

extension Inspection.Layer {
    fileprivate var json: JSON {
        .object([
            ("position", .number(position)),
            ("text", .string(text)),
            ("keyword", .string(keyword)),
            ("line", .number(location.line)),
            ("column", .number(location.column)),
            ("input", JSON(inputShape)),
            ("output", JSON(outputShape)),
            ("parameters", JSON(parameters)),
            ("flops", JSON(flops)),
            ("parameterBytes", JSON(parameterBytes)),
            ("activationBytes", JSON(activationBytes)),
        ])
    }
}

extension Inspection.Finding {
    fileprivate var json: JSON {
        .object([
            ("severity", .string(severity.rawValue)),
            ("code", .string(code.rawValue)),
            ("line", .number(location.line)),
            ("column", .number(location.column)),
            ("layer", JSON(layer)),
            ("message", .string(message)),
            ("notes", .array(notes.map(JSON.string))),
            ("hint", JSON(hint)),
        ])
    }
}

extension Inspection.Compiled {
    fileprivate var totalsJSON: JSON {
        .object([
            ("parameters", .number(parameters)),
            ("flops", .number(flops)),
            ("parameterBytes", .number(parameterBytes)),
            ("activationBytes", .number(activationBytes)),
        ])
    }

    fileprivate var memoryJSON: JSON {
        .object([
            ("batch", .number(Inspection.Arena.plannedBatch)),
            ("parameterBytes", .number(parameterArenaBytes)),
            ("inference", inference.json),
            ("training", training.json),
        ])
    }

    fileprivate var loopsJSON: JSON {
        .object([
            ("lowered", .string(compilation.lowered.description)),
            ("compiled", .string(compilation.program.description)),
        ])
    }
}

extension Inspection.Arena {
    fileprivate var json: JSON {
        .object([
            ("bytes", .number(planned)),
            ("bytesPerSample", .number(perSample)),
            ("fixedBytes", .number(fixed)),
        ])
    }
}

extension Inspection.Batch.Run {
    fileprivate func json(bytes: Int) -> JSON {
        .object([
            ("flops", .number(flops)), ("bytes", .number(bytes)), ("arenaBytes", .number(arenaBytes)),
        ])
    }
}

extension Inspection.Batch.Part {
    fileprivate var json: JSON {
        .object([
            ("position", JSON(position)),
            ("text", .string(text)),
            ("line", .number(location.line)),
            ("column", .number(location.column)),
            ("inference", inference.json),
            ("training", training.json),
        ])
    }
}

extension Inspection.Batch.Cost {
    fileprivate var json: JSON { .object([("flops", .number(flops)), ("bytes", .number(bytes))]) }
}

extension LoopProgram {
    /// PyTorch's name and shape of each parameter, and where its elements are in the flat arena.
    fileprivate var parametersJSON: [JSON] {
        parameters.map { place in
            let buffer = self[place.buffer]
            let axes = place.axes.flatMap { $0 }.map { dimension in
                JSON.object([
                    ("extent", JSON(buffer.extents[dimension].constant)),
                    ("stride", .number(buffer.strides[dimension])),
                ])
            }
            return .object([
                ("name", .string(place.parameter.name)),
                ("shape", JSON(place.parameter.shape)),
                ("offset", .number(arenaOffset(of: place))),
                ("axes", .array(axes)),
            ])
        }
    }
}

extension JSON {
    fileprivate init(_ shape: Shape?) { self = shape.map { .array($0.extents.map(JSON.number)) } ?? .null }
}
