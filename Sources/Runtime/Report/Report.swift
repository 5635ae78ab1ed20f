import Foundation

/// What there is to say of a model, as a page for a browser and as files.
///
///     try model.report(on: digits.test, history: history).write(to: "report")
///
/// What is nil or empty is left out.
public struct Report: Sendable {
    public var title: String
    public var history: History?
    /// What the history's second data set is called, in a few letters.
    public var validationName = "test"
    /// What metrics say of the model on a data set. A `ConfusionMatrix` among them is drawn.
    public var evaluation: Evaluation?
    /// Some samples with what the model takes them for.
    public var predictions: ImageGrid?
    /// The mistakes that the model was surest of: those that `mistakeGrid` shows, or that a table lists if it
    /// is nil.
    public var mistakes: [Mistake]
    public var mistakeGrid: ImageGrid?
    /// The weights of the first layer.
    public var weights: ImageGrid?
    /// What the model is like: lines that are shown as they are.
    public var model: String

    public init(
        title: String, history: History? = nil, evaluation: Evaluation? = nil, predictions: ImageGrid? = nil,
        mistakes: [Mistake] = [], mistakeGrid: ImageGrid? = nil, weights: ImageGrid? = nil, model: String = ""
    ) {
        (self.title, self.history, self.evaluation) = (title, history, evaluation)
        (self.predictions, self.mistakes, self.mistakeGrid) = (predictions, mistakes, mistakeGrid)
        (self.weights, self.model) = (weights, model)
    }

    /// Writes the files of the report to a folder, in place of those of an older one. The folder is made if
    /// it is not there.
    ///
    /// `index.html` is all of it, and needs none of the others: `history.csv` and `history.json`,
    /// `curves.svg`, `predictions.svg`, `mistakes.svg`, `confusion.svg`, `weights.svg`, and `model.txt`. What
    /// the report has nothing of is not written, and not removed either.
    ///
    /// - Throws: `FileError`. Every file is then the old one or the new one.
    public func write(to folder: String) throws(FileError) {
        guard folder.isWithoutNUL else { throw .cannotWrite(folder, "create", EINVAL) }
        guard createFolders(folder) == 0 else { throw .cannotWrite(folder, "create", errno) }
        guard directoryExists(at: folder) else { throw .notADirectory(folder) }
        for (name, content) in files { try writeAtomically(Array(content.utf8), to: "\(folder)/\(name)") }
    }

    /// Their names and contents, the page at last.
    var files: [(name: String, content: String)] {
        let all: [(String, String?)] = [
            ("history.csv", history?.csv), ("history.json", history?.json),
            ("curves.svg", history?.chart(title: title, validationName: validationName)),
            ("predictions.svg", predictions?.svg),
            ("mistakes.svg", mistakeGrid?.svg), ("confusion.svg", confusion?.svg(title: title)),
            ("weights.svg", weights?.svg), ("model.txt", model.isEmpty ? nil : model + "\n"),
            ("index.html", ReportPage(self).html),
        ]
        return all.compactMap { name, content in content.map { (name, $0) } }
    }

    /// That of the evaluation, unless it has not seen a sample.
    var confusion: ConfusionMatrix? {
        evaluation?[ConfusionMatrix.self].flatMap { $0.samples > 0 ? $0 : nil }
    }
}

extension NeuralNetwork {
    /// A report of the model on a data set: loss and metrics, and for a data set with classes the confusion
    /// matrix, 40 predictions and 40 mistakes; the weights of the first layer, if they are images; the
    /// parameters by name.
    ///
    /// Samples that are no images have no pictures, nor have predictions where an output is not a number.
    ///
    /// - Parameters:
    ///   - history: That of the training.
    ///   - title: By default the name of the model.
    /// - Throws: What `evaluate` throws.
    public func report(
        on data: some Dataset, history: History? = nil, title: String? = nil
    ) throws -> Report {
        let layout = layout
        var metrics: [any Metric] = .fitting(layout.loss, data.target)
        if case .label(let classNames) = data.target {
            metrics +=
                [
                    ConfusionMatrix(classNames: classNames),
                    MistakeSearch(loss: layout.loss, classNames: classNames),
                ] as [any Metric]
        }
        let evaluation = try evaluate(on: data, metrics: metrics)
        var report = Report(
            title: title ?? layout.name, history: history, evaluation: evaluation, model: layout.listing)
        report.weights = try? firstLayerImages(imageShape: data.sampleShape)
        if let mistakes = try? evaluation[MistakeSearch.self]?.mistakes(limit: 40) {
            report.mistakes = mistakes
            if (try? data.requireImages()) != nil {
                report.predictions = try predictionGrid(on: data)
                report.mistakeGrid = ImageGrid(try data.pictures(of: mistakes), columns: 10)
            }
        }
        return report
    }
}

extension ModelLayout {
    /// The text of the model, and its parameters by name.
    fileprivate var listing: String {
        let rows = parameters.map {
            [$0.name, $0.shape.map(String.init).joined(separator: " × "), "\($0.count)"]
        }
        let source = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let lines = GraphRuntime.table(
            ["parameter", "shape", "numbers"], rows + [["trained", "", "\(parameterCount)"]], limit: .max)
        return (source.isEmpty ? "" : source + "\n\n") + lines.joined(separator: "\n")
    }
}
