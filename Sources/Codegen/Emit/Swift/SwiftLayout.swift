import GraphIR

/// The facts about a model that its users and the trainer need, in Swift.
struct SwiftLayout {
    let graph: Graph
    let program: LoopProgram
    /// As the user has written it.
    let text: String
    let modifier: String
    /// The most samples that training works on together.
    let piece: Int

    func print(to printer: inout CodePrinter) {
        let loss =
            switch program.loss {
            case .crossEntropy: ".crossEntropy"
            case .binaryCrossEntropy: ".binaryCrossEntropy"
            case .meanSquaredError: ".meanSquaredError"
            case .meanAbsoluteError: ".meanAbsoluteError"
            case .huber: ".huber"
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
            printer.line("flopsPerSample: \(program.flopsPerSample(of: .forward)),")
            printer.line("text: \"\"\"")
            printer.indented { $0.line("\(linesOfLiteral(text))\n\"\"\",") }
            let digits = String(graph.hash, radix: 16, uppercase: true)
            printer.line("graphHash: 0x\(digits))")
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

/// A text as it stands between the quotation marks of a Swift literal of several lines. What an editor would not show is
/// escaped, line feeds and tabs apart.
private func linesOfLiteral(_ text: String) -> String {
    var lines = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
        switch (scalar, scalar.properties.generalCategory) {
        case ("\n", _), ("\t", _): lines.append(scalar)
        case ("\\", _): lines.append(contentsOf: "\\\\".unicodeScalars)
        case ("\"", _) where lines.suffix(2).elementsEqual(["\"", "\""]):
            lines.append(contentsOf: "\\\"".unicodeScalars)
        case (_, .control), (_, .format), (_, .lineSeparator), (_, .paragraphSeparator):
            let digits = String(scalar.value, radix: 16, uppercase: true)
            lines.append(contentsOf: "\\u{\(digits)}".unicodeScalars)
        default: lines.append(scalar)
        }
    }
    return String(lines)
}
