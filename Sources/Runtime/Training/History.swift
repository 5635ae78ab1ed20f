import Foundation

/// What happened in training, epoch by epoch.
public struct History: Sendable, Equatable {
    public var modelName: String
    public var epochs: [Epoch]

    public init(modelName: String, epochs: [Epoch] = []) {
        self.modelName = modelName
        self.epochs = epochs
    }

    /// The epochs of one history, and then those of another.
    public static func + (first: History, second: History) -> History {
        History(modelName: first.modelName, epochs: first.epochs + second.epochs)
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

        public init(number: Int, training: Evaluation, validation: Evaluation?, seconds: Double) {
            self.number = number
            self.training = training
            self.validation = validation
            self.seconds = seconds
        }

        /// `train loss 0.7866  acc 74.73 %  test loss 0.5817  acc 79.18 %  0.21 s`
        public var description: String { description(validation: "test") }

        /// The same, or as much of it as fits, the more important first.
        ///
        /// - Parameter name: What the second data set is called.
        func description(columns: Int = .max, validation name: String) -> String {
            let test = validation.map { "  \(name) \($0)" } ?? ""
            let time = "  \(fixed(seconds, 2)) s"
            let loss = "train loss \(text(loss: training.loss))"
            let best = validation ?? training
            let last = best.shown.first.map(\.description) ?? "loss \(text(loss: best.loss))"
            let lines = [
                "train \(training)\(test)\(time)", "train \(training)\(test)", "\(loss)\(test)",
                "\(loss)  \(last)",
                last,
            ]
            return lines.first { $0.count <= columns } ?? String(last.prefix(max(0, columns)))
        }
    }

    /// Writes a chart of the losses and of the first metric, an SVG, to a file, in place of an older one.
    ///
    /// - Parameters:
    ///   - title: By default the name of the model.
    ///   - validationName: What the data set is called that the model was evaluated on, in a few letters.
    /// - Throws: `FileError`; an older file is then as it was.
    public func writeChart(
        to path: String, title: String? = nil, validationName: String = "test"
    ) throws(FileError) {
        let chart = chart(title: title ?? modelName, validationName: validationName)
        try writeAtomically(Array(chart.utf8), to: path)
    }

    /// Writes a chart of several trainings, each with a name, to a file.
    ///
    /// - Throws: `FileError`; an older file is then as it was.
    public static func writeChart(
        of runs: [(name: String, history: History)], to path: String, title: String
    ) throws(FileError) {
        try writeAtomically(Array(chart(of: runs, title: title).utf8), to: path)
    }
}

/// `0.5817`, `2.5e+08`, `inf` or `nan`
package func text(loss: Double) -> String {
    if loss.isNaN { return "nan" }
    return abs(loss) < 1e6 ? fixed(loss, 4) : String(format: "%.4g", loss)
}

/// A number with so many digits behind the point.
package func fixed(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
}

/// `74.73 %`
package func percent(_ fraction: Double) -> String { "\(fixed(100 * fraction, 2)) %" }
