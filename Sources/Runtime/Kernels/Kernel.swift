internal import TileKernels

/// A statement of a compiled model: a product, a convolution, pooling, or what is done with every element. Generated
/// code makes one of each as a constant and runs it on memory.
public struct Kernel: @unchecked Sendable {
    // Kernels are constants of generated types: they live as long as the program.
    private let plan: UnsafePointer<tk_plan>
    /// What all calls have in common.
    private let template: tk_call
    private let share: Share
    private let extents: (groups: Extent, rows: [Extent], columns: Extent)
    private let learningRate: Int?
    private let scale: Int?
    private let samples: Int?

    /// - Parameters:
    ///   - groups: Of a product, for each of which all else is done.
    ///   - rows: The loops over rows, at most three, the outermost first.
    ///   - columns: The lanes of a row.
    ///   - over: The loops over what is combined, at most three, the outermost first.
    ///   - share: What one of several workers does.
    ///   - contracting: How the right factor of a product is read; nil for what is no product.
    ///   - inChains: Whether the sums of a product are four chains, each over a quarter of the depth.
    ///   - operands: What the program reads and writes; a product's factors are the first two.
    ///   - program: What becomes of a tile.
    ///   - numbers: What `Operand.number` counts.
    public init(
        groups: Extent = 1, rows: [Extent], columns: Extent, over: [Extent], share: Share,
        contracting: Packing? = nil, inChains: Bool = false,
        operands: [Operand], program: [Operation], numbers: [Number] = []
    ) {
        let plan = UnsafeMutablePointer<tk_plan>.allocate(capacity: 1)
        plan.initialize(to: tk_plan())
        plan.pointee.rows = Self.counts(rows)
        plan.pointee.over = Self.counts(over)
        plan.pointee.is_contraction = contracting == nil ? 0 : 1
        plan.pointee.packing = contracting?.rawValue ?? 0
        plan.pointee.is_in_chains = inChains ? 1 : 0
        plan.pointee.operands = UInt8(operands.count)
        fill(&plan.pointee.operand, with: operands.map(\.value))
        fill(&plan.pointee.program, with: program.map(\.value))
        tk_prepare(plan)
        self.plan = UnsafePointer(plan)
        var template = tk_call()
        fill(&template.numbers, with: numbers.map(\.constant))
        self.template = template
        self.share = share
        extents = (groups, rows, columns)
        learningRate = numbers.firstIndex { $0.kind == .learningRate }
        scale = numbers.firstIndex { $0.kind == .scale }
        samples = numbers.firstIndex { $0.kind == .samples }
    }

    private static func counts(_ extents: [Extent]) -> (Int, Int, Int) {
        precondition(extents.count <= 3, "a plan has too many loops")
        let counts = Array(repeating: 1, count: max(0, 3 - extents.count)) + extents.map(\.count)
        return (counts[0], counts[1], counts[2])
    }

    /// Does the worker's share.
    ///
    /// - Parameters:
    ///   - b0: The memory of the operands, by their numbers.
    ///   - panel: Memory of the worker's own, where a factor is packed.
    ///   - layer: What to say of where numbers come from; empty if nobody asks.
    public func run(
        _ pass: Pass, _ worker: Worker, _ b0: UnsafeRawPointer, _ b1: UnsafeRawPointer? = nil,
        _ b2: UnsafeRawPointer? = nil, _ b3: UnsafeRawPointer? = nil, _ b4: UnsafeRawPointer? = nil,
        _ b5: UnsafeRawPointer? = nil, _ b6: UnsafeRawPointer? = nil, _ b7: UnsafeRawPointer? = nil,
        _ b8: UnsafeRawPointer? = nil, _ b9: UnsafeRawPointer? = nil, _ b10: UnsafeRawPointer? = nil,
        _ b11: UnsafeRawPointer? = nil, panel: UnsafeMutablePointer<Float>? = nil, layer: StaticString = ""
    ) {
        var call = template
        call.samples = pass.rows
        call.last_group = extents.groups.count(of: pass)
        call.last_column = extents.columns.count(of: pass)
        switch share {
        case .rows(let extent, let each, let block):
            let rows = worker.share(of: extent.count(of: pass), by: block)
            (call.first_row, call.last_row) = (rows.lowerBound * each, rows.upperBound * each)
        case .columns(let extent, let each, let block):
            let columns = worker.share(of: extent.count(of: pass), by: block)
            (call.first_column, call.last_column) = (columns.lowerBound * each, columns.upperBound * each)
            call.last_row = rowCount(pass)
        case .groups(let extent, let block):
            let groups = worker.share(of: extent.count(of: pass), by: block)
            (call.first_group, call.last_group) = (groups.lowerBound, groups.upperBound)
            call.last_row = rowCount(pass)
        case .first:
            if worker.index > 0 { return }
            call.last_row = rowCount(pass)
        }
        if call.first_row >= call.last_row || call.first_column >= call.last_column { return }
        func memory(_ buffer: UnsafeRawPointer?) -> UnsafeMutableRawPointer? { .init(mutating: buffer) }
        call.buffers = (
            memory(b0), memory(b1), memory(b2), memory(b3), memory(b4), memory(b5), memory(b6), memory(b7),
            memory(b8), memory(b9), memory(b10), memory(b11)
        )
        call.scratch = panel
        call.seed = pass.seed
        call.first_sample = pass.first + worker.first
        if let learningRate { set(&call.numbers, learningRate, pass.learningRate) }
        if let scale { set(&call.numbers, scale, pass.scale) }
        if let samples { set(&call.numbers, samples, Float(pass.rows)) }
        withUnsafePointer(to: &call) { tk_run(plan, $0) }
        pass.search?.pointee.look(behind: layer.description)
    }

    private func rowCount(_ pass: Pass) -> Int {
        var count = 1
        for extent in extents.rows { count *= extent.count(of: pass) }
        return count
    }
}

/// Puts elements into a C array, which Swift sees as a tuple.
private func fill<Tuple, Element>(_ tuple: inout Tuple, with elements: [Element]) {
    withUnsafeMutableBytes(of: &tuple) { memory in
        precondition(elements.count * MemoryLayout<Element>.stride <= memory.count, "a plan is too large")
        for (place, element) in elements.enumerated() {
            memory.storeBytes(
                of: element, toByteOffset: place * MemoryLayout<Element>.stride, as: Element.self)
        }
    }
}

private func set<Tuple>(_ tuple: inout Tuple, _ index: Int, _ number: Float) {
    withUnsafeMutableBytes(of: &tuple) { memory in
        memory.storeBytes(of: number, toByteOffset: index * MemoryLayout<Float>.stride, as: Float.self)
    }
}
