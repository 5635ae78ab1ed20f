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
    /// `.standard` with numbers for each channel, as `Normalize([0.49, 0.48, 0.45], [0.25, 0.24, 0.26])`.
    case standardPerChannel(means: [Double], deviations: [Double])
    /// `.standard` for each channel with the mean and the standard deviation of its pixels in the training set.
    case standardizedPerChannel
    /// The maps themselves, one for each channel: the `transforms` of another data set.
    case transforms([PixelTransform])

    /// The maps from pixels to numbers, one for each channel.
    ///
    /// - Parameters:
    ///   - pixels: Those of the training set, whole images.
    ///   - shape: The shape of an image in the order given.
    /// - Throws: `DatasetError.sampleShape` if the shape is none; `DatasetError.channels` if there are numbers for
    ///   others than the channels of the shape.
    public func pixelTransforms(
        fittedTo pixels: [UInt8], shape: [Int] = [1, 1, 1], order: ImageOrder = .channelsFirst
    ) throws(DatasetError) -> [PixelTransform] {
        try pixelTransforms(fittedTo: pixels, ImageLayout(shape, order: order))
    }

    func pixelTransforms(
        fittedTo pixels: [UInt8], _ layout: ImageLayout
    ) throws(DatasetError) -> [PixelTransform] {
        let channels = 0..<layout.channels
        func everywhere(_ transform: PixelTransform) -> [PixelTransform] { channels.map { _ in transform } }
        switch self {
        case .none:
            return everywhere(PixelTransform(scale: 1, offset: 0))
        case .zeroToOne:
            return everywhere(PixelTransform(scale: 1 / 255, offset: 0))
        case .minusOneToOne:
            return everywhere(PixelTransform(scale: 2 / 255, offset: -1))
        case .standard(let mean, let deviation):
            return everywhere(PixelTransform(mean: mean, deviation: deviation))
        case .standardized:
            return everywhere(PixelTransform(standardizing: PixelHistogram(of: pixels)))
        case .standardPerChannel(let means, let deviations):
            for numbers in [means, deviations] where numbers.count != layout.channels {
                throw .channels(expected: layout.channels, found: numbers.count)
            }
            return zip(means, deviations).map { PixelTransform(mean: $0, deviation: $1) }
        case .transforms(let transforms):
            guard transforms.count == layout.channels else {
                throw .channels(expected: layout.channels, found: transforms.count)
            }
            return transforms
        case .standardizedPerChannel:
            return channels.map { channel in
                PixelTransform(standardizing: PixelHistogram(of: pixels, channel: channel, layout))
            }
        }
    }
}

extension PixelTransform {
    fileprivate init(mean: Double, deviation: Double) {
        let divisor = deviation == 0 ? 1 : deviation
        self.init(scale: Float(1 / (255 * divisor)), offset: Float(-mean / divisor))
    }

    fileprivate init(standardizing histogram: PixelHistogram) {
        let (mean, deviation) = histogram.meanAndDeviation
        self.init(mean: mean, deviation: deviation)
    }
}

/// A map of the pixels of a channel to numbers: `Float(pixel) * scale + offset`, rounded after the multiplication and
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
