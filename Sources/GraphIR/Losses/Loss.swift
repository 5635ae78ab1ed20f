/// What training minimizes: the mean over a batch of a number for each sample.
///
/// Where there is a target for each output, the loss of a sample is the mean over its outputs, so that the mean over a
/// batch is what PyTorch gives with `reduction="mean"`.
public enum Loss: Hashable, Sendable {
    /// Softmax with cross-entropy against a class index: `torch.nn.CrossEntropyLoss`.
    case crossEntropy(labelSmoothing: Double = 0)
    /// Sigmoid with binary cross-entropy against a probability for each output: `torch.nn.BCEWithLogitsLoss`.
    case binaryCrossEntropy
    /// The squared difference: `torch.nn.MSELoss`.
    case meanSquaredError
    /// The size of the difference: `torch.nn.L1Loss`.
    case meanAbsoluteError
    /// Half of the squared difference up to `delta`, from there on a straight line: `torch.nn.HuberLoss` (Huber: Robust
    /// Estimation of a Location Parameter, 1964).
    case huber(delta: Double = 1)

    public var reference: LossReference {
        switch self {
        case .crossEntropy: .crossEntropy
        case .binaryCrossEntropy: .binaryCrossEntropy
        case .meanSquaredError: .meanSquaredError
        case .meanAbsoluteError: .meanAbsoluteError
        case .huber: .huber
        }
    }

    /// The arguments that are not as they are without being written: `label_smoothing=0.1`.
    public var attributes: String {
        switch self {
        case .crossEntropy(labelSmoothing: 0), .huber(delta: 1), .binaryCrossEntropy, .meanSquaredError,
            .meanAbsoluteError:
            ""
        case .crossEntropy(let labelSmoothing): "label_smoothing=\(shortText(labelSmoothing))"
        case .huber(let delta): "delta=\(shortText(delta))"
        }
    }

    /// As it is written behind `loss`: `CrossEntropy label_smoothing=0.1`.
    public var text: String {
        [reference.keyword, attributes].filter { !$0.isEmpty }.joined(separator: " ")
    }

    /// Whether it compares with labels, a class index for each sample; otherwise with targets, a number for each output.
    public var readsLabels: Bool {
        switch self {
        case .crossEntropy: true
        case .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError, .huber: false
        }
    }
}
