/// Why a graph cannot be lowered: a mistake of the compiler, never of a model.
public enum LoweringError: Error, Hashable, Sendable, CustomStringConvertible {
    case notLowerable(keyword: String)
    case valueBeforeItsNode(name: String)
    /// The gradient of `buffer` does not follow from the layer's loops.
    case noAdjoint(buffer: String, layer: String)

    public var description: String {
        switch self {
        case .notLowerable(let keyword): "the operator \(keyword) has no lowering"
        case .valueBeforeItsNode(let name): "\(name) reads a value that no layer before it gives"
        case .noAdjoint(let buffer, let layer):
            "the gradient of \(buffer) does not follow from the loops of \(layer)"
        }
    }
}
