/// The sizes of an image.
package struct ImageShape {
    package let channels: Int
    package let height: Int
    package let width: Int

    /// - Parameter shape: That of a sample: `[channels, height, width]` or `[height, width]`.
    /// - Throws: `DatasetError.notAnImage` if it is another, or a size is not positive.
    package init(_ shape: [Int]) throws(DatasetError) {
        let whole = shape.count == 2 ? [1] + shape : shape
        guard whole.count == 3, positiveProduct(of: whole) != nil else { throw .notAnImage(shape) }
        (channels, height, width) = (whole[0], whole[1], whole[2])
    }

    /// In pixels.
    var area: Int { height * width }
    /// How many numbers there are.
    var count: Int { channels * area }
}
