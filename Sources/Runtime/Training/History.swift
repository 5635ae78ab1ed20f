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
        public var description: String { description(columns: .max) }

        /// The same, or as much of it as fits, the more important first.
        func description(columns: Int) -> String {
            let test = validation.map { "  test \($0)" } ?? ""
            let (time, accuracy) = ("  \(fixed(seconds, 2)) s", "acc \(percent(training.accuracy))")
            let loss = "train loss \(text(loss: training.loss))"
            let last = validation.map { "acc \(percent($0.accuracy))" } ?? accuracy
            let lines = [
                "train \(training)\(test)\(time)", "train \(training)\(test)", "\(loss)\(test)",
                "\(loss)  \(last)",
                last,
            ]
            return lines.first { $0.count <= columns } ?? String(last.prefix(max(0, columns)))
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
    public var description: String { "loss \(text(loss: loss))  acc \(percent(accuracy))" }
}

/// `0.5817`, `2.5e+08`, `inf` or `nan`
func text(loss: Double) -> String {
    if loss.isNaN { return "nan" }
    return abs(loss) < 1e6 ? fixed(loss, 4) : String(format: "%.4g", loss)
}

/// A number with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
}

/// `74.73 %`
func percent(_ fraction: Double) -> String { "\(fixed(100 * fraction, 2)) %" }
