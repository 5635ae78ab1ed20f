/// Samples that are numbers already, such as the rows of a table, in memory once however often the data set is copied.
public struct TensorDataset: Dataset {
    public let sampleShape: [Int]
    public let target: Target
    public let count: Int
    private let size: Int
    /// `[count] + sampleShape`
    private let inputs: [Float]
    private let labels: [Int32]
    /// `[count, numbers]`
    private let targets: [Float]

    /// Rows with labels.
    ///
    /// - Parameters:
    ///   - inputs: The samples, each of as many numbers.
    ///   - labels: The class of each, from 0 on.
    ///   - classNames: By default the numbers 0, 1, … up to the largest label.
    /// - Throws: `DatasetError` where lengths do not agree or a label has no class.
    public init(inputs: [[Float]], labels: [Int], classNames: [String]? = nil) throws(DatasetError) {
        let (flat, length) = try joined(inputs) { .inputLength(sample: $0, expected: $1, found: $2) }
        try self.init(inputs: flat, sampleShape: [length], labels: labels, classNames: classNames)
    }

    /// Rows with numbers that a model should give, one for each name.
    ///
    /// - Parameter targetNames: By default 0, 1, …
    /// - Throws: `DatasetError` where lengths do not agree.
    public init(inputs: [[Float]], targets: [[Float]], targetNames: [String]? = nil) throws(DatasetError) {
        let (flat, length) = try joined(inputs) { .inputLength(sample: $0, expected: $1, found: $2) }
        let (numbers, width) = try joined(targets) { .targetLength(sample: $0, expected: $1, found: $2) }
        let names = targetNames ?? (0..<width).map(String.init)
        guard names.count == width || targets.isEmpty else {
            throw .targetLength(sample: 0, expected: names.count, found: width)
        }
        guard targets.count == inputs.count else {
            throw .answers(expected: inputs.count, found: targets.count)
        }
        try self.init(inputs: flat, sampleShape: [length], targets: numbers, targetNames: names)
    }

    /// Samples of any shape, one after the other, with labels.
    ///
    /// - Throws: `DatasetError` where lengths do not agree or a label has no class.
    public init(
        inputs: [Float], sampleShape: [Int], labels: [Int], classNames: [String]? = nil
    ) throws(DatasetError) {
        let names = classNames ?? (0..<max(0, (labels.max() ?? -1) + 1)).map(String.init)
        if let index = labels.firstIndex(where: { !names.indices.contains($0) }) {
            throw .label(labels[index], index: index, classes: names.count)
        }
        try self.init(
            inputs, sampleShape, target: .label(classNames: names), answers: labels.count,
            labels: labels.map { Int32($0) })
    }

    /// Samples of any shape, one after the other, with the numbers that a model should give: so many for each as there
    /// are names.
    ///
    /// - Throws: `DatasetError` where lengths do not agree.
    public init(
        inputs: [Float], sampleShape: [Int], targets: [Float], targetNames: [String]
    ) throws(DatasetError) {
        let width = max(1, targetNames.count)
        guard targets.count.isMultiple(of: width), !targetNames.isEmpty || targets.isEmpty else {
            throw .targetLength(
                sample: targets.count / width, expected: targetNames.count, found: targets.count % width)
        }
        try self.init(
            inputs, sampleShape, target: .values(names: targetNames), answers: targets.count / width,
            targets: targets)
    }

    private init(
        _ inputs: [Float], _ sampleShape: [Int], target: Target, answers: Int, labels: [Int32] = [],
        targets: [Float] = []
    ) throws(DatasetError) {
        guard let size = positiveProduct(of: sampleShape) else { throw .sampleShape(sampleShape) }
        guard inputs.count.isMultiple(of: size) else {
            throw .inputLength(sample: inputs.count / size, expected: size, found: inputs.count % size)
        }
        count = inputs.count / size
        guard Int32(exactly: count) != nil else { throw .sampleCount(count) }
        guard answers == count else { throw .answers(expected: count, found: answers) }
        self.sampleShape = sampleShape
        self.target = target
        self.size = size
        self.inputs = inputs
        self.labels = labels
        self.targets = targets
    }

    public func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) {
        copy(indices, of: inputs, width: size, to: rows.inputs)
        copy(indices, of: labels, width: labels.isEmpty ? 0 : 1, to: rows.labels)
        copy(indices, of: targets, width: targets.isEmpty ? 0 : target.count, to: rows.targets)
    }

    private func copy<Number>(
        _ indices: ArraySlice<Int32>, of numbers: [Number], width: Int,
        to rows: UnsafeMutableBufferPointer<Number>
    ) {
        numbers.withUnsafeBufferPointer { numbers in
            for (row, index) in zip(0..., indices) where width > 0 {
                let place = Int(index) * width
                _ = UnsafeMutableBufferPointer(rebasing: rows[row * width..<(row + 1) * width])
                    .update(fromContentsOf: numbers[place..<place + width])
            }
        }
    }
}

/// Rows one after the other, and the length that all have.
private func joined(
    _ rows: [[Float]], otherwise error: (_ sample: Int, _ expected: Int, _ found: Int) -> DatasetError
) throws(DatasetError) -> ([Float], Int) {
    let length = rows.first?.count ?? 1
    for (sample, row) in rows.enumerated() where row.count != length {
        throw error(sample, length, row.count)
    }
    return (Array(rows.joined()), length)
}
