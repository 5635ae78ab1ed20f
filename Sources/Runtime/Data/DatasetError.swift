/// Why arrays do not make an `ImageDataset`.
public enum DatasetError: Error, Equatable, Sendable {
    /// A dimension is not positive, or the product of all does not fit an `Int`.
    case sampleShape([Int])
    /// The pixels are not those of one image for each label.
    case pixelCount(found: Int, shape: [Int], labels: Int)
    /// There must be one mean, one deviation or one map of pixels for each channel.
    case channels(expected: Int, found: Int)
    /// More samples than an `Int32` can number.
    case sampleCount(Int)
    /// That of a split, which is not in `0 ... 1`.
    case fraction(Double)
    case label(UInt8, index: Int, classes: Int)
}
