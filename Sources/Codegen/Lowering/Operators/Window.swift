import GraphIR

/// A window that moves over a signal or an image: for each place of the result, the elements that it looks at.
struct Window {
    /// Over the places, the slowest first …
    let places: [LoopIndex]
    /// … and over the window's elements.
    let taps: [LoopIndex]
    private let coordinates: [Affine]
    /// Whether they lie within a sample.
    private let isInside: Bool

    /// - Parameters:
    ///   - sample: What the window moves over: `[channels, …]`.
    ///   - result: A sample of what it gives, an element for every place.
    init(_ window: SlidingWindow, over sample: Shape, to result: Shape) {
        let names = ["y", "x"].suffix(window.kernel.count)
        let places = zip(names, result.extents.dropFirst()).map { LoopIndex($0, $1) }
        let taps = zip(names, window.kernel).map { LoopIndex("k\($0)", $1) }
        (self.places, self.taps) = (places, taps)
        let coordinates = places.indices.map {
            Affine(
                [(places[$0], window.stride[$0]), (taps[$0], window.dilation[$0])], -window.border.before[$0])
        }
        self.coordinates = coordinates
        isInside = zip(coordinates, sample.extents.dropFirst()).allSatisfy { coordinate, extent in
            coordinate.interval.map { $0.lowerBound >= 0 && $0.upperBound < extent } ?? false
        }
    }

    /// The element of a sample `[channels, …]`, however it lies in memory, that the current element of the window
    /// looks at; around the sample there is nothing but `outside`.
    func element(of value: Value, channel: Affine, outside: Double) -> Access {
        var access = value.element([channel] + coordinates)
        access.outside = isInside ? nil : outside
        return access
    }
}

extension Value {
    /// The element with these coordinates in the graph, each of which is one dimension in memory.
    func element(_ coordinates: [Affine]) -> Access {
        let stored = coordinates.indices.sorted { axes[$0][0] < axes[$1][0] }
        return Access(buffer, [Affine(.sample)] + stored.map { coordinates[$0] })
    }
}

extension Lowering {
    /// A signal or an image with channels last: neighbouring channels fill a vector.
    mutating func addImage(_ name: String, _ shape: Shape) -> Value {
        let directions = shape.extents.indices.dropFirst()
        return addActivation(
            name, shape.extents.dropFirst() + [shape.extents[0]],
            axes: [[shape.rank]] + directions.map { [$0] })
    }

    /// The signal or image with channels last, copied if they are not.
    mutating func withChannelsLast(_ value: Value, named name: String, origin: Origin) -> Value {
        if value.axes[0] == [value.axes.count] { return value }
        let indices = indices(of: value, "j")
        let dimensions = value.axes.map { indices[$0[0] - 1] }
        let result = addImage(name, Shape(dimensions.map { $0.extent.constant ?? 1 }))
        let order = Array(dimensions.dropFirst() + dimensions.prefix(1))
        addCopy(of: element(of: value, indices), to: element(of: result, order), order, origin)
        return result
    }
}
