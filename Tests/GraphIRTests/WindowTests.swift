import GraphIR
import Testing

@Suite struct WindowTests {
    /// The number of places that a window has within a padded line, found by trying.
    private static func places(_ extent: Int, kernel: Int, stride: Int, padding: Int) -> Int {
        var count = 0
        var place = -padding
        while place + kernel <= extent + padding { (place, count) = (place + stride, count + 1) }
        return count
    }

    @Test func theOutputHasAnElementForEveryPlaceOfTheWindow() throws {
        for kernel in 1...4 {
            for stride in 1...4 {
                for padding in 0...3 {
                    for height in 1...9 where height + 2 * padding >= kernel {
                        let width = height + 1
                        let places = [height, width].map {
                            Self.places($0, kernel: kernel, stride: stride, padding: padding)
                        }
                        let convolution = Conv2d(
                            inputChannels: 2, outputChannels: 3, kernel: Extent2D(kernel),
                            stride: Extent2D(stride), padding: Extent2D(padding))
                        #expect(try convolution.outputShape(for: [2, height, width]) == Shape([3] + places))
                        guard padding <= kernel / 2 else { continue }
                        let pool = MaxPool2d(
                            kernel: Extent2D(kernel), stride: Extent2D(stride), padding: Extent2D(padding))
                        #expect(try pool.outputShape(for: [2, height, width]) == Shape([2] + places))
                    }
                }
            }
        }
    }

    @Test func theDirectionsAreApart() throws {
        let layer = Conv2d(
            inputChannels: 1, outputChannels: 1, kernel: Extent2D(height: 3, width: 1),
            stride: Extent2D(height: 2, width: 3), padding: Extent2D(height: 0, width: 1))
        #expect(try layer.outputShape(for: [1, 9, 8]) == [1, 4, 4])
        #expect(layer.attributes == "in=1 out=1 kernel=3x1 stride=2x3 padding=0x1 bias")
        #expect(MaxPool2d(kernel: Extent2D(3)).stride == Extent2D(3))
    }

    @Test func whatDoesNotFitIsAnError() {
        let layer = Conv2d(inputChannels: 2, outputChannels: 3, kernel: Extent2D(5), padding: Extent2D(1))
        #expect(throws: ShapeError.rank(expected: 3, found: [4, 4])) { try layer.outputShape(for: [4, 4]) }
        #expect(throws: ShapeError.extent(argument: "in", expected: [2, 9, 9], found: [1, 9, 9], axis: 0)) {
            try layer.outputShape(for: [1, 9, 9])
        }
        #expect(
            throws: ShapeError.window(
                kernel: Extent2D(5), padded: Extent2D(height: 6, width: 4), found: [2, 4, 2])
        ) { try layer.outputShape(for: [2, 4, 2]) }
        let pool = MaxPool2d(kernel: Extent2D(3), padding: Extent2D(2))
        #expect(throws: ShapeError.padding(Extent2D(2), kernel: Extent2D(3))) {
            try pool.outputShape(for: [1, 9, 9])
        }
    }

    /// Sizes up to the largest that the language has, and beyond.
    @Test func largeSizesDoNotOverflow() throws {
        for padding in [Shape.maximumCount, .max] {
            let layer = Conv2d(
                inputChannels: Shape.maximumCount, outputChannels: Shape.maximumCount,
                kernel: Extent2D(Shape.maximumCount), padding: Extent2D(padding))
            #expect(try !layer.outputShape(for: [Shape.maximumCount, 1, 1]).isWithinLimits)
            #expect(layer.parameters.allSatisfy { $0.initialization != .uniform(bound: 0) })
        }
    }
}
