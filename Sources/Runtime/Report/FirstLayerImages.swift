extension NeuralNetwork {
    /// The weights of the first layer as images, one for each unit of a `Linear` that reads images, or for
    /// each kernel of a `Conv2d` that reads one channel or three.
    ///
    ///     try model.firstLayerImages(imageShape: [1, 28, 28]).write(to: "weights.svg")
    ///
    /// Zero is the gray in the middle. The weight of the unit that is farthest from zero is white if it is
    /// positive and black if it is negative; three channels are red, green and blue in the same way.
    ///
    /// - Parameters:
    ///   - imageShape: What a `Linear` reads, `[channels, height, width]` with one channel or three, or
    ///     `[height, width]`; by default the shape of the model's input. A model that reads a vector needs
    ///     it, such as a data set's `sampleShape`.
    ///   - limit: The most units that are shown.
    /// - Throws: `FirstLayerError` if the weights of the first layer are not images.
    public func firstLayerImages(
        imageShape: [Int]? = nil, limit: Int = 64, columns: Int = 8, title: String = ""
    ) throws(FirstLayerError) -> ImageGrid {
        let layout = layout
        guard let place = layout.parameters.firstIndex(where: { $0.role == .trained && $0.shape.count > 1 })
        else { throw .none }
        let weight = parameters[place]
        let shape = try weight.shapeOfImages(imageShape ?? layout.inputShape)
        let length = shape.reduce(1, *)
        var pictures: [Picture] = []
        for unit in 0..<min(weight.shape[0], max(0, limit)) {
            let values = Array(weight.values[unit * length..<(unit + 1) * length])
            let range = values.finiteRange
            let farthest = max(-range.lowerBound, range.upperBound, .leastNonzeroMagnitude)
            do {
                let image = try PixelImage(values: values, shape: shape, range: -farthest...farthest)
                pictures.append(Picture(image, caption: "\(unit)"))
            } catch { throw .notAnImage(weight.name, shape: shape) }
        }
        return ImageGrid(pictures, columns: columns, title: title)
    }
}

extension Tensor {
    /// The shape of a unit's weights.
    ///
    /// - Parameter input: The shape of what a `Linear` reads.
    fileprivate func shapeOfImages(_ input: [Int]) throws(FirstLayerError) -> [Int] {
        switch shape.count {
        case 2:
            guard (2...3).contains(input.count), let size = positiveProduct(of: input) else {
                throw .notAnImage(name, shape: input)
            }
            guard size == shape[1] else { throw .inputs(name, expected: size, found: shape[1]) }
            return input
        case 4: return Array(shape[1...])
        default: throw .layer(name, shape: shape)
        }
    }
}

/// Why the weights of a first layer are not images. The first value is the name of the weight.
public enum FirstLayerError: Error, Sendable, Equatable {
    /// No layer has weights.
    case none
    /// It is no `Linear` and no `Conv2d`; this is the shape of its weight.
    case layer(String, shape: [Int])
    /// What the layer reads is not of the shape of an image of one channel or three.
    case notAnImage(String, shape: [Int])
    /// The number of values of an image, and of those that the layer reads.
    case inputs(String, expected: Int, found: Int)
}
