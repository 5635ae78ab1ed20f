extension ImageDataset {
    /// Reads a data set from two IDX files, each compressed with gzip or not.
    ///
    /// - Parameters:
    ///   - images: the path of a file with the dimensions `[count, height, width]`, or
    ///     `[count, channels, height, width]`.
    ///   - labels: the path of a file with the dimension `[count]`.
    public init(
        images: String, labels: String, classNames: [String], normalization: Normalization
    ) throws(IDXError) {
        let images = try IDXFile(path: images, rank: 3...4)
        let labels = try IDXFile(path: labels, rank: 1...1)
        try self.init(
            images: images, labels: labels, classNames: classNames,
            transform: normalization.pixelTransform(fittedTo: images.bytes))
    }

    init(
        images: IDXFile, labels: IDXFile, classNames: [String], transform: PixelTransform
    ) throws(IDXError) {
        let channels = images.shape.count == 3 ? [1] : []
        do {
            try self.init(
                pixels: images.bytes, sampleShape: channels + images.shape[1...], labels: labels.bytes,
                classNames: classNames, transform: transform)
        } catch {
            switch error {
            case .label(let label, let index, let classes):
                throw .label(file: labels.path, index: index, found: label, classes: classes)
            case .pixelCount, .sampleCount, .sampleShape:
                // A file's own dimensions agree with its bytes, so it is the number of samples.
                throw .counts(
                    images: images.path, imageCount: images.shape[0], labels: labels.path,
                    labelCount: labels.shape[0])
            }
        }
    }
}
