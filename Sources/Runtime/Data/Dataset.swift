/// What models are trained and evaluated on: samples of one shape, with what is expected of each.
///
/// `ImageDataset`, `TensorDataset`, `TableDataset` and `GeneratedDataset` are such. One of your own says how many samples
/// it has, what they are like, and writes some of them where it is told to.
public protocol Dataset: Sendable {
    /// What some of its samples are: a `Subset`, unless the data set knows better.
    associatedtype Selection: Dataset = Subset<Self>

    /// The number of samples, `Int32.max` at most.
    var count: Int { get }

    /// The shape of each: `[channels, height, width]` of an image, `[columns]` of a row of a table.
    var sampleShape: [Int] { get }

    /// What is expected of a model that is given a sample.
    var target: Target { get }

    /// What a checkpoint of a model says that was trained on it, by name; nothing by default.
    var metadata: [String: String] { get }

    /// Writes the samples with these indices to rows of a batch, with their labels or targets: every number of each row,
    /// and nothing else. Several threads ask for different samples at the same time.
    ///
    /// - Throws: Whatever keeps it from doing so. Whoever asked throws the same, and no model has changed.
    func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) throws

    /// Is told which samples are gathered next, to fetch them into the cache if it can.
    func prefetch(_ indices: ArraySlice<Int32>)

    /// The samples with these indices, in this order, without copying them.
    ///
    /// - Precondition: Every index is one of this data set.
    func selecting(_ indices: [Int32]) -> Selection
}

extension Dataset {
    public var metadata: [String: String] { [:] }

    public func prefetch(_ indices: ArraySlice<Int32>) {}
}

extension Dataset where Selection == Subset<Self> {
    public func selecting(_ indices: [Int32]) -> Subset<Self> { Subset(self, members: indices) }
}

/// What is expected of a model that is given a sample.
public enum Target: Sendable, Equatable {
    /// One of these classes: a label from 0 on.
    case label(classNames: [String])
    /// A number for each of these names, such as the columns of a table.
    case values(names: [String])

    /// How many classes or numbers there are.
    public var count: Int {
        switch self {
        case .label(let names), .values(let names): names.count
        }
    }

    /// Whether each sample has a label, and not numbers.
    var hasLabels: Bool { if case .label = self { true } else { false } }

    /// The names of the classes, where there are such.
    public var classNames: [String] {
        if case .label(let names) = self { names } else { [] }
    }
}

/// The memory of some rows of a batch, which a data set fills. It is there during the call only.
public struct BatchRows: @unchecked Sendable {
    /// The number of rows.
    public let count: Int
    /// `[count] + sampleShape`
    public internal(set) var inputs: UnsafeMutableBufferPointer<Float>
    /// `[count]`; of none but data sets with labels.
    public let labels: UnsafeMutableBufferPointer<Int32>
    /// `[count, numbers]`; of none but data sets with targets of numbers.
    public let targets: UnsafeMutableBufferPointer<Float>

    public init(
        count: Int, inputs: UnsafeMutableBufferPointer<Float>, labels: UnsafeMutableBufferPointer<Int32>,
        targets: UnsafeMutableBufferPointer<Float>
    ) {
        (self.count, self.inputs, self.labels, self.targets) = (count, inputs, labels, targets)
    }

    /// Some of the rows.
    public subscript(rows: Range<Int>) -> BatchRows {
        BatchRows(
            count: rows.count, inputs: part(inputs, rows), labels: part(labels, rows),
            targets: part(targets, rows))
    }

    private func part<Number>(
        _ numbers: UnsafeMutableBufferPointer<Number>, _ rows: Range<Int>
    ) -> UnsafeMutableBufferPointer<Number> {
        let width = numbers.count / max(1, count)
        return UnsafeMutableBufferPointer(
            rebasing: numbers[rows.lowerBound * width..<rows.upperBound * width])
    }
}
