/// Folds and maps one after the other of the same rows, which are so narrow that every tile holds whole rows: the
/// library does them together, and what is between them stays in the tile.
struct NarrowRows {
    /// Along a row.
    let column: LoopIndex
    /// With this index in the place of their own.
    private(set) var folds: [Fold]
    /// The buffers that nobody else reads.
    private(set) var inner: Set<Buffer.ID> = []

    /// Begins with one; nil if it is not of narrow rows.
    init?(_ fold: Fold, for target: Target) {
        guard let index = fold.columnOfRows, let count = index.extent.constant, count <= target.lanes else {
            return nil
        }
        column = LoopIndex("column", count)
        folds = []
        append(fold, along: index)
    }

    /// Adds the next one; false if it is not of these rows, or they would come to an element at different places.
    mutating func append(_ fold: Fold) -> Bool {
        guard let index = fold.columnOfRows, index.extent == column.extent else { return false }
        var longer = self
        longer.append(fold, along: index)
        let accesses = longer.folds.flatMap(\.accesses)
        let written = longer.folds.flatMap { Statement.fold($0).writes }
        for buffer in Set(written) {
            guard Set(accesses.filter { $0.buffer == buffer }).count == 1 else { return false }
        }
        self = longer
        return true
    }

    private mutating func append(_ fold: Fold, along index: LoopIndex) {
        func replacement(_ other: LoopIndex) -> Affine { Affine(other == index ? column : other) }
        var fold = fold
        fold.reduction = fold.reduction.replacingIndices(replacement)
        fold.epilogue = fold.epilogue.map { $0.replacingIndices(replacement) }
        folds.append(fold)
    }

    /// Whether anything is combined.
    private var isWorthIt: Bool { folds.count > 1 && folds.contains { $0.reduction != .none } }
}

extension NarrowRows {
    /// Some statements of a function, which workers do without waiting for each other.
    struct Run {
        let statements: Range<Int>
        let division: Slice.Division
        let rows: NarrowRows
        let planner: TilePlanner
    }

    /// The longest runs that the library has room for, by their first statements.
    static func runs(in function: LoopFunction, of program: LoopProgram, for target: Target) -> [Int: Run] {
        var readers: [Buffer.ID: ClosedRange<Int>] = [:]
        for (position, statement) in function.body.enumerated() {
            for buffer in statement.reads {
                readers[buffer] = (readers[buffer]?.lowerBound ?? position)...position
            }
        }
        var runs: [Int: Run] = [:]
        var position = 0
        while position < function.body.count {
            let run = run(from: position, in: function, of: program, for: target) { buffer, statements in
                readers[buffer].map {
                    statements.contains($0.lowerBound) && statements.contains($0.upperBound)
                }
                    ?? true
            }
            runs[position] = run
            position = run?.statements.upperBound ?? position + 1
        }
        return runs
    }

    private static func run(
        from first: Int, in function: LoopFunction, of program: LoopProgram, for target: Target,
        isReadOnlyIn: (Buffer.ID, Range<Int>) -> Bool
    ) -> Run? {
        guard case .fold(let fold) = function.body[first], var rows = NarrowRows(fold, for: target) else {
            return nil
        }
        let division = function.slices[first].division
        var longest: Run?
        for next in first + 1..<function.body.count {
            guard case .fold(let fold) = function.body[next], function.slices[next].division == division,
                !function.slices[next].waits, rows.append(fold)
            else { break }
            let statements = first..<next + 1
            let written = rows.folds.flatMap { Statement.fold($0).writes }
            rows.inner = Set(
                written.filter { program[$0].role == .activation && isReadOnlyIn($0, statements) })
            let planner = TilePlanner(rows, in: program)
            guard rows.isWorthIt, planner.fits(target) else { continue }
            longest = Run(statements: statements, division: division, rows: rows, planner: planner)
        }
        return longest
    }
}

extension Fold {
    /// The index along the rows if this is a map of one row a sample, or combines the elements of each.
    fileprivate var columnOfRows: LoopIndex? {
        let isReadingPosition = epilogue.contains { $0.value.leaves.contains(.position) }
        if reduction == .none { return outer == [.sample] ? lane : nil }
        return outer.isEmpty && lane == .sample && over.count == 1 && !isReadingPosition ? over[0] : nil
    }
}
