import GraphIR

/// The function that gives every parameter its first values.
struct CInitializer {
    let model: CModel

    var text: String {
        var printer = CodePrinter()
        let prefix = model.prefix
        printer.line(
            """
            /* SplitMix64 (Steele, Lea, Flood, 2014); a multiple of 2⁻²⁴ in [0, 1). */
            static float \(prefix)_uniform(uint64_t *state)
            {
                uint64_t z = (*state += UINT64_C(0x9E3779B97F4A7C15));
                z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
                z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
                return (float)((z ^ (z >> 31)) >> 40) * 5.9604645e-08f;
            }

            """)
        let count = model.program.parameterFloats + model.target.lanes
        printer.block("void \(prefix)_init(\(prefix)_parameters *parameters, uint64_t seed)") { printer in
            printer.line("for (size_t i = 0; i < \(count); ++i) parameters->values[i] = 0.0f;")
            if model.program.parameters.isEmpty { printer.line("(void)seed;") }
            for place in model.program.parameters { print(place, to: &printer) }
        }
        return printer.text
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
        printer.indented { $0.line("parameters->values[\(buffer.offset) + \(element)] = \(value);") }
    }
}
