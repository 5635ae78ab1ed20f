/// A number of elements in each direction of an image: the size, the step or the border of a window.
public struct Extent2D: Hashable, Sendable, CustomStringConvertible {
    public var height: Int
    public var width: Int

    public init(height: Int, width: Int) {
        self.height = height
        self.width = width
    }

    /// The same in both directions.
    public init(_ side: Int) { self.init(height: side, width: side) }

    /// `3 × 3`
    public var description: String { "\(height) × \(width)" }

    /// As an argument has it: `3`, or `3x5` if the directions differ.
    var argumentText: String { height == width ? "\(height)" : "\(height)x\(width)" }
}
