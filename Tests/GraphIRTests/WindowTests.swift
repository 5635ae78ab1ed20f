import GraphIR
import Testing

@Suite struct WindowTests {
    /// The number of places that a window has within a padded line, found by trying.
    private static func places(
        _ extent: Int, kernel: Int, stride: Int, padding: Int, roundsUp: Bool = false
    ) -> Int {
        var count = 0
        var place = -padding
        while place + kernel <= extent + padding { (place, count) = (place + stride, count + 1) }
        // One more that begins in the sample, if the last one has left something.
        let isRest = place - stride + kernel < extent + padding
        return roundsUp && isRest && place < extent ? count + 1 : count
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
                        var window = SlidingWindow(
                            kernel: [kernel, kernel], stride: [stride, stride],
                            padding: .symmetric([padding, padding]))
                        let convolution = Conv(inputChannels: 2, outputChannels: 3, window: window)
                        #expect(try convolution.outputShape(for: [2, height, width]) == Shape([3] + places))
                        guard padding <= kernel / 2 else { continue }
                        let pool = MaxPool(window: window)
                        #expect(try pool.outputShape(for: [2, height, width]) == Shape([2] + places))
                        window.roundsUp = true
                        let more = [height, width].map {
                            Self.places($0, kernel: kernel, stride: stride, padding: padding, roundsUp: true)
                        }
                        #expect(
                            try MaxPool(window: window).outputShape(for: [2, height, width])
                                == Shape([2] + more))
                    }
                }
            }
        }
    }

    @Test func theDirectionsAreApart() throws {
        let layer = Conv(
            inputChannels: 1, outputChannels: 1,
            window: SlidingWindow(
                kernel: [3, 1], stride: [2, 3], padding: .symmetric([0, 1]), dilation: [2, 1]))
        #expect(try layer.outputShape(for: [1, 9, 8]) == [1, 3, 4])
        #expect(layer.attributes == "in=1 out=1 kernel=[3 1] stride=[2 3] padding=[0 1] dilation=[2 1] bias")
    }

    /// An odd surplus goes to the end.
    @Test func aPaddingCanKeepTheExtents() throws {
        for kernel in 1...6 {
            for dilation in 1...3 {
                let window = SlidingWindow(
                    kernel: [kernel, 1], padding: .same, dilation: [dilation, 1])
                let layer = Conv(inputChannels: 1, outputChannels: 2, window: window)
                for height in 1...5 {
                    #expect(try layer.outputShape(for: [1, height, 3]) == [2, height, 3])
                }
                let surplus = window.border.after[0] - window.border.before[0]
                #expect(surplus == dilation * (kernel - 1) % 2)
            }
        }
        let window = SlidingWindow(kernel: [3, 3], stride: [1, 2], padding: .same)
        let layer = Conv(inputChannels: 1, outputChannels: 2, window: window)
        #expect(throws: ShapeError.sameWithStride(window)) { try layer.outputShape(for: [1, 9, 9]) }
    }

    @Test func whatDoesNotFitIsAnError() {
        let window = SlidingWindow(kernel: [5, 5], padding: .symmetric([1, 1]))
        let layer = Conv(inputChannels: 2, outputChannels: 3, window: window)
        #expect(throws: ShapeError.rank(expected: 3, found: [4, 4])) { try layer.outputShape(for: [4, 4]) }
        #expect(throws: ShapeError.extent(argument: "in", expected: [2, 9, 9], found: [1, 9, 9], axis: 0)) {
            try layer.outputShape(for: [1, 9, 9])
        }
        #expect(throws: ShapeError.window(window, found: [2, 4, 2])) {
            try layer.outputShape(for: [2, 4, 2])
        }
        let wide = SlidingWindow(kernel: [3, 3], padding: .symmetric([2, 2]))
        #expect(throws: ShapeError.padding(wide)) { try MaxPool(window: wide).outputShape(for: [1, 9, 9]) }
        let grouped = Conv(inputChannels: 4, outputChannels: 6, window: window, groups: 4)
        #expect(throws: ShapeError.groups(4, in: 4, out: 6)) { try grouped.outputShape(for: [4, 9, 9]) }
    }

    /// Sizes up to the largest that the language has, and beyond.
    @Test func largeSizesDoNotOverflow() throws {
        for padding in [Shape.maximumCount, .max] {
            let size = Shape.maximumCount
            var window = SlidingWindow(kernel: [size, size], padding: .symmetric([padding, padding]))
            let layer = Conv(inputChannels: size, outputChannels: size, window: window)
            #expect(try !layer.outputShape(for: [Shape.maximumCount, 1, 1]).isWithinLimits)
            #expect(layer.parameters.allSatisfy { $0.initialization != .uniform(bound: 0) })
            (window.dilation, window.stride) = ([size, .max], [.max, size])
            #expect(throws: ShapeError.self) {
                try MaxPool(window: window).outputShape(for: [1, size, size])
            }
            let dilated = Conv(inputChannels: 1, outputChannels: 1, window: window)
            _ = try? dilated.outputShape(for: [1, size, size])
            let transposed = ConvTranspose(inputChannels: 1, outputChannels: 1, window: window)
            _ = try? transposed.outputShape(for: [1, size, size])
        }
    }
}
