/// Copies the weights of convolutions whose neighbouring columns lie apart, as those of a gradient by the input do, at
/// the beginning of a function: every strip of samples would otherwise pack them anew.
func turnWeights(_ program: LoopProgram) -> LoopProgram {
    var turning = WeightTurning(program: program)
    for index in program.functions.indices {
        turning.program.functions[index].body = turning.turned(program.functions[index].body)
    }
    return turning.program
}

private struct WeightTurning {
    var program: LoopProgram
    /// The copy of a buffer with this dimension last, which all functions have in common.
    private var copies: [Dimension: Buffer.ID] = [:]

    private struct Dimension: Hashable {
        var buffer: Buffer.ID
        var number: Int
    }

    init(program: LoopProgram) { self.program = program }

    mutating func turned(_ body: [Statement]) -> [Statement] {
        var written: Set<Buffer.ID> = []
        var copied: [Statement] = []
        let rest = body.map { statement -> Statement in
            defer { written.formUnion(statement.writes) }
            guard case .fold(var fold) = statement, let dimension = dimensionOfLanes(in: fold),
                !written.contains(dimension.buffer), let (lhs, rhs) = fold.contraction
            else { return statement }
            let copy = copy(of: dimension)
            let map = map(from: dimension, to: copy, fold.origins)
            if !copied.contains(map) { copied.append(map) }
            fold.reduction = .products(lhs, Access(copy, rhs.subscripts.movingToEnd(dimension.number)))
            return .fold(fold)
        }
        return copied + rest
    }

    /// The dimension of the weight along which a convolution's columns lie, if it is not the last.
    private func dimensionOfLanes(in fold: Fold) -> Dimension? {
        guard let rhs = fold.contraction?.rhs, program[rhs.buffer].role == .parameter,
            fold.hasRowsOfPixels,
            let number = rhs.subscripts.firstIndex(where: { $0.coefficient(of: fold.lane) == 1 }),
            number < rhs.subscripts.count - 1
        else { return nil }
        return Dimension(buffer: rhs.buffer, number: number)
    }

    private mutating func copy(of dimension: Dimension) -> Buffer.ID {
        if let known = copies[dimension] { return known }
        let weight = program[dimension.buffer]
        program.buffers.append(
            Buffer("\(weight.name)_turned", .activation, weight.extents.movingToEnd(dimension.number)))
        copies[dimension] = program.buffers.count - 1
        return program.buffers.count - 1
    }

    private func map(from dimension: Dimension, to copy: Buffer.ID, _ origins: [Origin]) -> Statement {
        let indices = program[dimension.buffer].extents.enumerated().map { number, extent in
            LoopIndex(name: "j\(number + 1)", extent: extent)
        }
        let order = indices.movingToEnd(dimension.number)
        let copying = Assignment(Access(copy, order), .load(Access(dimension.buffer, indices)))
        return .fold(.map(order, [copying], Array(origins.prefix(1))))
    }
}

extension Array {
    fileprivate func movingToEnd(_ index: Int) -> [Element] {
        Array(self[..<index] + self[(index + 1)...] + [self[index]])
    }
}
