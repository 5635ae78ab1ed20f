/// How the pixels 0 … 255 of a data set become the numbers that a model reads.
public enum Normalization: Sendable, Equatable {
    /// 0 … 255 as they are.
    case none
    /// 0 … 1, as torchvision's `ToTensor`.
    case zeroToOne
    /// −1 … 1, as `ToTensor` and `Normalize(0.5, 0.5)`.
    case minusOneToOne
    /// `(x / 255 − mean) / deviation`, as `ToTensor` and `Normalize(mean, deviation)`. A deviation of
    /// zero counts as one.
    case standard(mean: Double, deviation: Double)
    /// `.standard` with the mean and the standard deviation of all pixels of the training set.
    case standardized

    /// The map from pixels to numbers, given the pixels of the training set.
    public func pixelTransform(fittedTo pixels: [UInt8]) -> PixelTransform {
        switch self {
        case .none:
            return PixelTransform(scale: 1, offset: 0)
        case .zeroToOne:
            return PixelTransform(scale: 1 / 255, offset: 0)
        case .minusOneToOne:
            return PixelTransform(scale: 2 / 255, offset: -1)
        case .standard(let mean, let deviation):
            let divisor = deviation == 0 ? 1 : deviation
            return PixelTransform(scale: Float(1 / (255 * divisor)), offset: Float(-mean / divisor))
        case .standardized:
            let (mean, deviation) = PixelHistogram(of: pixels).meanAndDeviation
            return Self.standard(mean: mean, deviation: deviation).pixelTransform(fittedTo: pixels)
        }
    }
}

/// A map of pixels to numbers: `Float(pixel) * scale + offset`, rounded after the multiplication and
/// again after the addition.
///
/// The kernels that fill batches compute exactly this. PyTorch divides by 255 first, then subtracts,
/// then divides: where the result is within −1 … 1, the two differ by 1.2 · 10⁻⁷ at most.
public struct PixelTransform: Sendable, Equatable {
    public let scale: Float
    public let offset: Float

    public func callAsFunction(_ pixel: UInt8) -> Float {
        Float(pixel) * scale + offset
    }
}
