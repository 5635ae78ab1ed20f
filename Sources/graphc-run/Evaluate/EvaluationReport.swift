import GraphCodegen
import GraphRuntime

/// How well a model has done, as it is printed.
struct EvaluationReport {
    let evaluation: Evaluation
    let samples: Int

    /// Without a newline at the end.
    var text: String {
        guard let matrix = evaluation[ConfusionMatrix.self] else {
            return
                (["loss \(GraphRuntime.text(loss: evaluation.loss))"] + evaluation.results.map(\.description))
                .joined(separator: "\n")
        }
        return [evaluation.description, matrix.classificationReport(), matrix.text()]
            .joined(separator: "\n\n")
    }

    /// What is not defined, such as the precision of a class that was never predicted, is null.
    var json: JSON {
        let start: [(String, JSON)] = [("samples", .number(samples)), ("loss", .real(evaluation.loss))]
        guard let matrix = evaluation[ConfusionMatrix.self] else {
            return .object(start + evaluation.results.map { ($0.name, .real($0.value)) })
        }
        let (precision, recall, f1, support) = (matrix.precision, matrix.recall, matrix.f1, matrix.support)
        let classes = matrix.classNames.enumerated().map { index, name in
            JSON.object([
                ("class", .string(name)), ("precision", JSON(precision[index])),
                ("recall", JSON(recall[index])),
                ("f1", JSON(f1[index])), ("support", .number(support[index])),
            ])
        }
        return .object(
            start + [
                ("accuracy", .real(evaluation.accuracy)), ("classes", .array(classes)),
                ("confusion_matrix", .array(matrix.counts.map { .array($0.map(JSON.number)) })),
                ("undecided", .array(matrix.undecided.map(JSON.number))),
            ])
    }
}
