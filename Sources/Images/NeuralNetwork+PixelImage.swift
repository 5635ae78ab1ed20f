public import GraphRuntime

extension NeuralNetwork {
    /// The class of an image, which is converted and resized to what the model reads, with its name as label.
    ///
    /// - Parameter data: What the model has been trained on. The image gets the shape and the normalization of its samples.
    /// - Throws: `ImageError` if the samples of the data set are no images; `ModelError` if their shape is not the
    ///   model's, if an output is not a number, or if memory is short.
    public func predict(_ image: PixelImage, like data: ImageDataset) throws -> Prediction {
        try predict(image, shape: data.sampleShape, data.transforms, data.classNames)
    }

    /// The class of an image, which is converted and resized to what the model reads, `layout.inputShape`, or stays as it
    /// is where the model reads vectors.
    ///
    /// - Parameters:
    ///   - transforms: What becomes of the pixels, for each channel: that of the data set that the model has been trained
    ///     on, or of `Normalization.pixelTransforms`.
    ///   - classNames: Those of the data set; the label of the prediction is its index where there are none.
    /// - Throws: `ImageError` if the model reads no images, or there are transforms of other channels; `ModelError` if an
    ///   output is not a number, or if memory is short.
    public func predict(
        _ image: PixelImage, transforms: [PixelTransform], classNames: [String] = []
    ) throws -> Prediction {
        let shape = layout.inputShape
        return try predict(
            image, shape: shape.count == 1 ? image.shape : shape, transforms, classNames)
    }

    private func predict(
        _ image: PixelImage, shape: [Int], _ transforms: [PixelTransform], _ classNames: [String]
    ) throws -> Prediction {
        let data = try ImageError.wrapping { () throws(DatasetError) in
            let image = try image.fitted(to: shape)
            return try ImageDataset(
                pixels: image.pixels, sampleShape: [image.height, image.width, image.channels.count],
                order: .channelsLast, labels: [0], classNames: classNames.isEmpty ? ["0"] : classNames,
                transforms: transforms)
        }
        return try predict(data[0])
    }
}

extension PixelImage {
    /// The image as a sample of this shape, `[channels, height, width]` or `[height, width]`.
    fileprivate func fitted(to shape: [Int]) throws(DatasetError) -> PixelImage {
        let shape = try ImageShape(shape)
        return converted(to: try ImageChannels(count: shape.channels))
            .resized(to: (shape.height, shape.width))
    }
}
