/// Resizes images as PyTorch's `interpolate` does with `mode="bilinear", align_corners=False, antialias=False`, in
/// single precision: first along the rows, then across them. Torchvision's `resize` of a tensor without antialiasing is
/// the same.
package struct BilinearResize: Sendable {
    package let rows: [BilinearTap]
    package let columns: [BilinearTap]
    private let width: Int

    /// - Precondition: All sizes are positive.
    package init(from size: (height: Int, width: Int), to resized: (height: Int, width: Int)) {
        rows = BilinearTap.along(size.height, to: resized.height)
        columns = BilinearTap.along(size.width, to: resized.width)
        width = size.width
    }

    /// Resizes an image of bytes, `[height, width, channels]`. Each result is rounded once, at the end, of two numbers
    /// that are equally near to the even one: PyTorch's result for the bytes as floats, rounded. (Of bytes themselves
    /// PyTorch rounds twice, after each direction, which may differ by 1.)
    package func resize(
        _ pixels: UnsafeBufferPointer<UInt8>, channels: Int, into resized: UnsafeMutableBufferPointer<UInt8>
    ) {
        let rowLength = width * channels
        var place = 0
        for row in rows {
            let (lower, upper) = (row.lower * rowLength, row.upper * rowLength)
            for column in columns {
                let (left, right) = (column.lower * channels, column.upper * channels)
                for channel in 0..<channels {
                    let above = column.between(
                        Float(pixels[lower + left + channel]), Float(pixels[lower + right + channel]))
                    let below = column.between(
                        Float(pixels[upper + left + channel]), Float(pixels[upper + right + channel]))
                    resized[place] = UInt8(row.between(above, below).rounded(.toNearestOrEven))
                    place += 1
                }
            }
        }
    }
}

/// Where a number of a resized row comes from: between two neighbours, which may be the same.
package struct BilinearTap: Sendable {
    package let lower: Int
    package let upper: Int
    /// The share of the upper one.
    package let fraction: Float

    /// The taps of all places in a row of `resized` numbers that had `size`.
    package static func along(_ size: Int, to resized: Int) -> [BilinearTap] {
        let scale = Float(size) / Float(resized)
        return (0..<resized).map { place in
            // The middles of the first and the last pixel keep their distances from the edges.
            let source = max(0, scale * (Float(place) + 0.5) - 0.5)
            let lower = min(Int(source), size - 1)
            return BilinearTap(
                lower: lower, upper: min(lower + 1, size - 1), fraction: min(source - Float(lower), 1))
        }
    }

    package func between(_ lower: Float, _ upper: Float) -> Float {
        lower * (1 - fraction) + upper * fraction
    }
}
