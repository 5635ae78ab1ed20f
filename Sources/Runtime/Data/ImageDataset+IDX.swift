extension ImageDataset {
    /// Reads a data set from two IDX files, each compressed with gzip or not.
    ///
    /// - Parameters:
    ///   - images: the path of a file with the dimensions `[count, height, width]`, or with the channels where the
    ///     order has them: `[count, channels, height, width]` or `[count, height, width, channels]`.
    ///   - order: How images lie in the file. Models read channels first, whatever it is.
    ///   - labels: the path of a file with the dimension `[count]`.
    public init(
        images: String, order: ImageOrder = .channelsFirst, labels: String, classNames: [String],
        normalization: Normalization
    ) throws(IDXError) {
        let imageReader = try IDXReader(path: images, rank: 3...4)
        let labelReader = try IDXReader(path: labels, rank: 1...1)
        try checkCounts(imageReader, labelReader)
        let (images, labels) = (try imageReader.readFile(), try labelReader.readFile())
        try self.init(
            images: images, order: order, labels: labels, classNames: classNames,
            transforms: images.pixelTransforms(normalization, order: order))
    }

    init(
        images: IDXFile, order: ImageOrder = .channelsFirst, labels: IDXFile, classNames: [String],
        transforms: [PixelTransform]
    ) throws(IDXError) {
        do {
            try self.init(
                pixels: images.bytes, sampleShape: Array(images.shape[1...]), order: order,
                labels: labels.bytes, classNames: classNames, transforms: transforms)
        } catch {
            switch error {
            case .label(let label, let index, let classes):
                throw .label(
                    file: labels.path, index: index, found: UInt8(truncatingIfNeeded: label), classes: classes
                )
            case .channels(let expected, let found):
                throw .channels(file: images.path, expected: expected, found: found)
            case .pixelCount, .sampleCount, .sampleShape, .notAnImage, .imageChannels, .imagePixels,
                .augmentation, .fraction, .inputLength, .targetLength, .answers, .index, .noLabels, .shapes,
                .targets:
                // A file's own dimensions agree with its bytes, so it is the number of samples.
                throw .counts(
                    images: images.path, imageCount: images.shape[0], labels: labels.path,
                    labelCount: labels.shape[0])
            }
        }
    }
}

extension IDXFile {
    /// The maps of the pixels of these images, one for each channel.
    func pixelTransforms(
        _ normalization: Normalization, order: ImageOrder = .channelsFirst
    ) throws(IDXError) -> [PixelTransform] {
        do {
            return try normalization.pixelTransforms(
                fittedTo: bytes, shape: Array(shape[1...]), order: order)
        } catch {
            switch error {
            case .channels(let expected, let found):
                throw .channels(file: path, expected: expected, found: found)
            case .sampleShape, .pixelCount, .sampleCount, .notAnImage, .imageChannels, .imagePixels,
                .augmentation, .fraction, .label, .inputLength, .targetLength, .answers, .index, .noLabels,
                .shapes, .targets:
                // The dimensions of a file are positive, and nothing else is looked at.
                throw .zeroDimension(file: path, shape: shape)
            }
        }
    }
}
