extension Dataset {
    /// The first `maxLength` samples, or all if there are fewer; none if it is negative.
    public func prefix(_ maxLength: Int) -> Selection { self[0..<min(max(0, maxLength), count)] }

    /// The samples in a range, as far as there are any.
    public subscript(range: Range<Int>) -> Selection {
        let range = range.clamped(to: 0..<count)
        return selecting(range.map(Int32.init))
    }

    /// The samples with these indices, in this order. One may occur several times.
    ///
    /// - Throws: `DatasetError.index` if there is no such sample.
    public func subset(at indices: some Sequence<Int>) throws(DatasetError) -> Selection {
        var members: [Int32] = []
        for index in indices {
            guard (0..<count).contains(index) else { throw .index(index, count: count) }
            members.append(Int32(index))
        }
        return selecting(members)
    }

    /// All samples in a random order, which the seed determines.
    public func shuffled(seed: UInt64) -> Selection {
        var random = SplitMix64(seed: seed)
        return selecting(random.permutation(of: count))
    }

    /// The samples that satisfy a condition.
    ///
    /// - Throws: What the condition throws, or the data set where a sample cannot be had.
    public func filter(_ isIncluded: (Example) throws -> Bool) throws -> Selection {
        var members: [Int32] = []
        try forEachExample { index, example in
            if try isIncluded(example) { members.append(Int32(index)) }
        }
        return selecting(members)
    }

    /// Deals the samples at random into two data sets without copying any: the first takes the given fraction of
    /// them (rounded), the second the rest.
    ///
    /// - Parameter stratified: Whether each class is dealt out by itself, so that both have the same share of it, up to
    ///   one sample.
    /// - Throws: `DatasetError.fraction` if it is not in `0 ... 1`; if stratified, `DatasetError.noLabels` where samples
    ///   have no classes, and what the data set throws.
    public func split(
        _ fraction: Double, seed: UInt64, stratified: Bool = false
    ) throws -> (Selection, Selection) {
        guard (0...1).contains(fraction) else { throw DatasetError.fraction(fraction) }
        var random = SplitMix64(seed: seed)
        let order = random.permutation(of: count)
        let isFirst = stratified ? try shares(fraction, of: order) : nil
        let firstCount = Int((Double(count) * fraction).rounded())
        guard let isFirst else {
            return (selecting(Array(order[..<firstCount])), selecting(Array(order[firstCount...])))
        }
        return (
            selecting(order.filter { isFirst[Int($0)] }), selecting(order.filter { !isFirst[Int($0)] })
        )
    }

    /// Which samples the first part of a stratified split takes. Of the classes together it takes what it would take
    /// of all samples.
    private func shares(_ fraction: Double, of order: [Int32]) throws -> [Bool] {
        let labels = try labelsOfAllSamples()
        var classes: [[Int32]] = Array(repeating: [], count: target.count)
        for index in order { classes[Int(labels[Int(index)])].append(index) }
        var isFirst = Array(repeating: false, count: count)
        var (dealt, taken) = (0, 0)
        for members in classes {
            dealt += members.count
            let goal = Int((Double(dealt) * fraction).rounded())
            for index in members.prefix(goal - taken) { isFirst[Int(index)] = true }
            taken = goal
        }
        return isFirst
    }
}
