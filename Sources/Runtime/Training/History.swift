import Foundation

/// What happened in training, epoch by epoch.
public struct History: Sendable, Equatable {
    public let modelName: String
    public internal(set) var epochs: [Epoch] = []

    init(modelName: String, epochs: [Epoch] = []) {
        self.modelName = modelName
        self.epochs = epochs
    }

    /// One pass through the training set.
    public struct Epoch: Sendable, Equatable, CustomStringConvertible {
        /// Counts from 1.
        public let number: Int
        /// As seen during the epoch, each batch before its step.
        public let training: Evaluation
        /// After the epoch, on the second data set.
        public let validation: Evaluation?
        /// The time of the training, without the evaluation.
        public let seconds: Double

        /// `train loss 0.7866  acc 74.73 %  test loss 0.5817  acc 79.18 %  0.21 s`
        public var description: String {
            let test = validation.map { "  test \($0)" } ?? ""
            return "train \(training)\(test)  \(fixed(seconds, 2)) s"
        }
    }

    /// One row per epoch, with a header. Cells of evaluations that were not made are empty.
    public var csv: String {
        let header = "epoch,train_loss,train_accuracy,test_loss,test_accuracy,seconds\n"
        return epochs.reduce(into: header) { text, epoch in
            let test = epoch.validation.map { "\($0.loss),\($0.accuracy)" } ?? ","
            text += "\(epoch.number),\(epoch.training.loss),\(epoch.training.accuracy),\(test),"
            text += "\(epoch.seconds)\n"
        }
    }

    /// Writes `csv` to a file, in place of an older one.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public func writeCSV(to path: String) throws(FileError) {
        try writeAtomically(Array(csv.utf8), to: path)
    }

    /// Writes a chart of the losses and accuracies, an SVG, to a file, in place of an older one.
    ///
    /// - Parameter title: By default the name of the model.
    /// - Throws: `FileError`; an older file is then as it was.
    public func writeChart(to path: String, title: String? = nil) throws(FileError) {
        try writeAtomically(Array(chart(title: title ?? modelName).utf8), to: path)
    }
}

extension Evaluation: CustomStringConvertible {
    /// `loss 0.5817  acc 79.18 %`
    public var description: String { "loss \(fixed(loss, 4))  acc \(percent(accuracy))" }
}

/// A number with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
}

/// `74.73 %`
func percent(_ fraction: Double) -> String { "\(fixed(100 * fraction, 2)) %" }
