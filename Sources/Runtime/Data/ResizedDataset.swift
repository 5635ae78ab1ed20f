internal import TileKernels

/// The images of another data set in another size, which they are given when they are gathered.
public struct ResizedDataset: Dataset {
    public let base: any Dataset
    public let sampleShape: [Int]
    private let size: tk_extents
    private let rows: [tk_tap]
    private let columns: [tk_tap]

    fileprivate init(_ base: any Dataset, height: Int, width: Int) throws(DatasetError) {
        let shape = try ImageShape(base.sampleShape)
        sampleShape = base.sampleShape.dropLast(2) + [height, width]
        guard positiveProduct(of: sampleShape) != nil else { throw .sampleShape(sampleShape) }
        self.base = base
        size = tk_extents(shape)
        let resize = BilinearResize(from: (shape.height, shape.width), to: (height, width))
        rows = resize.rows.map(tk_tap.init)
        columns = resize.columns.map(tk_tap.init)
    }

    public var count: Int { base.count }
    public var target: Target { base.target }
    public var metadata: [String: String] { base.metadata }

    public func gather(_ indices: ArraySlice<Int32>, into gathered: BatchRows) throws {
        let length = size.channels * size.height * size.width
        // As many images at a time as a cache holds.
        let together = max(1, min(indices.count, 8192 / length))
        let scratch = 2 * columns.count
        try withUnsafeTemporaryAllocation(of: Float.self, capacity: together * length + scratch) { memory in
            guard let start = memory.baseAddress else { return }
            for first in stride(from: 0, to: indices.count, by: together) {
                let part = indices.dropFirst(first).prefix(together)
                let resized = gathered[first..<first + part.count]
                var originals = resized
                originals.inputs = UnsafeMutableBufferPointer(start: start, count: part.count * length)
                try base.gather(part, into: originals)
                resize(originals, start + together * length, into: resized)
            }
        }
    }

    private func resize(
        _ originals: BatchRows, _ scratch: UnsafeMutablePointer<Float>, into resized: BatchRows
    ) {
        for row in 0..<originals.count {
            tk_resize_image(
                originals[row..<row + 1].inputs.baseAddress, size, rows, rows.count, columns, columns.count,
                scratch, resized[row..<row + 1].inputs.baseAddress)
        }
    }

    public func prefetch(_ indices: ArraySlice<Int32>) { base.prefetch(indices) }
}

extension ResizedDataset: PixelDataset {
    var isFinite: Bool { base.isKnownToBeFinite }
    var transforms: [PixelTransform] { base.pixelTransforms }
}

extension Dataset {
    /// The images of this data set in another size: bilinear, as torchvision's `resize` of a tensor without antialiasing
    /// (PyTorch's `interpolate` with `mode="bilinear", align_corners=False`).
    ///
    /// - Throws: `DatasetError` if samples have not the shape of an image, or a size is not positive.
    public func resized(height: Int, width: Int) throws(DatasetError) -> ResizedDataset {
        try ResizedDataset(self, height: height, width: width)
    }
}

extension tk_tap {
    fileprivate init(_ tap: BilinearTap) {
        self.init(lower: tap.lower, upper: tap.upper, fraction: tap.fraction)
    }
}
