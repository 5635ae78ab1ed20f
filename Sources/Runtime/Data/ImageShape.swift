/// The sizes of an image.
struct ImageShape {
    let channels: Int
    let height: Int
    let width: Int

    init(channels: Int, height: Int, width: Int) {
        (self.channels, self.height, self.width) = (channels, height, width)
    }

    /// - Parameter shape: That of a sample: `[channels, height, width]` or `[height, width]`.
    /// - Throws: `DatasetError.notAnImage` if it is another, or a size is not positive.
    init(_ shape: [Int]) throws(DatasetError) {
        let whole = shape.count == 2 ? [1] + shape : shape
        guard whole.count == 3, positiveProduct(of: whole) != nil else { throw .notAnImage(shape) }
        self.init(channels: whole[0], height: whole[1], width: whole[2])
    }

    /// As above, of an image that can be looked at.
    ///
    /// - Throws: `DatasetError`, also if there are other than one channel or three.
    init(visible shape: [Int]) throws(DatasetError) {
        try self.init(shape)
        guard channels == 1 || channels == 3 else { throw .imageChannels(channels) }
    }

    /// In pixels.
    var area: Int { height * width }
    /// How many numbers there are.
    var count: Int { channels * area }
}
