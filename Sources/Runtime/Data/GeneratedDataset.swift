/// Samples that a function makes whenever they are asked for.
public struct GeneratedDataset: Dataset {
    public let count: Int
    public let sampleShape: [Int]
    public let target: Target
    private let make: @Sendable (Int) throws -> Example
    private let size: Int

    /// Samples with labels.
    ///
    /// - Parameters:
    ///   - count: How many there are.
    ///   - sampleShape: The shape of each.
    ///   - make: The numbers and the label of the sample with an index, the same whenever it is called. Several threads
    ///     call it at the same time.
    /// - Throws: `DatasetError` if the shape is none, or if there are more samples than can be numbered.
    public init(
        count: Int, sampleShape: [Int], classNames: [String],
        _ make: @escaping @Sendable (_ index: Int) throws -> (values: [Float], label: Int)
    ) throws(DatasetError) {
        try self.init(count, sampleShape, .label(classNames: classNames)) { index in
            let (values, label) = try make(index)
            return Example(values: values, label: label, targets: [])
        }
    }

    /// Samples with numbers that a model should give, one for each name.
    ///
    /// - Throws: `DatasetError` if the shape is none, or if there are more samples than can be numbered.
    public init(
        count: Int, sampleShape: [Int], targetNames: [String],
        _ make: @escaping @Sendable (_ index: Int) throws -> (values: [Float], targets: [Float])
    ) throws(DatasetError) {
        try self.init(count, sampleShape, .values(names: targetNames)) { index in
            let (values, targets) = try make(index)
            return Example(values: values, label: nil, targets: targets)
        }
    }

    private init(
        _ count: Int, _ sampleShape: [Int], _ target: Target,
        _ make: @escaping @Sendable (Int) throws -> Example
    ) throws(DatasetError) {
        guard count >= 0, Int32(exactly: count) != nil else { throw .sampleCount(count) }
        guard let size = positiveProduct(of: sampleShape) else { throw .sampleShape(sampleShape) }
        self.count = count
        self.sampleShape = sampleShape
        self.target = target
        self.size = size
        self.make = make
    }

    /// - Throws: What the function throws, or `DatasetError` if what it makes is of another length than promised, or of
    ///   no class.
    public func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) throws {
        for (row, index) in zip(0..., indices) {
            let (example, row) = (try make(Int(index)), rows[row..<row + 1])
            guard example.values.count == size else {
                throw DatasetError.inputLength(
                    sample: Int(index), expected: size, found: example.values.count)
            }
            guard example.targets.count == row.targets.count else {
                throw DatasetError.targetLength(
                    sample: Int(index), expected: row.targets.count, found: example.targets.count)
            }
            _ = row.inputs.update(fromContentsOf: example.values)
            _ = row.targets.update(fromContentsOf: example.targets)
            guard let label = example.label else { continue }
            guard (0..<target.count).contains(label) else {
                throw DatasetError.label(label, index: Int(index), classes: target.count)
            }
            row.labels[0] = Int32(label)
        }
    }
}
