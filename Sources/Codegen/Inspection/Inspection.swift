import GraphIR

/// What a model consists of and what it costs, as far as its errors let the compiler see.
public struct Inspection: Sendable {
    public var name: String
    /// The file, as diagnostics call it.
    public var path: String
    /// The shape of one sample; nil where errors leave it unknown.
    public var inputShape: Shape?
    public var layers: [Layer]
    /// In the order of the text.
    public var findings: [Finding]
    /// Nil if the model has errors.
    public var compiled: Compiled?
    /// The size of the batch that has been asked for, …
    public var batchSize: Int?
    /// … and what it costs; nil if the model has errors.
    public var batch: Batch?

    /// A layer and its costs; nil where errors leave them unknown.
    public struct Layer: Sendable {
        /// `Linear 784 256`, as the text has it.
        public var text: String
        public var location: SourceLocation
        public var keyword: String
        /// The index in the equivalent `nn.Sequential`.
        public var position: Int
        public var inputShape: Shape?
        public var outputShape: Shape?
        /// The number of trained elements.
        public var parameters: Int?
        /// The operations of the forward pass for one sample: a multiply-add counts two, any other
        /// operation or function of one or two numbers counts one.
        public var flops: Int?
        /// What of the layer's results is kept in the arena for one sample while the model is trained.
        /// A layer that is fused with the next one keeps nothing, and logits are in the caller's memory.
        public var activationBytes: Int?

        public var parameterBytes: Int? { parameters.map { $0 * bytesPerFloat } }
    }

    /// A diagnostic, in words.
    public struct Finding: Sendable {
        public var severity: Diagnostic.Severity
        public var code: Diagnostic.Code
        public var location: SourceLocation
        /// The position of the last layer that starts before it.
        public var layer: Int?
        public var message: String
        public var notes: [String]
        public var hint: String?
    }

    /// What is known of a model that compiles.
    public struct Compiled: Sendable {
        public var compilation: Compilation
        /// The sums over all layers.
        public var parameters: Int
        public var flops: Int
        public var activationBytes: Int
        /// The parameter arena, in which every tensor starts on a cache line.
        public var parameterArenaBytes: Int
        /// What layers keep behind it, as running statistics.
        public var stateBytes: Int
        /// The working memory of `forward`.
        public var inference: Arena
        /// The working memory of a training step.
        public var training: Arena

        public var parameterBytes: Int { parameters * bytesPerFloat }
    }

    /// Working memory, in bytes.
    public struct Arena: Sendable {
        public var perSample: Int
        /// What it takes besides, whatever the batch.
        public var fixed: Int

        /// The batch that generated C plans for unless its user defines another.
        public static let plannedBatch = 64

        public var planned: Int { bytes(samples: Self.plannedBatch) }

        func bytes(samples: Int) -> Int { clampedSum(clampedProduct(samples, perSample), fixed) }
    }

    /// - Parameters:
    ///   - compilation: Of `analysis.graph`; nil if there is none.
    ///   - batch: The samples of a batch whose costs are of interest, at least one.
    public init(
        _ analysis: Analysis, _ compilation: Compilation?, source: SourceText, batch: Int? = nil
    ) {
        name = analysis.name
        path = source.path
        inputShape = compilation?.program.inputShape ?? analysis.layers.first?.inputShape
        let costs = compilation.map(LayerCosts.init)
        layers = analysis.layers.map { layer in
            let location = source.location(of: layer.range.lowerBound)
            return Layer(
                text: layer.text, location: location, keyword: layer.keyword, position: layer.position,
                inputShape: layer.inputShape, outputShape: layer.outputShape,
                parameters: layer.parameterCount, flops: costs?.flops(at: location),
                activationBytes: costs?.activationBytes(at: location))
        }
        findings = Self.findings(analysis, source)
        compiled = compilation.map { Compiled($0, layers) }
        batchSize = batch
        if let batch, let compilation { self.batch = Batch(of: batch, compilation, layers) }
    }

    private static func findings(_ analysis: Analysis, _ source: SourceText) -> [Finding] {
        var layer: Int?
        var rest = analysis.layers[...]
        return analysis.diagnostics.map { diagnostic in
            while let next = rest.first, next.range.lowerBound <= diagnostic.range.lowerBound {
                layer = next.position
                rest.removeFirst()
            }
            return Finding(
                severity: diagnostic.severity, code: diagnostic.kind.code,
                location: source.location(of: diagnostic.range.lowerBound), layer: layer,
                message: diagnostic.message, notes: diagnostic.notes(in: source), hint: diagnostic.hint)
        }
    }
}

extension Inspection.Compiled {
    fileprivate init(_ compilation: Compilation, _ layers: [Inspection.Layer]) {
        let program = compilation.program
        self.compilation = compilation
        parameters = layers.reduce(0) { $0 + ($1.parameters ?? 0) }
        flops = layers.reduce(0) { $0 + ($1.flops ?? 0) }
        activationBytes = layers.reduce(0) { $0 + ($1.activationBytes ?? 0) }
        parameterArenaBytes = clampedProduct(program.parameterFloats, bytesPerFloat)
        stateBytes = clampedProduct(program.stateFloats, bytesPerFloat)
        inference = program.arena(of: .forward)
        training = program.arena(of: .step)
    }
}

extension LoopProgram {
    func arena(of role: LoopFunction.Role) -> Inspection.Arena {
        let plan = functions.first { $0.role == role }?.plan ?? MemoryPlan()
        return Inspection.Arena(
            perSample: clampedProduct(plan.floatsPerSample, bytesPerFloat),
            fixed: clampedProduct(plan.floatsOnce + plan.floatsPerWorker, bytesPerFloat))
    }
}

let bytesPerFloat = 4
