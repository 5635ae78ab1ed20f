/// Why something is no data set, or has no such samples.
public enum DatasetError: Error, Equatable, Sendable {
    /// A dimension is not positive, or the product of all does not fit an `Int`.
    case sampleShape([Int])
    /// The pixels are not those of one image for each label.
    case pixelCount(found: Int, shape: [Int], labels: Int)
    /// There must be one mean, one deviation or one map of pixels for each channel.
    case channels(expected: Int, found: Int)
    /// More samples than an `Int32` can number.
    case sampleCount(Int)
    /// Samples have not the shape of an image, `[channels, height, width]` or `[height, width]`.
    case notAnImage([Int])
    /// An image has one channel or three.
    case imageChannels(Int)
    /// There are other bytes than those of an image of this size.
    case imagePixels(height: Int, width: Int, channels: Int, found: Int)
    /// A number of an augmentation is out of its range.
    case augmentation(name: String, value: Double)
    /// That of a split, which is not in `0 ... 1`.
    case fraction(Double)
    case label(Int, index: Int, classes: Int)
    /// A sample has another number of values than the shape says, or than the first.
    case inputLength(sample: Int, expected: Int, found: Int)
    case targetLength(sample: Int, expected: Int, found: Int)
    /// There must be one label, or the targets, of each sample.
    case answers(expected: Int, found: Int)
    /// There is no sample with this index.
    case index(Int, count: Int)
    /// Only samples with labels have classes.
    case noLabels
    /// Two data sets have samples of different shapes …
    case shapes([Int], [Int])
    /// … or expect something else.
    case targets(Target, Target)
}
