import GraphIR

/// The function that gives every parameter its first values.
struct CInitializer {
    let model: CModel

    private var prefix: String { model.prefix }
    private var places: [ParameterPlace] { model.program.parameters }
    private var isDrawn: Bool { places.contains(where: \.isDrawn) }

    /// What it calls.
    var functions: Set<CMath> { isDrawn ? [.splitmix] : [] }

    var text: String {
        var printer = CodePrinter()
        if isDrawn { printer.line(uniform) }
        var calls: [String] = []
        var names: [String: String] = [:]
        for place in places {
            let body = body(of: place)
            let name = names[body] ?? "\(prefix)_init_\(place.parameter.name.replacing(".", with: "_"))"
            if names.updateValue(name, forKey: body) == nil {
                printer.line("/* \(place.parameter.name) \(place.parameter.shape) */")
                let seed = place.isDrawn ? ", uint64_t *seed" : ""
                let head = "\(model.macro)_NOINLINE static void \(name)(float *values\(seed))"
                printer.line("\(head)\n{\n\(body)}\n")
            }
            let start = "parameters->\(place.member) + \(model.program[place.buffer].offset)"
            calls.append("\(name)(\(start)\(place.isDrawn ? ", &seed" : ""));")
        }
        let lanes = model.target.lanes
        let (floats, state) = (model.program.parameterFloats, model.program.stateFloats + lanes)
        let sizes = model.hasState ? [("values", floats), ("state", state)] : [("values", floats + lanes)]
        printer.block("void \(prefix)_init(\(prefix)_parameters *parameters, uint64_t seed)") { printer in
            for (member, count) in sizes {
                printer.line("for (size_t i = 0; i < \(count); ++i) parameters->\(member)[i] = 0.0f;")
            }
            if !isDrawn { printer.line("(void)seed;") }
            for call in calls { printer.line(call) }
        }
        return printer.text
    }

    private var uniform: String {
        """
        /* The next random number, a multiple of 2⁻²⁴ in [0, 1). */
        \(model.macro)_NOINLINE static float \(prefix)_uniform(uint64_t *state)
        {
            *state += UINT64_C(0x9E3779B97F4A7C15);
            return (float)(\(prefix)_splitmix(*state, 0) >> 40) * 5.9604645e-08f;
        }

        """
    }

    /// One stream of random numbers fills the elements in the order of PyTorch's shape. Parameters of one form have
    /// one function.
    private func body(of place: ParameterPlace) -> String {
        var printer = CodePrinter()
        let buffer = model.program[place.buffer]
        let axes = place.axes.flatMap { $0 }
        let loops = axes.enumerated().map { ("i\($0)", buffer.extents[$1].constant ?? 1, buffer.strides[$1]) }
        let element = sumText(loops.map { ($0.0, $0.2) }, 0) ?? "0"
        let value =
            switch place.parameter.initialization {
            case .uniform(let bound): "(2.0f * \(prefix)_uniform(seed) - 1.0f) * \(cLiteral(bound))"
            case .constant(let value): cLiteral(value)
            }
        printer.indented { printer in
            for (name, extent, _) in loops {
                // A compiler would unroll what is done once.
                printer.line(
                    "\(model.macro)_ONE_BY_ONE for (size_t \(name) = 0; \(name) < \(extent); ++\(name))")
            }
            let line = "values[\(element)] = \(value);"
            if loops.isEmpty { printer.line(line) } else { printer.indented { $0.line(line) } }
        }
        return printer.text
    }
}

extension ParameterPlace {
    fileprivate var isDrawn: Bool {
        switch parameter.initialization {
        case .uniform: true
        case .constant: false
        }
    }

    /// Of `net_parameters`.
    fileprivate var member: String {
        switch parameter.role {
        case .trained: "values"
        case .state: "state"
        }
    }
}
