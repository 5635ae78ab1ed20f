/// Decides how rows lie in memory and where each parameter begins: on a cache line, in the order of PyTorch's
/// `state_dict`. Gradients and what optimizers keep lie as their parameters do.
func layOut(_ program: LoopProgram, for target: Target) -> LoopProgram {
    var program = program
    for buffer in program.buffers.indices { program[buffer].spreadRows(for: target) }
    var offset = 0
    for place in program.parameters {
        program[place.buffer].offset = offset
        for mirror in place.mirrors { program[mirror].offset = offset }
        offset += target.aligned(program[place.buffer].floats)
    }
    program.parameterFloats = offset
    return program
}

extension Buffer {
    fileprivate mutating func spreadRows(for target: Target) {
        let columns = extents.last?.constant ?? 1
        switch role {
        case .input, .labels, .targets, .output, .losses: return
        case .parameter, .gradient, .state:
            if extents.count > 1 { spread(lastDimensionTo: target.pitch(ofColumns: columns)) }
        case .activation:
            // The pixels of an image are read one after the other.
            if extents.count == 2 { spread(lastDimensionTo: target.pitch(ofColumns: columns)) }
        }
    }
}
