/// What is wrong with an optimizer.
public enum OptimizerError: Error, Sendable, Equatable {
    case outOfRange(name: String, value: Double, range: ClosedRange<Double>)
    case nesterovWithoutMomentum
    case nesterovWithDampening(Double)
    /// The sizes of the two models' parameter arenas, in floats.
    case usedForAnotherModel(expected: Int, found: Int)
}
