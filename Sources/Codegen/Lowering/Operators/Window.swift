import GraphIR

/// A window that moves over an image: for each position of the result, the pixels that it looks at.
struct Window {
    let y: LoopIndex
    let x: LoopIndex
    let kernelY: LoopIndex
    let kernelX: LoopIndex
    private let stride: Extent2D
    private let padding: Extent2D

    /// - Parameter output: `[channels, height, width]`
    init(kernel: Extent2D, stride: Extent2D, padding: Extent2D, output: Shape) {
        y = LoopIndex("y", output.extents[1])
        x = LoopIndex("x", output.extents[2])
        kernelY = LoopIndex("ky", kernel.height)
        kernelX = LoopIndex("kx", kernel.width)
        self.stride = stride
        self.padding = padding
    }

    /// The pixel of an image `[channels, height, width]`, however it lies in memory, that the current position of
    /// the kernel looks at; around the image there is nothing but `outside`.
    func pixel(of image: Value, channel: LoopIndex, outside: Double) -> Access {
        let coordinates = [
            Affine(channel), Affine([(y, stride.height), (kernelY, 1)], -padding.height),
            Affine([(x, stride.width), (kernelX, 1)], -padding.width),
        ]
        var subscripts = [Affine(.sample)]
        for dimension in 1...coordinates.count {
            let axis = image.axes.firstIndex { $0 == [dimension] } ?? 0
            subscripts.append(coordinates[axis])
        }
        let isPadded = padding != Extent2D(0)
        return Access(image.buffer, subscripts, outside: isPadded ? outside : nil)
    }
}

extension Lowering {
    /// An image with channels last: neighbouring channels fill a vector.
    mutating func addImage(_ name: String, _ shape: Shape) -> Value {
        addActivation(
            name, [shape.extents[1], shape.extents[2], shape.extents[0]], axes: [[3], [1], [2]])
    }
}
