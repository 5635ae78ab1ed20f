/// Decides how rows lie in memory and where each parameter begins: on a cache line, in the order of PyTorch's
/// `state_dict`, what is trained before what layers keep. Gradients and what optimizers keep lie as their parameters do.
func layOut(_ program: LoopProgram, for target: Target) -> LoopProgram {
    var program = program
    for buffer in program.buffers.indices { program[buffer].spreadRows(for: target) }
    for place in program.parameters {
        let floats = target.aligned(program[place.buffer].floats)
        switch place.parameter.role {
        case .trained:
            for buffer in [place.buffer] + place.mirrors { program[buffer].offset = program.parameterFloats }
            program.parameterFloats += floats
        case .state:
            program[place.buffer].offset = program.stateFloats
            program.stateFloats += floats
        }
    }
    // C has no empty arrays.
    if program.stateFloats > 0 { program.parameterFloats = max(program.parameterFloats, target.lanes) }
    return program
}

extension Buffer {
    fileprivate mutating func spreadRows(for target: Target) {
        let columns = extents.last?.constant ?? 1
        switch role {
        case .input, .labels, .targets, .output, .losses: return
        case .parameter, .gradient, .gradientSum, .state, .kept:
            if extents.count > 1 { spread(lastDimensionTo: target.pitch(ofColumns: columns)) }
        case .activation:
            // The pixels of an image are read one after the other.
            if extents.count == 2 { spread(lastDimensionTo: target.pitch(ofColumns: columns)) }
        }
    }
}
