public import GraphRuntime

extension Image {
    /// The image of a sample, before normalization.
    ///
    /// - Throws: `ImageError.shape` if it has other channels than one or three, or is none.
    public init(_ sample: ImageDataset.Sample) throws(ImageError) {
        let shape = sample.shape
        let channels = try ImageChannels(of: shape)
        let (height, width) = (shape[1], shape[2])
        let pixels = Array(sample.pixels)
        let area = height * width
        switch sample.order {
        case .channelsLast: self.init(of: pixels, height, width, channels)
        case .channelsFirst:
            let interleaved = (0..<pixels.count).map { place in
                pixels[place % channels.count * area + place / channels.count]
            }
            self.init(of: interleaved, height, width, channels)
        }
    }

    /// The image as a sample of the shape `[channels, height, width]`.
    func fitted(to shape: [Int]) throws(ImageError) -> Image {
        converted(to: try ImageChannels(of: shape)).resized(to: (shape[1], shape[2]))
    }
}

extension ImageChannels {
    /// Those of a sample.
    fileprivate init(of shape: [Int]) throws(ImageError) {
        guard shape.count == 3, let channels = Self.allCases.first(where: { $0.count == shape[0] }) else {
            throw .shape(shape)
        }
        self = channels
    }
}
