import GraphIR

/// The facts about a model that its users and the trainer need, in Swift.
struct SwiftLayout {
    let program: LoopProgram
    let modifier: String
    /// The most samples that training works on together.
    let piece: Int

    func print(to printer: inout CodePrinter) {
        let loss =
            switch program.loss {
            case .crossEntropy: ".crossEntropy"
            case .meanSquaredError: ".meanSquaredError"
            }
        printer.line("\(modifier)static let layout = GraphRuntime.ModelLayout(")
        printer.indented { printer in
            printer.line("name: \"\(program.name)\", inputShape: \(program.inputShape),")
            printer.line("outputs: \(program.outputs), loss: \(loss),")
            if program.parameters.isEmpty {
                printer.line("parameters: [],")
            } else {
                printer.line("parameters: [")
                printer.indented { printer in
                    for place in program.parameters { print(place, to: &printer) }
                }
                printer.line("],")
            }
            let state = program.stateFloats == 0 ? "" : " stateFloats: \(program.stateFloats),"
            printer.line("parameterFloats: \(program.parameterFloats),\(state)")
            if program.smallestTrainingBatch > 1 {
                printer.line("smallestBatch: \(program.smallestTrainingBatch),")
            }
            if program.trainsInPieces { printer.line("piece: \(piece),") }
            printer.line(
                "arenaFloatsPerSample: \(program.arenaFloatsPerSample), "
                    + "arenaFloatsOnce: \(program.arenaFloatsOnce), "
                    + "arenaFloatsPerWorker: \(program.arenaFloatsPerWorker),")
            printer.line("flopsPerSample: \(program.flopsPerSample(of: .forward)))")
        }
    }

    private func print(_ place: ParameterPlace, to printer: inout CodePrinter) {
        let buffer = program[place.buffer]
        let axes = place.axes.flatMap { $0 }.map { dimension in
            "(\(buffer.extents[dimension].constant ?? 1), \(buffer.strides[dimension]))"
        }
        let start =
            switch place.parameter.initialization {
            case .uniform(let bound): ".uniform(bound: \(Float(bound)))"
            case .constant(let value): ".constant(\(Float(value)))"
            }
        printer.line(".init(")
        printer.indented { printer in
            printer.line(
                "name: \"\(place.parameter.name)\", shape: \(place.parameter.shape), "
                    + "offset: \(program.arenaOffset(of: place)),")
            let role = place.parameter.role == .state ? ", role: .state" : ""
            let element = place.parameter.element == .int64 ? ", element: .int64" : ""
            printer.line(
                "axes: [\(axes.joined(separator: ", "))], start: \(start)\(role)\(element)),")
        }
    }
}
