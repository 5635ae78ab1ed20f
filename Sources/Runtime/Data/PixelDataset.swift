/// A data set that knows more of its numbers than others do.
protocol PixelDataset: Dataset {
    /// Whether every input is finite, so that nobody has to look: that took 3 % of an epoch of 784-256-10.
    var isFinite: Bool { get }

    /// What has become of pixels, for each channel; none where inputs have not been such.
    var transforms: [PixelTransform] { get }
}

extension Dataset {
    /// Whether every input is known to be finite.
    var isKnownToBeFinite: Bool { (self as? any PixelDataset)?.isFinite ?? false }

    /// What has become of pixels, for each channel, if that is known.
    var pixelTransforms: [PixelTransform] { (self as? any PixelDataset)?.transforms ?? [] }
}
