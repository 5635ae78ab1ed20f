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
    /// The copy of a buffer with its dimensions in this order, which all functions have in common.
    private var copies: [Order: Buffer.ID] = [:]

    private struct Order: Hashable {
        var buffer: Buffer.ID
        var dimensions: [Int]
    }

    init(program: LoopProgram) { self.program = program }

    mutating func turned(_ body: [Statement]) -> [Statement] {
        var written: Set<Buffer.ID> = []
        var copied: [Statement] = []
        let rest = body.map { statement -> Statement in
            defer { written.formUnion(statement.writes) }
            guard case .fold(var fold) = statement, let order = order(of: fold),
                !written.contains(order.buffer), let (lhs, rhs) = fold.contraction
            else { return statement }
            let copy = copy(in: order)
            let map = map(to: copy, in: order, fold.origins)
            if !copied.contains(map) { copied.append(map) }
            fold.reduction = .products(lhs, Access(copy, order.dimensions.map { rhs.subscripts[$0] }))
            return .fold(fold)
        }
        return copied + rest
    }

    /// A convolution's weight with the dimensions along which its columns lie last, if they are not.
    private func order(of fold: Fold) -> Order? {
        guard let rhs = fold.contraction?.rhs, program[rhs.buffer].role == .parameter, fold.hasRowsOfPixels,
            rhs.subscripts.contains(where: { $0.coefficient(of: fold.lane) == 1 })
        else { return nil }
        let columns = rhs.subscripts.indices.filter { dimension in
            fold.columns.contains { rhs.subscripts[dimension].coefficient(of: $0) != 0 }
        }
        let others = rhs.subscripts.indices.filter { !columns.contains($0) }
        let order = Order(buffer: rhs.buffer, dimensions: others + columns)
        return order.dimensions == Array(rhs.subscripts.indices) ? nil : order
    }

    private mutating func copy(in order: Order) -> Buffer.ID {
        if let known = copies[order] { return known }
        let weight = program[order.buffer]
        let extents = order.dimensions.map { weight.extents[$0] }
        let copy = program.addActivation("\(weight.name)_turned", extents)
        copies[order] = copy
        return copy
    }

    private func map(to copy: Buffer.ID, in order: Order, _ origins: [Origin]) -> Statement {
        let indices = program[order.buffer].extents.enumerated().map { number, extent in
            LoopIndex(name: "j\(number + 1)", extent: extent)
        }
        let turned = order.dimensions.map { indices[$0] }
        let copying = Assignment(Access(copy, turned), .load(Access(order.buffer, indices)))
        return .fold(.map(turned, [copying], Array(origins.prefix(1))))
    }
}
