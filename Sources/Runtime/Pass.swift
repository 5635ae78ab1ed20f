internal import TileKernels

/// What one run of a generated function reads and writes. All memory is aligned to 64 bytes and
/// followed by 16 readable floats: kernels load whole vectors beyond the last column.
public struct Pass: @unchecked Sendable {
    /// The samples of this pass, `1 ... capacity`: a batch, or a piece of one.
    public var rows: Int
    /// The place of the first of them in the batch, on which depends what layers draw.
    public var first: Int
    /// The samples that `arena` has room for.
    public var capacity: Int
    /// `[rows, inputs]`.
    public var input: UnsafePointer<Float>
    /// `[rows]`, each in `0 ..< outputs`. Read when the loss reads labels.
    public var labels: UnsafePointer<Int32>
    /// `[rows, outputs]`. Read when the loss reads targets.
    public var targets: UnsafePointer<Float>
    /// `[layout.parameterFloats + layout.stateFloats]`.
    public var parameters: UnsafeMutablePointer<Float>
    /// `[layout.parameterFloats]`, laid out as `parameters`.
    public var gradients: UnsafeMutablePointer<Float>
    /// `[capacity · layout.arenaFloatsPerSample + layout.arenaFloatsOnce + workers · layout.arenaFloatsPerWorker]`.
    public var arena: UnsafeMutablePointer<Float>
    /// `[rows, outputs]`.
    public var output: UnsafeMutablePointer<Float>
    /// `[rows]`.
    public var losses: UnsafeMutablePointer<Float>
    /// The weight of one sample in the gradient: 1 / size of the whole batch.
    public var scale: Float
    public var learningRate: Float
    /// The step's: what layers draw in training depends on it.
    public var seed: UInt64
    /// The parameters in front of this one, in the order of the layout, are frozen: nobody asks for their gradient.
    public var firstTrained = 0
    /// Who looks for the layer that first makes numbers which are not finite, if anybody does.
    var search: UnsafeMutablePointer<NotFiniteSearch>?

    /// Whether all losses, and what layers keep in a range of the parameters, are finite numbers. A step is to leave the
    /// parameters alone where they are not.
    public func isFinite(state: Range<Int> = 0..<0) -> Bool {
        tk_all_finite(losses, rows) != 0 && tk_all_finite(parameters + state.lowerBound, state.count) != 0
    }

    /// Of a pass over a batch, of which `input` has the samples at `range` alone, that over these.
    func piece(_ range: Range<Int>, of layout: ModelLayout) -> Pass {
        var piece = self
        piece.rows = range.count
        piece.first = range.lowerBound
        piece.labels += range.lowerBound
        if !layout.loss.readsLabels { piece.targets += range.lowerBound * layout.outputs }
        piece.output += range.lowerBound * layout.outputs
        piece.losses += range.lowerBound
        return piece
    }
}
