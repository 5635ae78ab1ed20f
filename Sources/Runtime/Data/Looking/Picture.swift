/// An image with what is written under it: a cell of an `ImageGrid`, or for a terminal by itself.
///
///     let picture = Picture(
///         try PixelImage(sample), caption: "Pred: \(prediction.label), True: \(sample.className)",
///         mark: prediction.index == sample.label ? .right : .wrong)
public struct Picture: Sendable, Hashable {
    public var image: PixelImage
    /// One line or several.
    public var caption: String
    /// What is said of it, if anything is.
    public var mark: Mark?

    /// Whether it has been recognized.
    public enum Mark: Sendable, Hashable {
        /// Green, and ✓.
        case right
        /// Red, and ✗.
        case wrong
    }

    public init(_ image: PixelImage, caption: String = "", mark: Mark? = nil) {
        (self.image, self.caption, self.mark) = (image, caption, mark)
    }

    /// The image as `PixelImage.text` has it, and the caption below, without a newline at the end.
    public func text(columns: Int? = nil, style: PixelImage.TextStyle = .automatic) -> String {
        let caption = lines.map(printable).joined(separator: "\n")
        let colored =
            switch (style, mark) {
            case (.plain, _), (_, nil): caption
            case (.colored, .right): "\u{1B}[32m\(caption)\u{1B}[0m"
            case (.colored, .wrong): "\u{1B}[31m\(caption)\u{1B}[0m"
            }
        return image.text(columns: columns, style: style) + (caption.isEmpty ? "" : "\n\(colored)")
    }

    /// Those of the caption, the first with the mark.
    var lines: [String] {
        let sign =
            switch mark {
            case .right: "✓ "
            case .wrong: "✗ "
            case nil: ""
            }
        return (sign + caption).split(whereSeparator: \.isNewline).map(String.init)
    }
}

extension ImageDataset.Sample {
    /// The image as its bytes are, and the name of its class.
    ///
    /// - Throws: `DatasetError` if the sample has not the shape of an image of one channel or three.
    public func picture() throws(DatasetError) -> Picture {
        Picture(try PixelImage(self), caption: className)
    }
}

extension Dataset {
    /// One sample, with the name of its class or its targets.
    ///
    /// It shows the pixels of an `ImageDataset`, resized and augmented ones, too, without what normalization
    /// has made of them. Other samples are numbers, the least of which becomes black and the largest white.
    ///
    /// - Throws: `DatasetError` if there is no such sample or if samples have not the shape of images of one
    ///   channel or three, and what the data set throws.
    public func picture(at index: Int) throws -> Picture {
        guard (0..<count).contains(index) else { throw DatasetError.index(index, count: count) }
        if let images = self as? ImageDataset { return try images[index].picture() }
        return try picture(of: example(at: index))
    }

    /// All samples, as `picture(at:)` has them.
    ///
    /// - Throws: `DatasetError` if samples have not the shape of images of one channel or three, and what the
    ///   data set throws.
    public func pictures() throws -> [Picture] {
        if let images = self as? ImageDataset { return try images.map { try $0.picture() } }
        var pictures: [Picture] = []
        pictures.reserveCapacity(count)
        try forEachExample { pictures.append(try picture(of: $1)) }
        return pictures
    }

    private func picture(of example: Example) throws(DatasetError) -> Picture {
        let caption =
            switch target {
            case .label(let names): example.label.map { names[$0] } ?? ""
            case .values(let names):
                zip(names, example.targets).map { "\($0) \($1)" }.joined(separator: ", ")
            }
        let transforms = pixelTransforms
        let image =
            transforms.isEmpty
            ? try PixelImage(values: example.values, shape: sampleShape)
            : try PixelImage(values: example.values, shape: sampleShape, undoing: transforms)
        return Picture(image, caption: caption)
    }
}
