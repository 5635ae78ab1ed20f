/// What is wrong with a loop program: a mistake of a pass, never of a model.
public struct LoopVerificationError: Error, CustomStringConvertible, Sendable {
    package enum Problem: Hashable, Sendable {
        case rank(buffer: String, expected: Int, found: Int)
        case unboundIndex(String)
        case boundTwice(index: String)
        case namedTwice(buffer: String)
        case outOfBounds(buffer: String, dimension: Int)
        /// Memory has nothing for what lies outside of a buffer.
        case outsideOfMemory(buffer: String)
        case samplesBehind(buffer: String, dimension: Int)
        case sharedIndex(buffer: String, index: String)
        case readBeforeWritten(buffer: String)
        case writesInput(buffer: String)
        case strideOfLanes(buffer: String, Int)
        case emptyEpilogue
        /// What a statement of this kind does not have.
        case foreignLeaf(String)
        case race(buffer: String)
        case overlap(buffer: String, other: String)
        case outsideOfArena(buffer: String)
    }

    package var pass: String
    package var function: LoopFunction.Role
    package var problem: Problem
    package var program: String

    public var description: String {
        "after \(pass), in \(function.rawValue): \(problem.words)\n\(program)"
    }
}

extension LoopVerificationError.Problem {
    fileprivate var words: String {
        switch self {
        case .rank(let buffer, let expected, let found):
            "\(buffer) has \(expected) dimensions and is accessed with \(found)"
        case .unboundIndex(let index): "no loop binds \(index)"
        case .boundTwice(let index): "two loops, or a loop and a number within it, are called \(index)"
        case .namedTwice(let buffer): "two buffers are called \(buffer)"
        case .outOfBounds(let buffer, let dimension):
            "\(buffer) is accessed out of bounds in dimension \(dimension)"
        case .outsideOfMemory(let buffer): "\(buffer) is read where memory has nothing for it"
        case .samplesBehind(let buffer, let dimension):
            "\(buffer) has samples in dimension \(dimension), or they are not accessed one by one"
        case .sharedIndex(let buffer, let index): "\(buffer) is written along a diagonal of \(index)"
        case .readBeforeWritten(let buffer): "\(buffer) is read before it is written"
        case .writesInput(let buffer): "\(buffer) is an input and is written"
        case .strideOfLanes(let buffer, let stride):
            "\(buffer) is written with a stride of \(stride) between lanes"
        case .emptyEpilogue: "a fold stores nothing"
        case .foreignLeaf(let leaf): "\(leaf) is read where there is none"
        case .race(let buffer): "one worker writes \(buffer) where another may read or write it"
        case .overlap(let buffer, let other): "\(buffer) and \(other) overlap while both are needed"
        case .outsideOfArena(let buffer): "\(buffer) has no place in the arena"
        }
    }
}
