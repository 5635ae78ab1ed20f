/// An image in memory: bytes, row by row from the top, of each pixel its gray, or its red, green and blue.
public struct PixelImage: Sendable, Hashable {
    public let height: Int
    public let width: Int
    public let channels: ImageChannels
    /// `[height, width, channels]`
    public let pixels: [UInt8]

    /// - Parameter pixels: `[height, width, channels]`, from 0 (black) to 255.
    /// - Throws: `DatasetError.imagePixels` where the sizes do not agree.
    public init(
        pixels: [UInt8], height: Int, width: Int, channels: ImageChannels
    ) throws(DatasetError) {
        guard positiveProduct(of: [height, width, channels.count]) == pixels.count else {
            throw .imagePixels(height: height, width: width, channels: channels.count, found: pixels.count)
        }
        self.init(of: pixels, height, width, channels)
    }

    /// Of sizes that agree.
    package init(of pixels: [UInt8], _ height: Int, _ width: Int, _ channels: ImageChannels) {
        (self.pixels, self.height, self.width, self.channels) = (pixels, height, width, channels)
    }

    /// `[channels, height, width]`, the shape of a sample.
    public var shape: [Int] { [channels.count, height, width] }

    /// An image of numbers, the least of which becomes black and the largest white. What is not a number is
    /// black, too.
    ///
    /// - Parameters:
    ///   - values: In the order of `shape`, as models read them.
    ///   - shape: `[channels, height, width]` with one channel or three, or `[height, width]`.
    ///   - range: The numbers that become black and white, in place of the least and the largest. Those
    ///     outside become so, too.
    /// - Throws: `DatasetError` if the shape is not that of an image, or of another number of values.
    public init(values: [Float], shape: [Int], range: ClosedRange<Float>? = nil) throws(DatasetError) {
        let shape = try ImageShape(shape)
        try shape.check(count: values.count)
        let range = range ?? values.finiteRange
        let (low, high) = (Double(range.lowerBound), Double(range.upperBound))
        let scale = low < high ? 255 / (high - low) : 0
        try self.init(shape) { channel, place in
            byte((Double(values[channel * shape.area + place]) - low) * scale)
        }
    }

    /// The pixels that have become these numbers.
    ///
    /// - Parameters:
    ///   - values: In the order of `shape`, as models read them.
    ///   - shape: `[channels, height, width]` with one channel or three, or `[height, width]`.
    ///   - transforms: What has become of pixels, for each channel.
    /// - Throws: `DatasetError` if the shape is not that of an image, or of another number of values or
    ///   transforms.
    public init(
        values: [Float], shape: [Int], undoing transforms: [PixelTransform]
    ) throws(DatasetError) {
        let shape = try ImageShape(shape)
        try shape.check(count: values.count)
        guard transforms.count == shape.channels else {
            throw .channels(expected: shape.channels, found: transforms.count)
        }
        try self.init(shape) { channel, place in
            let transform = transforms[channel]
            let value = Double(values[channel * shape.area + place])
            return byte((value - Double(transform.offset)) / Double(transform.scale))
        }
    }

    private init(
        _ shape: ImageShape, pixel: (_ channel: Int, _ place: Int) -> UInt8
    ) throws(DatasetError) {
        let channels = try ImageChannels(count: shape.channels)
        var pixels: [UInt8] = []
        pixels.reserveCapacity(shape.count)
        for place in 0..<shape.area {
            for channel in 0..<shape.channels { pixels.append(pixel(channel, place)) }
        }
        self.init(of: pixels, shape.height, shape.width, channels)
    }
}

extension PixelImage {
    /// - Throws: `DatasetError` if the sample has not the shape of an image of one channel or three.
    public init(_ sample: ImageDataset.Sample) throws(DatasetError) {
        let shape = try ImageShape(sample.shape)
        let pixels = sample.pixels
        switch sample.order {
        case .channelsLast:
            let channels = try ImageChannels(count: shape.channels)
            self.init(of: Array(pixels), shape.height, shape.width, channels)
        case .channelsFirst:
            try self.init(shape) { channel, place in
                pixels[pixels.startIndex + channel * shape.area + place]
            }
        }
    }
}

extension PixelImage {
    /// The colour of a pixel.
    subscript(row: Int, column: Int) -> PixelColor {
        let place = (row * width + column) * channels.count
        return switch channels {
        case .gray: PixelColor(gray: pixels[place])
        case .rgb: PixelColor(red: pixels[place], green: pixels[place + 1], blue: pixels[place + 2])
        }
    }

    /// The image, with so many rows and columns at most.
    package func reduced(to side: Int) -> PixelImage {
        let longest = max(height, width)
        guard longest > side else { return self }
        return shrunk(height: max(1, height * side / longest), width: max(1, width * side / longest))
    }

    /// The image with fewer rows and columns, each the mean of those whose place it takes.
    func shrunk(height newHeight: Int, width newWidth: Int) -> PixelImage {
        let channelCount = channels.count
        var shrunk: [UInt8] = []
        shrunk.reserveCapacity(newHeight * newWidth * channelCount)
        for row in 0..<newHeight {
            let rows = part(row, of: newHeight, from: height)
            for column in 0..<newWidth {
                let columns = part(column, of: newWidth, from: width)
                for channel in 0..<channelCount {
                    var sum = 0
                    for y in rows {
                        for x in columns { sum += Int(pixels[(y * width + x) * channelCount + channel]) }
                    }
                    let count = rows.count * columns.count
                    shrunk.append(UInt8((sum + count / 2) / count))
                }
            }
        }
        return PixelImage(of: shrunk, newHeight, newWidth, channels)
    }

    private func part(_ index: Int, of count: Int, from size: Int) -> Range<Int> {
        let first = index * size / count
        return first..<max(first + 1, (index + 1) * size / count)
    }
}

/// What a pixel looks like.
struct PixelColor: Equatable {
    var red: UInt8
    var green: UInt8
    var blue: UInt8

    init(red: UInt8, green: UInt8, blue: UInt8) {
        (self.red, self.green, self.blue) = (red, green, blue)
    }

    init(gray: UInt8) { self.init(red: gray, green: gray, blue: gray) }

    /// As bright as the colour, by the weights of ITU-R BT.601.
    var gray: UInt8 {
        let thousandths = 299 * Int(red) + 587 * Int(green) + 114 * Int(blue)
        return UInt8((thousandths + 500) / 1000)
    }
}

extension ImageShape {
    /// Throws unless these are all numbers of an image.
    fileprivate func check(count found: Int) throws(DatasetError) {
        guard found == count else { throw .inputLength(sample: 0, expected: count, found: found) }
    }
}

extension Sequence<Float> {
    /// From the least to the largest of what is finite; zero alone if nothing is.
    var finiteRange: ClosedRange<Float> {
        var range: ClosedRange<Float>?
        for value in self where value.isFinite {
            let (low, high) = (range?.lowerBound ?? value, range?.upperBound ?? value)
            range = Swift.min(low, value)...Swift.max(high, value)
        }
        return range ?? 0...0
    }
}

/// The nearest of 0 … 255; 0 for what is not a number.
private func byte(_ value: Double) -> UInt8 {
    value > 0 ? UInt8(min(255, value.rounded())) : 0
}
