internal import TileKernels

/// Images with labels. The pixels stay bytes, in memory once however often the data set is copied, and
/// become normalized numbers when a sample is read or a batch is gathered.
public struct ImageDataset: Sendable {
    /// The shape of one sample: `[channels, height, width]`.
    public let sampleShape: [Int]
    /// The pixels of one sample.
    public let sampleSize: Int
    public let classNames: [String]
    public let transform: PixelTransform

    private let pixels: [UInt8]
    private let labels: [UInt8]
    /// The samples of this data set, as positions in `pixels` and `labels`. All are in bounds.
    private let members: [Int32]

    /// A data set of the images `pixels`, one after the other, each with the label and the shape given.
    ///
    /// `.standardized` takes the mean and the deviation of these pixels: for the test set that belongs to
    /// a training set, give the `transform` of the training set.
    ///
    /// - Throws: `DatasetError` where the sizes do not agree or a label has no class.
    public init(
        pixels: [UInt8], sampleShape: [Int], labels: [UInt8], classNames: [String],
        normalization: Normalization
    ) throws(DatasetError) {
        try self.init(
            pixels: pixels, sampleShape: sampleShape, labels: labels, classNames: classNames,
            transform: normalization.pixelTransform(fittedTo: pixels))
    }

    /// As above, with the map of another data set.
    public init(
        pixels: [UInt8], sampleShape: [Int], labels: [UInt8], classNames: [String],
        transform: PixelTransform
    ) throws(DatasetError) {
        guard let sampleSize = positiveProduct(of: sampleShape) else {
            throw .sampleShape(sampleShape)
        }
        guard let count = Int32(exactly: labels.count) else {
            throw .sampleCount(labels.count)
        }
        guard pixels.count.isMultiple(of: sampleSize), pixels.count / sampleSize == labels.count else {
            throw .pixelCount(found: pixels.count, shape: sampleShape, labels: labels.count)
        }
        if let index = labels.firstIndex(where: { $0 >= classNames.count }) {
            throw .label(labels[index], index: index, classes: classNames.count)
        }
        self.sampleShape = sampleShape
        self.sampleSize = sampleSize
        self.classNames = classNames
        self.transform = transform
        self.pixels = pixels
        self.labels = labels
        members = Array(0..<count)
    }

    private init(_ whole: ImageDataset, members: [Int32]) {
        sampleShape = whole.sampleShape
        sampleSize = whole.sampleSize
        classNames = whole.classNames
        transform = whole.transform
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
            index: index, label: Int(labels[position]), classNames: classNames, shape: sampleShape,
            pixels: pixels[position * sampleSize..<(position + 1) * sampleSize], transform: transform)
    }

    /// One image with its label.
    public struct Sample: Sendable {
        /// Where it is in the data set.
        public let index: Int
        public let label: Int
        /// The names of all classes.
        public let classNames: [String]
        /// `[channels, height, width]`.
        public let shape: [Int]
        /// The bytes of the image, shared with the data set.
        public let pixels: ArraySlice<UInt8>
        public let transform: PixelTransform

        /// The name of the sample's class.
        public var className: String { classNames[label] }

        /// The normalized pixels: what a model reads.
        public var values: [Float] { pixels.map { transform($0) } }
    }
}

extension ImageDataset {
    /// The first `maxLength` samples, or all if there are fewer.
    public func prefix(_ maxLength: Int) -> ImageDataset {
        ImageDataset(self, members: Array(members.prefix(maxLength)))
    }

    /// Deals the samples at random into two data sets without copying an image: the first takes the
    /// given fraction of them (rounded), the second the rest.
    ///
    /// - Precondition: `fraction` is in `0 ... 1`.
    public func split(_ fraction: Double, seed: UInt64) -> (ImageDataset, ImageDataset) {
        precondition((0...1).contains(fraction), "the fraction of a split must be in 0 ... 1")
        var random = SplitMix64(seed: seed)
        let shuffled = random.permutation(of: count).map { members[Int($0)] }
        let firstCount = Int((Double(count) * fraction).rounded())
        return (
            ImageDataset(self, members: Array(shuffled[..<firstCount])),
            ImageDataset(self, members: Array(shuffled[firstCount...]))
        )
    }

    /// Writes the samples at `indices` to `input` as `[indices.count, sampleSize]` normalized numbers, and
    /// their labels to `labels`. Writes nothing else.
    ///
    /// - Precondition: every index is one of this data set.
    public func gather(
        _ indices: ArraySlice<Int32>, into input: UnsafeMutablePointer<Float>,
        labels batchLabels: UnsafeMutablePointer<Int32>
    ) {
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: indices.count) { positions in
            for (row, index) in indices.enumerated() {
                let position = members[Int(index)]
                positions[row] = position
                batchLabels[row] = Int32(labels[Int(position)])
            }
            pixels.withUnsafeBufferPointer { pixels in
                tk_gather_u8(
                    pixels.baseAddress, sampleSize, positions.baseAddress, positions.count,
                    transform.scale, transform.offset, input)
            }
        }
    }

    /// Asks for samples that are gathered next, as many as a cache has room for beside everything else.
    ///
    /// The images of a shuffled batch come from anywhere in memory. On a Zen 5, a training step of
    /// 784-256-10 takes 4 % less time if they come while the one before it runs.
    func prefetch(_ indices: ArraySlice<Int32>) {
        let room = 128 << 10
        pixels.withUnsafeBufferPointer { pixels in
            guard let pixels = pixels.baseAddress else { return }
            for index in indices.prefix(room / sampleSize) {
                tk_prefetch_u8(pixels + Int(members[Int(index)]) * sampleSize, sampleSize)
            }
        }
    }
}

/// The product of dimensions, if all are positive and it fits.
func positiveProduct(of shape: [Int]) -> Int? {
    var product = 1
    for dimension in shape {
        let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
        guard dimension > 0, !overflow else { return nil }
        product = next
    }
    return product
}
