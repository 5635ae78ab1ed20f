/// The facts about a compiled model that its users and the trainer need.
public struct ModelLayout: Sendable {
    public var name: String
    /// The shape of one sample: `[1, 28, 28]`.
    public var inputShape: [Int]
    /// The number of logits.
    public var outputs: Int
    public var loss: Loss
    /// In the order of PyTorch's `state_dict`.
    public var parameters: [Parameter]
    /// The size of the flat parameter arena, padding included.
    public var parameterFloats: Int
    /// Working memory per sample of the planned batch, and besides.
    public var arenaFloatsPerSample: Int
    /// Memory for each worker.
    public var arenaFloats: Int
    /// The floating-point operations of inference, for one sample.
    public var flopsPerSample: Int

    public enum Loss: Sendable { case crossEntropy, meanSquaredError }

    /// One named tensor in the flat arena.
    public struct Parameter: Sendable {
        /// PyTorch's name: `1.weight`.
        public var name: String
        /// PyTorch's shape: `[256, 784]` for the weight of `Linear 784 256`.
        public var shape: [Int]
        /// Where it starts in the arena, and the distance in floats of neighbours along each
        /// dimension of `shape`.
        public var offset: Int
        public var strides: [Int]
        /// Starts uniform in `-bound ..< bound`.
        public var bound: Float

        public init(name: String, shape: [Int], offset: Int, strides: [Int], bound: Float) {
            self.name = name
            self.shape = shape
            self.offset = offset
            self.strides = strides
            self.bound = bound
        }
    }

    public init(
        name: String, inputShape: [Int], outputs: Int, loss: Loss, parameters: [Parameter],
        parameterFloats: Int, arenaFloatsPerSample: Int, arenaFloats: Int, flopsPerSample: Int = 0
    ) {
        self.name = name
        self.inputShape = inputShape
        self.outputs = outputs
        self.loss = loss
        self.parameters = parameters
        self.parameterFloats = parameterFloats
        self.arenaFloatsPerSample = arenaFloatsPerSample
        self.arenaFloats = arenaFloats
        self.flopsPerSample = flopsPerSample
    }
}
