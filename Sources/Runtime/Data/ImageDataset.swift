internal import TileKernels

/// Images with labels. The pixels stay bytes, in memory once however often the data set is copied, and
/// become normalized numbers when a sample is read or a batch is gathered.
public struct ImageDataset: Sendable {
    /// The pixels of one sample, of all channels.
    public var sampleSize: Int { layout.size }
    /// The shape of one sample: `[channels, height, width]`, whatever the order in memory.
    public var sampleShape: [Int] { layout.shape }
    public let classNames: [String]
    /// What becomes of the pixels, for each channel.
    public let transforms: [PixelTransform]

    private let layout: ImageLayout
    private let pixels: [UInt8]
    private let labels: [Int32]
    /// The samples of this data set, as positions in `pixels` and `labels`. All are in bounds.
    private let members: [Int32]

    /// A data set of the images `pixels`, one after the other, each with the label and the shape given.
    ///
    /// `.standardized` takes the mean and the deviation of these pixels: for the test set that belongs to
    /// a training set, give the `transforms` of the training set.
    ///
    /// - Parameters:
    ///   - sampleShape: `[height, width]`, or with the channels where the order has them: `[channels, height, width]` or
    ///     `[height, width, channels]`.
    ///   - order: How images lie in `pixels`. Models read channels first, whatever it is.
    /// - Throws: `DatasetError` where the sizes do not agree or a label has no class.
    public init(
        pixels: [UInt8], sampleShape: [Int], order: ImageOrder = .channelsFirst, labels: [some BinaryInteger],
        classNames: [String], normalization: Normalization
    ) throws(DatasetError) {
        let layout = try ImageLayout(sampleShape, order: order)
        try self.init(
            pixels: pixels, sampleShape: sampleShape, order: order, labels: labels, classNames: classNames,
            transforms: normalization.pixelTransforms(fittedTo: pixels, layout))
    }

    /// As above, with the maps of another data set.
    public init(
        pixels: [UInt8], sampleShape: [Int], order: ImageOrder = .channelsFirst, labels: [some BinaryInteger],
        classNames: [String], transforms: [PixelTransform]
    ) throws(DatasetError) {
        let layout = try ImageLayout(sampleShape, order: order)
        guard let count = Int32(exactly: labels.count) else {
            throw .sampleCount(labels.count)
        }
        guard pixels.count.isMultiple(of: layout.size), pixels.count / layout.size == labels.count else {
            throw .pixelCount(found: pixels.count, shape: sampleShape, labels: labels.count)
        }
        if let index = labels.firstIndex(where: { $0 < 0 || $0 >= classNames.count }) {
            throw .label(Int(clamping: labels[index]), index: index, classes: classNames.count)
        }
        guard transforms.count == layout.channels else {
            throw .channels(expected: layout.channels, found: transforms.count)
        }
        self.layout = layout
        self.classNames = classNames
        self.transforms = transforms
        self.pixels = pixels
        self.labels = labels.map { Int32(truncatingIfNeeded: $0) }
        members = Array(0..<count)
    }

    /// How often the pixel values of each channel occur in these samples.
    var histograms: [PixelHistogram] {
        (0..<layout.channels).map { channel in
            PixelHistogram(of: pixels, channel: channel, layout, images: members.lazy.map(Int.init))
        }
    }

    private init(_ whole: ImageDataset, members: [Int32]) {
        layout = whole.layout
        classNames = whole.classNames
        transforms = whole.transforms
        pixels = whole.pixels
        labels = whole.labels
        self.members = members
    }
}

extension ImageDataset: RandomAccessCollection {
    public var startIndex: Int { 0 }
    public var endIndex: Int { members.count }

    public subscript(index: Int) -> Sample {
        let position = Int(members[index])
        return Sample(
            index: index, label: Int(labels[position]), classNames: classNames, transforms: transforms,
            layout: layout, pixels: pixels[position * sampleSize..<(position + 1) * sampleSize])
    }

    /// One image with its label.
    public struct Sample: Sendable {
        /// Where it is in the data set.
        public let index: Int
        public let label: Int
        /// The names of all classes.
        public let classNames: [String]
        /// What becomes of the pixels, for each channel.
        public let transforms: [PixelTransform]
        let layout: ImageLayout
        /// The bytes of the image in the order of the data set, which shares them.
        public let pixels: ArraySlice<UInt8>

