/// The facts about a compiled model that its users and the trainer need.
public struct ModelLayout: Sendable {
    public var name: String
    /// The shape of one sample: `[1, 28, 28]`.
    public var inputShape: [Int]
    /// The number of logits.
    public var outputs: Int
    public var loss: Loss
    /// In the order of PyTorch's `state_dict`: what is trained, and what layers keep.
    public var parameters: [Parameter]
    /// The size of what is trained in the flat parameter arena, padding included.
    public var parameterFloats: Int
    /// The size of the state, which lies behind it.
    public var stateFloats: Int
    /// The fewest samples of a step.
    public var smallestBatch: Int
    /// The most samples of a batch that training works on together. A larger one is walked in pieces of so many, whose
    /// gradients add up. Nil where a layer looks at all samples of a batch at once, as BatchNorm does.
    public var piece: Int?
    /// Working memory for each sample of the batch, …
    public var arenaFloatsPerSample: Int
    /// … once …
    public var arenaFloatsOnce: Int
    /// … and for each worker.
    public var arenaFloatsPerWorker: Int
    /// The floating-point operations of inference, for one sample.
    public var flopsPerSample: Int
    /// What the model was compiled from, as it was written; empty if it was not.
    public var text: String
    /// The same for models of the same layers, shapes and loss, however they are written; 0 if it was not compiled.
    public var graphHash: UInt64

    /// What training minimizes, with PyTorch's definitions.
    public enum Loss: Sendable {
        case crossEntropy
        /// Of the sigmoid of each output.
        case binaryCrossEntropy
        case meanSquaredError, meanAbsoluteError, huber

        /// Whether it compares with labels, a class for each sample; otherwise with targets, a number for each output.
        public var readsLabels: Bool {
            switch self {
            case .crossEntropy: true
            case .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError, .huber: false
            }
        }
    }

    /// What an optimizer moves.
    var trainedParameters: [Parameter] { parameters.filter { $0.role == .trained } }

    /// The number of classes that labels may have: one for each output, or two where a single output says which it is.
    package var classes: Int { loss == .binaryCrossEntropy && outputs == 1 ? 2 : outputs }

    /// One named tensor in the flat arena.
    public struct Parameter: Sendable {
        /// PyTorch's name: `1.weight`.
        public var name: String
        /// PyTorch's shape: `[256, 784]` for the weight of `Linear 784 256`.
        public var shape: [Int]
        /// Where it starts in the arena, in floats.
        public var offset: Int
        /// How its elements lie there: loops over these extents, the last one fastest, come to them in the order of
        /// `shape`, neighbours being so many floats apart. A dimension of `shape` may be several axes.
        public var axes: [Axis]
        public var start: Start
        public var role: Role
        public var element: Element

        public typealias Axis = (extent: Int, stride: Int)

        /// What changes a parameter.
        public enum Role: Sendable {
            /// The optimizer.
            case trained
            /// The layer itself in training, as running statistics: PyTorch's buffers.
            case state
        }

        /// What the elements are in a file; in the arena they are floats.
        public enum Element: Sendable {
            case float32
            /// A count, exact up to 2²⁴.
            case int64
        }

        public init(
            name: String, shape: [Int], offset: Int, axes: [Axis], start: Start, role: Role = .trained,
            element: Element = .float32
        ) {
            self.name = name
            self.shape = shape
            self.offset = offset
            self.axes = axes
            self.start = start
            self.role = role
            self.element = element
        }
    }

    /// How a parameter starts.
    public enum Start: Sendable, Equatable {
        /// Drawn uniformly from `-bound ..< bound`.
        case uniform(bound: Float)
        case constant(Float)
    }

    public init(
        name: String, inputShape: [Int], outputs: Int, loss: Loss, parameters: [Parameter],
        parameterFloats: Int, stateFloats: Int = 0, smallestBatch: Int = 1, piece: Int? = nil,
        arenaFloatsPerSample: Int, arenaFloatsOnce: Int = 0,
        arenaFloatsPerWorker: Int = 0, flopsPerSample: Int = 0, text: String = "", graphHash: UInt64 = 0
    ) {
        self.name = name
        self.inputShape = inputShape
        self.outputs = outputs
        self.loss = loss
        self.parameters = parameters
        self.parameterFloats = parameterFloats
        self.stateFloats = stateFloats
        self.smallestBatch = smallestBatch
        self.piece = piece
        self.arenaFloatsPerSample = arenaFloatsPerSample
        self.arenaFloatsOnce = arenaFloatsOnce
        self.arenaFloatsPerWorker = arenaFloatsPerWorker
        self.flopsPerSample = flopsPerSample
        self.text = text
        self.graphHash = graphHash
    }
}
