/// Why arrays do not make an `ImageDataset`.
public enum DatasetError: Error, Equatable, Sendable {
    /// A dimension is not positive, or the product of all does not fit an `Int`.
    case sampleShape([Int])
    /// The pixels are not those of one image for each label.
    case pixelCount(found: Int, shape: [Int], labels: Int)
    /// More samples than an `Int32` can number.
    case sampleCount(Int)
    case label(UInt8, index: Int, classes: Int)
}

extension DatasetError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .sampleShape(let shape):
            "a sample of the shape \(shape) is impossible: every dimension must be positive, "
                + "and their product an Int"
        case .pixelCount(let found, let shape, let labels):
            "\(labels) labels need \(labels) images of the shape \(shape), but there are \(found) pixels"
        case .sampleCount(let count):
            "\(count) samples are too many: the limit is \(Int32.max)"
        case .label(let label, let index, let classes):
            "label \(index) is \(label), but there are \(classes) classes: expected a label below \(classes)"
        }
    }
}
