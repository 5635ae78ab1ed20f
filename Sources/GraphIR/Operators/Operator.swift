/// The meaning of a kind of layer: its keyword and arguments, its parameters, its shape rule.
///
/// A structural operator is one file that conforms to this, one line in `operatorTable`, and its
/// lowering in Codegen. An elementwise operator is one row of `Elementwise.table`.
public protocol Operator: Sendable {
    /// Keyword, arguments and prose: what the parser accepts and the reference prints.
    var reference: OperatorReference { get }

    /// The tensors that this layer keeps, named as PyTorch names them within a layer (`weight`).
    var parameters: [Graph.Parameter] { get }

    /// The shape of a sample behind this layer, given that in front of it.
    func outputShape(for input: Shape) throws(ShapeError) -> Shape

    /// What the textual IR prints behind the keyword: `in=784 out=256 bias`.
    var attributes: String { get }

    /// What the outputs of a model are that ends with this layer.
    var outputMeaning: OutputMeaning { get }

    /// The fewest samples of this shape that the layer can be trained with at a time.
    func smallestTrainingBatch(for input: Shape) -> Int
}

extension Operator {
    public var attributes: String { "" }
    public var outputMeaning: OutputMeaning { .logits }
    public func smallestTrainingBatch(for input: Shape) -> Int { 1 }
}

/// What outputs are to a loss.
public enum OutputMeaning: Sendable, Hashable {
    /// Any numbers.
    case logits
    /// Probabilities, which sum to 1 over the last dimension.
    case probabilities
    /// Probabilities, each of its own.
    case separateProbabilities
    /// The logarithms of probabilities.
    case logProbabilities
}

/// How an operator is written and made, for the parser, the diagnostics and the reference page.
public struct OperatorReference: StatementReference {
    public var keyword: String
    /// What the same is called elsewhere.
    public var otherNames: [String] = []
    /// In the order in which they are written.
    public var arguments: [ArgumentReference] = []
    /// One sentence.
    public var summary: String
    /// The definition: `y = x Wᵀ + b`.
    public var formula: String
    /// Layers of this operator, at least one: what tests and tools try it with.
    public var examples: [Example]
    /// What a layer's arguments say of shapes, whatever stands in front of it.
    public var stated: @Sendable (Arguments) -> StatedShapes = { _ in StatedShapes() }
    /// The layer with these arguments behind a value of this shape, which need not fit.
    public var make: @Sendable (Arguments, _ input: Shape) -> any Operator
}

extension OperatorReference {
    /// A layer as it is written, and the shape of a sample that it accepts.
    public struct Example: Sendable, Hashable {
        public var input: Shape
        public var text: String

        public init(input: Shape, text: String) {
            self.input = input
            self.text = text
        }
    }
}

/// The shapes that a layer's arguments state on their own.
public struct StatedShapes: Sendable, Hashable {
    public var input: Input
    /// The shape behind the layer; nil where it follows from that in front of it.
    public var output: Shape?

    public enum Input: Sendable, Hashable {
        /// Any; as long as the input of the model is not known, the layer is taken to keep it.
        case any
        /// This and no other.
        case exactly(Shape)
        /// One that has to be known, such as `example`, since the layer depends on more of it than it states.
        case known(example: Shape)

        var shape: Shape? { if case .exactly(let shape) = self { shape } else { nil } }
    }

    public init(input: Input = .any, output: Shape? = nil) {
        self.input = input
        self.output = output
    }
}

/// Why a layer does not accept the shape in front of it.
public enum ShapeError: Error, Hashable, Sendable {
    /// An argument states an extent other than the one in front of the layer.
    case extent(argument: String, expected: Shape, found: Shape, axis: Int)
    /// An argument states other last dimensions than those in front of the layer.
    case lastDimensions(argument: String, expected: Shape, found: Shape)
    /// The layer takes samples of another rank.
    case rank(expected: Int, found: Shape)
    /// The layer's window is larger than a sample with its padding.
    case window(SlidingWindow, found: Shape)
    /// A window may hold nothing but padding, since that is more than half of the kernel.
    case padding(SlidingWindow)
    /// A padding that keeps the extents goes with a stride of 1.
    case sameWithStride(SlidingWindow)
    /// The groups do not divide both numbers of channels.
    case groups(Int, in: Int, out: Int)
    /// What is added to an output is as much as another step of the window.
    case outputPadding([Int], SlidingWindow)
    /// The padding that is taken away from an output is all that there is of it.
    case nothingLeft(of: [Int], SlidingWindow, found: Shape)
    /// A sample does not divide into so many parts of equal size.
    case parts([Int], found: Shape)
}
