/// Which elements the statements so far have written, for the question whether another may read.
///
/// A write covers a box: for each dimension a set of coordinates, of which a strided write has gaps. What is read
/// may be covered by several writes together: the phases of a strided gradient, an image and its border.
struct WrittenElements {
    private let program: LoopProgram
    private var boxes: [Buffer.ID: [[Coordinates]]] = [:]

    init(_ program: LoopProgram) { self.program = program }

    /// What is wrong with what the statement reads and writes; if nothing, its writes count from now on.
    mutating func problem(
        in statement: Statement, role: LoopFunction.Role
    ) -> LoopVerificationError.Problem? {
        for access in statement.foreignLoads {
            switch program[access.buffer].role {
            case .activation, .output, .losses, .gradient:
                if !covers(access) { return .readBeforeWritten(buffer: program[access.buffer].name) }
            case .input, .labels, .targets, .parameter, .gradientSum, .state, .kept: continue
            }
        }
        for target in statement.targets {
            switch program[target.buffer].role {
            case .input, .labels, .targets: return .writesInput(buffer: program[target.buffer].name)
            case .parameter where role != .step, .kept where role != .step,
                .gradientSum where role != .accumulate, .state where !role.isTraining:
                return .writesInput(buffer: program[target.buffer].name)
            case .parameter, .gradient, .gradientSum, .state, .kept, .activation, .output, .losses:
                insert(target)
            }
        }
        return nil
    }

    private mutating func insert(_ target: Access) {
        let box = box(of: target)
        // As much as was known before: a loop over the same elements again.
        if boxes[target.buffer]?.contains(box) == true { return }
        boxes[target.buffer, default: []].append(box)
    }

    private func box(of access: Access) -> [Coordinates] {
        zip(access.subscripts, program[access.buffer].extents).map { Coordinates(of: $0, within: $1) }
    }

    private func covers(_ access: Access) -> Bool {
        let wanted = box(of: access)
        let written = boxes[access.buffer] ?? []
        if written.contains(where: { zip($0, wanted).allSatisfy { $0.contains($1) } }) { return true }
        guard !written.isEmpty else { return false }
        // Coordinates that lie in the same boxes are alike: one of each kind stands for all.
        let kinds = wanted.enumerated().map { dimension, coordinates in
            Set(
                coordinates.elements.map { coordinate in
                    Set(written.indices.filter { written[$0][dimension].contains(coordinate) })
                })
        }
        return isCovered(kinds[...], by: Set(written.indices))
    }

    /// Whether every choice of a kind for each dimension leaves a box that has them all.
    private func isCovered(_ kinds: ArraySlice<Set<Set<Int>>>, by boxes: Set<Int>) -> Bool {
        guard !boxes.isEmpty else { return false }
        guard let first = kinds.first else { return true }
        return first.allSatisfy { isCovered(kinds.dropFirst(), by: boxes.intersection($0)) }
    }
}

/// The values that a subscript takes within a dimension.
private enum Coordinates: Hashable {
    /// All samples.
    case samples
    case range(Range<Int>)
    case set(Set<Int>)

    init(of affine: Affine, within extent: Extent) {
        guard let count = extent.constant, let interval = affine.interval else {
            self = .samples
            return
        }
        let span = Range(interval).clamped(to: 0..<count)
        // Terms from the smallest on, each of which starts where those before it have ended.
        var reach = 1
        for term in affine.terms.sorted(by: { abs($0.coefficient) < abs($1.coefficient) }) {
            guard let extent = term.index.extent.constant, abs(term.coefficient) <= reach else {
                self = .set(Self.values(of: affine).intersection(0..<count))
                return
            }
            reach += abs(term.coefficient) * (extent - 1)
        }
        self = .range(span)
    }

    private static func values(of affine: Affine) -> Set<Int> {
        affine.terms.reduce([affine.constant]) { values, term in
            Set(
                (0..<(term.index.extent.constant ?? 1)).flatMap { position in
                    values.map { $0 + term.coefficient * position }
                })
        }
    }

    /// The coordinates; for all samples, one of them.
    var elements: [Int] {
        switch self {
        case .samples: [0]
        case .range(let range): Array(range)
        case .set(let set): Array(set)
        }
    }

    func contains(_ coordinate: Int) -> Bool {
        switch self {
        case .samples: true
        case .range(let range): range.contains(coordinate)
        case .set(let set): set.contains(coordinate)
        }
    }

    func contains(_ other: Coordinates) -> Bool {
        switch (self, other) {
        case (.samples, .samples): true
        case (.range(let own), .range(let range)):
            range.isEmpty || own.lowerBound <= range.lowerBound && range.upperBound <= own.upperBound
        case (.samples, _), (_, .samples): false
        case (.range, .set), (.set, .range), (.set, .set): other.elements.allSatisfy(contains)
        }
    }
}
