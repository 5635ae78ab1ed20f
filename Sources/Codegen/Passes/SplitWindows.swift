/// Gives each row of taps a product of its own where a window reaches far out of its image, and adds up the products:
/// outside there is nothing to multiply, and rows of taps side by side fill the vectors that few channels leave half
/// empty.
///
/// The gradient of a small image is such, by a convolution without padding. Of `Conv2d 6 16 5` on 14 × 14 it takes 98
/// products of two pixels with 480 terms, in vectors of which three quarters are used, or 140 of 30 columns with 80.
func splitWindows(_ program: LoopProgram, for target: Target) -> LoopProgram {
    var splitting = WindowSplitting(program: program, target: target)
    for index in program.functions.indices {
        splitting.program.functions[index].body = program.functions[index].body.flatMap {
            splitting.split($0)
        }
    }
    return splitting.program
}

/// The rows of a window, and what they are moved along.
private struct TapRows {
    let taps: LoopIndex
    /// The dimension of the image that both are added in.
    let dimension: Int
    /// All places in it, in place of the index that the window is moved by.
    let place: LoopIndex
    private let row: LoopIndex

    init?(of fold: Fold, in program: LoopProgram) {
        guard let (lhs, rhs) = fold.contraction, fold.hasRowsOfPixels, fold.groups.isEmpty,
            fold.columns == [fold.lane], lhs.outside == 0, program[rhs.buffer].role == .parameter
        else { return nil }
        for (dimension, affine) in lhs.subscripts.enumerated() where affine.terms.count == 2 {
            guard let count = program[lhs.buffer].extents[dimension].constant,
                let taps = affine.terms.first(where: { fold.over.contains($0.index) }),
                let row = affine.terms.first(where: { fold.rows.contains($0.index) }),
                abs(taps.coefficient) == 1, row.coefficient == 1, rhs.hasRuns(of: taps.index),
                lhs.indices.count(where: { $0 == taps.index || $0 == row.index }) == 2
            else { continue }
            self.taps = taps.index
            self.dimension = dimension
            self.row = row.index
            place = LoopIndex(row.index.name, count)
            return
        }
        return nil
    }

    /// Whether that takes a third less, as vectors go. Memory is read and written for each vector of a sum.
    func areWorthIt(in fold: Fold, for target: Target) -> Bool {
        func vectors(_ columns: Int) -> Int { (columns + target.lanes - 1) / target.lanes }
        let (columns, rows) = ([fold.lane].perSample, [taps].perSample)
        let terms = fold.over.filter { $0 != taps }.perSample
        let whole = [row].perSample * rows * terms * vectors(columns)
        let split = [place].perSample * terms * vectors(rows * columns)
        let sums = 2 * [row].perSample * rows * vectors(columns)
        let gain = Pixels(of: fold, for: target)?.gain ?? 1
        return Double(whole) / gain > 1.5 * Double(split + sums)
    }

    /// The indices of the products.
    func indices(in fold: Fold) -> [LoopIndex] {
        fold.outer.map { $0 == row ? place : $0 } + [taps, fold.lane]
    }
}

private struct WindowSplitting {
    var program: LoopProgram
    let target: Target
    /// Where the products stand, which a gradient and the steps have in common.
    private var buffers: [Reduction: Buffer.ID] = [:]

    init(program: LoopProgram, target: Target) {
        self.program = program
        self.target = target
    }

    mutating func split(_ statement: Statement) -> [Statement] {
        guard case .fold(let fold) = statement, let rows = TapRows(of: fold, in: program),
            rows.areWorthIt(in: fold, for: target), let (lhs, rhs) = fold.contraction
        else { return [statement] }
        let indices = rows.indices(in: fold)
        var image = lhs
        image.subscripts[rows.dimension] = Affine(rows.place)
        let reduction = Reduction.products(image, rhs)
        let buffer = buffer(for: reduction, indices, of: fold)
        let products = Fold(
            outer: indices.dropLast(), lane: fold.lane, over: fold.over.filter { $0 != rows.taps }, reduction,
            epilogue: [Assignment(Access(buffer, indices), .accumulator)], origins: fold.origins)
        let places = indices.map { $0 == rows.place ? lhs.subscripts[rows.dimension] : Affine($0) }
        var sum = fold
        sum.over = [rows.taps]
        sum.reduction = .sum(.load(Access(buffer, places, outside: 0)))
        return [.fold(products), .fold(sum)]
    }

    private mutating func buffer(
        for reduction: Reduction, _ indices: [LoopIndex], of fold: Fold
    ) -> Buffer.ID {
        if let known = buffers[reduction] { return known }
        let name = fold.epilogue.compactMap(\.element).first.map { program[$0.buffer].name } ?? "sum"
        let buffer = program.addActivation("\(name)_rows", indices.map(\.extent))
        buffers[reduction] = buffer
        return buffer
    }
}

extension Access {
    /// Whether the index moves on by one in one dimension, and in no other, so that it may stand beside the lanes: not
    /// where every other tap of a window is taken, as of a gradient with stride 2.
    fileprivate func hasRuns(of index: LoopIndex) -> Bool {
        subscripts.map { $0.coefficient(of: index) }.filter { $0 != 0 } == [1]
    }
}
