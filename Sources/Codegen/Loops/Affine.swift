/// A loop variable. Within a statement its name is its own.
package struct LoopIndex: Hashable, Sendable {
    package var name: String
    package var extent: Extent

    package init(name: String, extent: Extent) {
        self.name = name
        self.extent = extent
    }

    package init(_ name: String, _ count: Int) { self.init(name: name, extent: .constant(count)) }

    /// Over the samples of the batch.
    package static let sample = LoopIndex(name: "b", extent: .rows)
}

/// Σ coefficient · index + constant: a subscript.
package struct Affine: Hashable, Sendable {
    package struct Term: Hashable, Sendable {
        package var index: LoopIndex
        package var coefficient: Int
    }

    /// No index twice, no coefficient of zero.
    package private(set) var terms: [Term]
    package var constant: Int

    package init(_ index: LoopIndex) {
        terms = [Term(index: index, coefficient: 1)]
        constant = 0
    }

    package init(_ constant: Int) {
        terms = []
        self.constant = constant
    }

    package init(_ terms: [(LoopIndex, Int)], _ constant: Int = 0) {
        self.terms = []
        self.constant = constant
        for (index, coefficient) in terms { add(coefficient, index) }
    }

    /// The place of an element in a dense tensor with these dimensions, the last one fastest.
    package init(rowMajor dimensions: [LoopIndex]) {
        var distance = 1
        let distances = dimensions.reversed().map { index in
            defer { distance *= index.extent.constant ?? 1 }
            return distance
        }
        self.init(Array(zip(dimensions, distances.reversed())))
    }

    private mutating func add(_ coefficient: Int, _ index: LoopIndex) {
        if let place = terms.firstIndex(where: { $0.index == index }) {
            terms[place].coefficient += coefficient
            if terms[place].coefficient == 0 { terms.remove(at: place) }
        } else if coefficient != 0 {
            terms.append(Term(index: index, coefficient: coefficient))
        }
    }

    package mutating func add(_ other: Affine, times factor: Int) {
        constant += factor * other.constant
        for term in other.terms { add(factor * term.coefficient, term.index) }
    }

    package func coefficient(of index: LoopIndex) -> Int {
        terms.first { $0.index == index }?.coefficient ?? 0
    }

    /// The index, if the subscript is one and nothing else.
    package var bareIndex: LoopIndex? {
        terms.count == 1 && constant == 0 && terms[0].coefficient == 1 ? terms[0].index : nil
    }

    /// Whether the subscript takes every value below the extent once, as the digits of a number do.
    package func counts(through extent: Extent) -> Bool {
        if let index = bareIndex { return index.extent == extent }
        guard let count = extent.constant, constant == 0 else { return false }
        var reach = 1
        let digits = terms.map { ($0.coefficient, $0.index.extent.constant ?? 0) }
        for (coefficient, values) in digits.sorted(by: <) {
            guard coefficient == reach else { return false }
            reach *= values
        }
        return reach == count
    }

    /// The least and the greatest value; nil if it depends on the sample.
    package var interval: ClosedRange<Int>? {
        var (least, greatest) = (constant, constant)
        for term in terms {
            guard let count = term.index.extent.constant else { return nil }
            let last = term.coefficient * (count - 1)
            (least, greatest) = (least + min(0, last), greatest + max(0, last))
        }
        return least...greatest
    }

    /// Whether the subscript may have the value that another has in any round of the loops: not where all their
    /// coefficients have a divisor that their constants do not differ by.
    package func mayEqual(_ other: Affine) -> Bool {
        let divisor = (terms + other.terms).reduce(0) { greatestCommonDivisor($0, abs($1.coefficient)) }
        return divisor == 0 ? constant == other.constant : (constant - other.constant) % divisor == 0
    }

    /// The subscript with other terms in the place of indices.
    package func replacing(_ replacement: (LoopIndex) -> Affine) -> Affine {
        var result = Affine(constant)
        for term in terms { result.add(replacement(term.index), times: term.coefficient) }
        return result
    }
}

/// An element of a buffer.
package struct Access: Hashable, Sendable {
    package var buffer: Buffer.ID
    package var subscripts: [Affine]
    /// What is read where a subscript lies outside of the buffer; nil where none may.
    package var outside: Double?

    package init(_ buffer: Buffer.ID, _ subscripts: [Affine], outside: Double? = nil) {
        self.buffer = buffer
        self.subscripts = subscripts
        self.outside = outside
    }

    package init(_ buffer: Buffer.ID, _ indices: [LoopIndex]) {
        self.init(buffer, indices.map { Affine($0) })
    }

    /// As often as they occur.
    package var indices: [LoopIndex] { subscripts.flatMap { $0.terms.map(\.index) } }

    package func uses(_ index: LoopIndex) -> Bool {
        subscripts.contains { $0.terms.contains { $0.index == index } }
    }

    /// Whether this may be the same element as another, each in any round of its loops.
    package func mayMeet(_ other: Access) -> Bool {
        buffer == other.buffer && zip(subscripts, other.subscripts).allSatisfy { $0.mayEqual($1) }
    }

    package func replacing(_ replacement: (LoopIndex) -> Affine) -> Access {
        Access(buffer, subscripts.map { $0.replacing(replacement) }, outside: outside)
    }
}

private func greatestCommonDivisor(_ lhs: Int, _ rhs: Int) -> Int {
    rhs == 0 ? lhs : greatestCommonDivisor(rhs, lhs % rhs)
}
