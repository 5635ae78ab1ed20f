/// Some samples of a data set, in an order of their own.
public struct Subset<Base: Dataset>: Dataset {
    public let base: Base
    /// As indices of the base.
    private let members: [Int32]

    init(_ base: Base, members: [Int32]) {
        self.base = base
        self.members = members
    }

    public var count: Int { members.count }
    public var sampleShape: [Int] { base.sampleShape }
    public var target: Target { base.target }
    public var metadata: [String: String] { base.metadata }

    public func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) throws {
        try base.gather(places(of: indices), into: rows)
    }

    public func prefetch(_ indices: ArraySlice<Int32>) { base.prefetch(places(of: indices)) }

    public func selecting(_ indices: [Int32]) -> Subset<Base> {
        Subset(base, members: Array(places(of: indices[...])))
    }

    private func places(of indices: ArraySlice<Int32>) -> ArraySlice<Int32> {
        indices.map { members[Int($0)] }[...]
    }
}

extension Subset: PixelDataset {
    var isFinite: Bool { base.isKnownToBeFinite }
    var transforms: [PixelTransform] { base.pixelTransforms }
}
