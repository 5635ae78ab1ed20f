import GraphIR

/// The function that gives every parameter its first values.
struct CInitializer {
    let model: CModel

    var text: String {
        var printer = CodePrinter()
        let prefix = model.prefix
        let places = model.program.parameters
        let draws = places.contains { $0.parameter.initialization.isDrawn }
        if draws { printer.line(uniform) }
        let lanes = model.target.lanes
        let (floats, state) = (model.program.parameterFloats, model.program.stateFloats + lanes)
        printer.block("void \(prefix)_init(\(prefix)_parameters *parameters, uint64_t seed)") { printer in
            let sizes =
                model.hasState ? [("values", floats), ("state", state)] : [("values", floats + lanes)]
            for (member, count) in sizes {
                printer.line("for (size_t i = 0; i < \(count); ++i) parameters->\(member)[i] = 0.0f;")
            }
            if !draws { printer.line("(void)seed;") }
            for place in places { print(place, to: &printer) }
        }
        return printer.text
    }

    private var uniform: String {
        let prefix = model.prefix
        return """
            /* SplitMix64 (Steele, Lea, Flood, 2014); a multiple of 2⁻²⁴ in [0, 1). */
            static float \(prefix)_uniform(uint64_t *state)
            {
                uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
                z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
                z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
                return (float)((z ^ (z >> 31)) >> 40) * 5.9604645e-08f;
            }

            """
    }

    /// One stream of random numbers fills the elements in the order of PyTorch's shape.
    private func print(_ place: ParameterPlace, to printer: inout CodePrinter) {
        let buffer = model.program[place.buffer]
        let axes = place.axes.flatMap { $0 }
        let loops = axes.enumerated().map { ("i\($0)", buffer.extents[$1].constant ?? 1, buffer.strides[$1]) }
        printer.line("/* \(place.parameter.name) \(place.parameter.shape) */")
        for (name, extent, _) in loops {
            printer.line("for (size_t \(name) = 0; \(name) < \(extent); ++\(name))")
        }
        let element = sumText(loops.map { ($0.0, $0.2) }, 0) ?? "0"
        let value =
            switch place.parameter.initialization {
            case .uniform(let bound): "(2.0f * \(model.prefix)_uniform(&seed) - 1.0f) * \(cLiteral(bound))"
            case .constant(let value): cLiteral(value)
            }
        let member =
            switch place.parameter.role {
            case .trained: "values"
            case .state: "state"
            }
        let line = "parameters->\(member)[\(buffer.offset) + \(element)] = \(value);"
        if loops.isEmpty { printer.line(line) } else { printer.indented { $0.line(line) } }
    }
}

extension Initialization {
    fileprivate var isDrawn: Bool {
        switch self {
        case .uniform: true
        case .constant: false
        }
    }
}
