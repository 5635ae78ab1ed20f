/// How often each of the 256 pixel values occurs.
package struct PixelHistogram: Sendable {
    private(set) var counts = [Int](repeating: 0, count: 256)

    package init() {}

    init(of pixels: [UInt8]) {
        counts.withUnsafeMutableBufferPointer { counts in
            pixels.withUnsafeBufferPointer { pixels in
                for pixel in pixels { counts[Int(pixel)] += 1 }
            }
        }
    }

    /// The pixels of one channel of whole images.
    init(of pixels: [UInt8], channel: Int, _ layout: ImageLayout) {
        self.init(of: pixels, channel: channel, layout, images: 0..<pixels.count / layout.size)
    }

    /// The pixels of one channel of some images.
    init(of pixels: [UInt8], channel: Int, _ layout: ImageLayout, images: some Sequence<Int>) {
        counts.withUnsafeMutableBufferPointer { counts in
            pixels.withUnsafeBufferPointer { pixels in
                for image in images {
                    let first = image * layout.size
                    for place in layout.places(ofChannel: channel) { counts[Int(pixels[first + place])] += 1 }
                }
            }
        }
    }

    /// The pixels of one channel of an image.
    package init(of image: PixelImage, channel: Int) {
        image.pixels.withUnsafeBufferPointer { pixels in
            for place in stride(from: channel, to: pixels.count, by: image.channels.count) {
                counts[Int(pixels[place])] += 1
            }
        }
    }

    package mutating func add(_ other: PixelHistogram) {
        for value in counts.indices { counts[value] += other.counts[value] }
    }

    /// The mean and the (population) standard deviation of the pixels as numbers 0 … 1, both zero if
    /// there are none.
    package var meanAndDeviation: (mean: Double, deviation: Double) {
        let total = Double(counts.reduce(0, +))
        guard total > 0 else { return (0, 0) }
        var sum = 0.0
        for (value, count) in counts.enumerated() { sum += Double(count) * Double(value) }
        let mean = sum / total
        var squares = 0.0
        for (value, count) in counts.enumerated() {
            let difference = Double(value) - mean
            squares += Double(count) * difference * difference
        }
        return (mean / 255, (squares / total).squareRoot() / 255)
    }
}
