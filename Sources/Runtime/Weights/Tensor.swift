/// A parameter of a model in PyTorch's terms.
public struct Tensor: Sendable, Equatable {
    /// The name in PyTorch's `state_dict`: `1.weight`.
    public let name: String
    /// `[256, 784]` for the weight of `Linear 784 256`.
    public let shape: [Int]
    /// The elements in the order of the shape, the last dimension fastest.
    public let values: [Float]
    /// What they are in a file.
    public var element = ModelLayout.Parameter.Element.float32
}
