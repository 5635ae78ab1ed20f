/// A data set that knows more of its numbers than others do.
protocol PixelDataset: Dataset {
    /// Whether every input is finite, so that nobody has to look: that took 3 % of an epoch of 784-256-10.
    var isFinite: Bool { get }

    /// For each channel what black is, with which transforms fill what lies outside of an image.
    var background: [Float] { get }
}

extension Dataset {
    /// Whether every input is known to be finite.
    var isKnownToBeFinite: Bool { (self as? any PixelDataset)?.isFinite ?? false }

    /// The sizes of an image: those of a sample, `[channels, height, width]` or `[height, width]`.
    ///
    /// - Throws: `DatasetError.notAnImage` if the shape is another.
    func imageExtents() throws(DatasetError) -> (channels: Int, height: Int, width: Int) {
        switch sampleShape.count {
        case 3: (sampleShape[0], sampleShape[1], sampleShape[2])
        case 2: (1, sampleShape[0], sampleShape[1])
        default: throw .notAnImage(sampleShape)
        }
    }
}
