internal import TileKernels

/// The images of another data set as they are in one epoch of a training with augmentation.
public struct AugmentedDataset: Dataset {
    public let base: any Dataset
    private let augmentations: [Augmentation]
    private let size: tk_extents
    /// What fills what lies outside of an image, for each channel: what black pixels have become, or zero.
    private let background: [Float]
    /// That of the epoch, of which each sample has a stream.
    private let seed: UInt64

    fileprivate init(
        _ base: any Dataset, by augmentations: [Augmentation], seed: UInt64, epoch: Int
    ) throws(DatasetError) {
        if let (name, value) = augmentations.lazy.compactMap(\.problem).first {
            throw .augmentation(name: name, value: value)
        }
        let shape = try ImageShape(base.sampleShape)
        self.base = base
        self.augmentations = augmentations
        size = tk_extents(shape)
        let transforms = base.pixelTransforms
        background =
            transforms.isEmpty ? Array(repeating: 0, count: shape.channels) : transforms.map { $0(0) }
        self.seed = SplitMix64.augmentationSeed(run: seed, epoch: epoch)
    }

    public var count: Int { base.count }
    public var sampleShape: [Int] { base.sampleShape }
    public var target: Target { base.target }
    public var metadata: [String: String] { base.metadata }

    public func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) throws {
        try base.gather(indices, into: rows)
        let length = size.channels * size.height * size.width
        withUnsafeTemporaryAllocation(of: Float.self, capacity: length) { scratch in
            guard let scratch = scratch.baseAddress, var image = rows.inputs.baseAddress else { return }
            for index in indices {
                // Whoever gathers it, and with which others: a sample is the same.
                var random = SplitMix64(seed: seed, stream: UInt64(index))
                for augmentation in augmentations {
                    augmentation(image, size, background: background, scratch, &random)
                }
                image += length
            }
        }
    }

    public func prefetch(_ indices: ArraySlice<Int32>) { base.prefetch(indices) }
}

extension AugmentedDataset: PixelDataset {
    var isFinite: Bool { base.isKnownToBeFinite }
    var transforms: [PixelTransform] { base.pixelTransforms }
}

extension Dataset {
    /// The images as a trainer with this augmentation and this seed sees them in an epoch, to look at.
    ///
    /// - Parameter epoch: From 1 on.
    /// - Throws: `DatasetError` if samples have not the shape of an image, or a number of an augmentation is out of its
    ///   range.
    public func augmented(
        by augmentations: [Augmentation], seed: UInt64 = 0, epoch: Int = 1
    ) throws(DatasetError) -> AugmentedDataset {
        try AugmentedDataset(self, by: augmentations, seed: seed, epoch: epoch)
    }
}

extension tk_extents {
    init(_ shape: ImageShape) {
        self.init(channels: shape.channels, height: shape.height, width: shape.width)
    }
}
