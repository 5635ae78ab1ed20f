internal import TileKernels
import Foundation

/// What a model says about one sample.
public struct Prediction: Sendable, Equatable {
    /// The class with the largest output, the first of equals.
    public let index: Int
    /// One number per class: the softmax of the logits if the model's loss is CrossEntropy, the sigmoid of each if it is
    /// BCEWithLogits, otherwise the outputs themselves. A single output of BCEWithLogits tells two classes apart.
    public let probabilities: [Float]
    /// The name of the class, or its index where no names are known.
    public private(set) var label: String

    /// The probability of the predicted class.
    public var probability: Float { probabilities[index] }

    /// Nil if an output is not a number: there is no largest then.
    init?(output: UnsafeBufferPointer<Float>, loss: ModelLayout.Loss) {
        let largest = tk_argmax(output.baseAddress, output.count)
        guard largest >= 0 else { return nil }
        if loss == .binaryCrossEntropy, output.count == 1 {
            index = output[0] > 0 ? 1 : 0
            probabilities = [sigmoid(-output[0]), sigmoid(output[0])]
        } else {
            index = largest
            probabilities =
                switch loss {
                case .crossEntropy: softmax(output)
                case .binaryCrossEntropy: output.map(sigmoid)
                case .meanSquaredError, .meanAbsoluteError, .huber: Array(output)
                }
        }
        label = String(index)
    }

    mutating func nameLabel(from classNames: [String]) {
        if classNames.indices.contains(index) { label = classNames[index] }
    }
}

/// `exp(x) / Σ exp(x)`, shifted by the maximum so that nothing overflows. An infinite maximum has all, or those of
/// several have equal shares.
private func softmax(_ logits: UnsafeBufferPointer<Float>) -> [Float] {
    let largest = Double(logits.max() ?? 0)
    let exponentials = logits.map { Double($0) == largest ? 1 : exp(Double($0) - largest) }
    let sum = exponentials.reduce(0, +)
    return exponentials.map { Float($0 / sum) }
}

private func sigmoid(_ logit: Float) -> Float { Float(1 / (1 + exp(-Double(logit)))) }
