import GraphIR

/// A fold, or several of the same narrow rows, as the kernel library takes it: loops, how operands are walked, and a
/// program for the accumulator of a tile. Plans are equal if the folds differ in nothing but their buffers.
struct TilePlan: Hashable {
    var isContraction = false
    var packing = Packing.never
    /// Whether its sums are four chains.
    var isInChains = false
    /// Of a contraction: for each of them all is done anew, with buffers that move on.
    var groups = Extent.constant(1)
    /// Outermost first; one that is not needed is not there.
    var rows: [Extent]
    var columns: Extent
    var over: [Extent]
    /// Of a contraction the first two are its factors.
    var operands: [Operand] = []
    var program: [Operation] = []
    var numbers: [Number] = []

    /// How far apart neighbours are along the loops over rows, over what is combined, along the lanes, and along the
    /// groups.
    struct Walk: Hashable {
        var rows: [Int] = []
        var over: [Int] = []
        var lane = 0
        var group = 0
    }

    enum Operand: Hashable {
        /// An element of one of the call's buffers.
        case buffer(Int, offset: Int, Walk, isInteger: Bool)
        /// The value of an affine form of the indices.
        case index(offset: Int, Walk)
        /// A random number by the value of an affine form of the indices.
        case draw(stream: Int, offset: Int, Walk, perSample: Int)
        /// One of the plan's numbers.
        case number(Int)
        /// Memory for a tile.
        case slot(Int)
    }

    enum Number: Hashable {
        case constant(Double)
        /// One of the step's, by its name.
        case step(String)
        case scale
        /// The samples of the batch.
        case samples
    }

    /// An operation on the accumulator; the numbers are those of operands.
    struct Operation: Hashable {
        /// As the library calls it: `subtractFrom`.
        var name: String
        var operands: [Int] = []
    }
}
