/// What a checkpoint says of the data that a model was trained on.
enum DataMetadata {
    /// One name a line.
    static let classNames = "graphc.classes"
    /// For each channel the scale and the offset of its pixels.
    static let normalization = "graphc.normalization"
    /// How the rows of a table are read, as JSON.
    static let table = "graphc.table"
}

extension [PixelTransform] {
    /// `0.003921569 0.0; …`
    var metadata: String { map { "\($0.scale) \($0.offset)" }.joined(separator: "; ") }
}
