/// How the pixels of a colour image follow each other in memory.
public enum ImageOrder: Sendable {
    /// One channel after the other, as CIFAR-10 and PyTorch store images: `[channels, height, width]`.
    case channelsFirst
    /// One pixel after the other, as PNG stores images: `[height, width, channels]`.
    case channelsLast
}

/// The shape of images, and how they lie in memory.
struct ImageLayout: Sendable {
    /// `[channels, height, width]`, whatever the order; another number of dimensions as it is given.
    let shape: [Int]
    /// The pixels of all channels.
    let size: Int
    let channels: Int
    let order: ImageOrder

    /// - Parameter shape: That of the memory; `[height, width]` has one channel.
    init(_ shape: [Int], order: ImageOrder) throws(DatasetError) {
        guard let size = positiveProduct(of: shape) else { throw .sampleShape(shape) }
        self.size = size
        switch (shape.count, order) {
        case (2, _): self.shape = [1] + shape
        case (3, .channelsLast): self.shape = [shape[2], shape[0], shape[1]]
        default: self.shape = shape
        }
        channels = self.shape.count == 3 ? self.shape[0] : 1
        // One channel has one order.
        self.order = channels == 1 ? .channelsFirst : order
    }

    /// The places of a channel's pixels within those of an image.
    func places(ofChannel channel: Int) -> StrideTo<Int> {
        switch order {
        case .channelsFirst:
            stride(from: channel * (size / channels), to: (channel + 1) * (size / channels), by: 1)
        case .channelsLast: stride(from: channel, to: size, by: channels)
        }
    }
}