        /// How the pixels follow each other in `pixels`.
        public var order: ImageOrder { layout.order }

        /// `[channels, height, width]`.
        public var shape: [Int] { layout.shape }

        /// The name of the sample's class.
        public var className: String { classNames[label] }

        /// The normalized pixels, channel by channel: what a model reads.
        public var values: [Float] {
            transforms.enumerated().flatMap { channel, transform in
                layout.places(ofChannel: channel).map { transform(pixels[pixels.startIndex + $0]) }
            }
        }
    }
}

extension ImageDataset: PixelDataset {
    var isFinite: Bool { transforms.allSatisfy { $0(0).isFinite && $0(255).isFinite } }
    public var target: Target { .label(classNames: classNames) }

    /// How pixels are normalized.
    public var metadata: [String: String] { [DataMetadata.normalization: transforms.metadata] }

    public func gather(_ indices: ArraySlice<Int32>, into rows: BatchRows) {
        guard let input = rows.inputs.baseAddress else { return }
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: indices.count) { positions in
            for (row, index) in zip(0..., indices) {
                let position = members[Int(index)]
                positions[row] = position
                rows.labels[row] = labels[Int(position)]
            }
            pixels.withUnsafeBufferPointer { pixels in
                gather(UnsafeBufferPointer(positions), of: pixels, into: input)
            }
        }
    }

    private func gather(
        _ positions: UnsafeBufferPointer<Int32>, of pixels: UnsafeBufferPointer<UInt8>,
        into input: UnsafeMutablePointer<Float>
    ) {
        let first = transforms[0]
        if layout.order == .channelsFirst, transforms.allSatisfy({ $0 == first }) {
            // What is the same for all pixels needs no channels.
            return tk_gather_u8(
                pixels.baseAddress, sampleSize, positions.baseAddress, positions.count, first.scale,
                first.offset, input)
        }
        let (scales, offsets) = (transforms.map(\.scale), transforms.map(\.offset))
        scales.withUnsafeBufferPointer { scales in
            offsets.withUnsafeBufferPointer { offsets in
                tk_gather_image_u8(
                    pixels.baseAddress,
                    tk_image(
                        channels: layout.channels, pixels: sampleSize / layout.channels,
                        channels_last: layout.order == .channelsLast ? 1 : 0, scales: scales.baseAddress,
                        offsets: offsets.baseAddress),
                    positions.baseAddress, positions.count, input)
            }
        }
    }

    /// Asks for samples that are gathered next, as many as a cache has room for beside everything else.
    ///
    /// The images of a shuffled batch come from anywhere in memory. On a Zen 5, a training step of
    /// 784-256-10 takes 4 % less time if they come while the one before it runs.
    public func prefetch(_ indices: ArraySlice<Int32>) {
        let room = 128 << 10
        pixels.withUnsafeBufferPointer { pixels in
            guard let pixels = pixels.baseAddress else { return }
            for index in indices.prefix(room / sampleSize) {
                tk_prefetch_u8(pixels + Int(members[Int(index)]) * sampleSize, sampleSize)
            }
        }
    }

    public func selecting(_ indices: [Int32]) -> ImageDataset {
        ImageDataset(self, members: indices.map { members[Int($0)] })
    }
}

// As a collection it has functions of these names, too, which would give no data set.
extension ImageDataset {
    /// The first `maxLength` samples, or all if there are fewer; none if it is negative.
    public func prefix(_ maxLength: Int) -> ImageDataset {
        self[0..<Swift.min(Swift.max(0, maxLength), count)]
    }

    /// The samples in a range, as far as there are any.
    public subscript(range: Range<Int>) -> ImageDataset {
        selecting(range.clamped(to: 0..<count).map(Int32.init))
    }

    /// The samples that satisfy a condition.
    public func filter(_ isIncluded: (Sample) throws -> Bool) rethrows -> ImageDataset {
        selecting(try indices.compactMap { try isIncluded(self[$0]) ? Int32($0) : nil })
    }
}

/// The product of dimensions, if all are positive and it fits.
package func positiveProduct(of shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape {
        let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
        guard dimension > 0, !overflow else { return nil }
        product = next
    }
    return product
}
