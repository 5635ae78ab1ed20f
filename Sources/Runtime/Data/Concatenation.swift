/// The samples of one data set, and then those of another.
public struct Concatenation<First: Dataset, Second: Dataset>: Dataset {
    public let first: First
    public let second: Second

    /// - Throws: `DatasetError` if samples of the two have different shapes, or different classes or targets.
    init(_ first: First, _ second: Second) throws(DatasetError) {
        guard first.sampleShape == second.sampleShape else {
            throw .shapes(first.sampleShape, second.sampleShape)
        }
        guard first.target == second.target else { throw .targets(first.target, second.target) }
        let count = first.count + second.count
        guard Int32(exactly: count) != nil else { throw .sampleCount(count) }
        (self.first, self.second) = (first, second)
    }

    public var count: Int { first.count + second.count }
    public var sampleShape: [Int] { first.sampleShape }
    public var target: Target { first.target }
    /// That of the first.
    public var metadata: [String: String] { first.metadata }

    public func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) throws {
        var row = 0
        try forEachRun(of: indices) { isFirst, places in
            let part = rows[row..<row + places.count]
            row += places.count
            if isFirst { try first.gather(places, into: part) } else { try second.gather(places, into: part) }
        }
    }

    public func prefetch(_ indices: ArraySlice<Int32>) {
        forEachRun(of: indices) { isFirst, places in
            if isFirst { first.prefetch(places) } else { second.prefetch(places) }
        }
    }

    /// Calls `body` with what of the indices follows each other in one of the two, as indices of it.
    private func forEachRun<Failure: Error>(
        of indices: ArraySlice<Int32>, _ body: (_ isFirst: Bool, ArraySlice<Int32>) throws(Failure) -> Void
    ) throws(Failure) {
        var rest = indices
        while let index = rest.first {
            let isFirst = index < first.count
            let run = rest.prefix { ($0 < first.count) == isFirst }
            try body(isFirst, isFirst ? run : run.map { $0 - Int32(first.count) }[...])
            rest = rest.dropFirst(run.count)
        }
    }
}

extension Dataset {
    /// These samples, and then those of another data set.
    ///
    /// - Throws: `DatasetError` if samples of the two have different shapes, or different classes or targets.
    public func appending<Other: Dataset>(
        _ other: Other
    ) throws(DatasetError) -> Concatenation<Self, Other> {
        try Concatenation(self, other)
    }
}
