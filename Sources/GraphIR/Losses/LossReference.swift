/// How a loss is written and made.
public struct LossReference: StatementReference {
    public var keyword: String
    public var otherNames: [String] = []
    public var arguments: [ArgumentReference] = []
    public var summary: String
    /// In terms of the outputs x, of the label or the targets y and of the number n of outputs.
    public var formula: String
    /// Losses of this kind, at least one: what tests try it with.
    public var examples: [Loss]
    /// The loss with these arguments.
    public var make: @Sendable (Arguments) -> Loss

    public var signature: String {
        ([Directive.loss.rawValue, keyword] + arguments.map(\.signature)).joined(separator: " ")
    }
}

/// Every loss of the language.
public let lossTable: [LossReference] = [
    .crossEntropy, .binaryCrossEntropy, .meanSquaredError, .meanAbsoluteError, .huber,
]

extension LossReference {
    static let crossEntropy = LossReference(
        keyword: "CrossEntropy", otherNames: ["CrossEntropyLoss", "NLL", "NLLLoss"],
        arguments: [
            ArgumentReference(
                "label_smoothing", .number(defaultValue: 0, range: .within(0...1)), elsewhere: ["smoothing"])
        ],
        summary:
            "Softmax with cross-entropy against a label, which may be smoothed.",
        formula: "−(1 − label_smoothing) · log p[y] − label_smoothing / n · Σ log p, p = exp(x) / Σ exp(x)",
        examples: [
            .crossEntropy(), .crossEntropy(labelSmoothing: 0.1), .crossEntropy(labelSmoothing: 1),
        ],
        make: { .crossEntropy(labelSmoothing: $0.number("label_smoothing")) })

    static let binaryCrossEntropy = LossReference(
        keyword: "BCEWithLogits", otherNames: ["BCEWithLogitsLoss", "BCE", "BCELoss", "BinaryCrossEntropy"],
        summary: "Sigmoid with cross-entropy against a target from 0 to 1 for each output.",
        formula: "Σ (max(x, 0) − x · y + log(1 + exp(−|x|))) / n",
        examples: [.binaryCrossEntropy],
        make: { _ in .binaryCrossEntropy })

    static let meanSquaredError = LossReference(
        keyword: "MSE", otherNames: ["MSELoss", "MeanSquaredError"],
        summary: "The mean squared error.",
        formula: "Σ (x − y)² / n",
        examples: [.meanSquaredError],
        make: { _ in .meanSquaredError })

    static let meanAbsoluteError = LossReference(
        keyword: "L1", otherNames: ["L1Loss", "MAE", "MeanAbsoluteError"],
        summary: "The mean absolute error.",
        formula: "Σ |x − y| / n",
        examples: [.meanAbsoluteError],
        make: { _ in .meanAbsoluteError })

    static let huber = LossReference(
        keyword: "Huber", otherNames: ["HuberLoss", "SmoothL1", "SmoothL1Loss"],
        arguments: [ArgumentReference("delta", .number(defaultValue: 1, range: .positive))],
        summary: "Half of the squared error up to delta, from there on a straight line.",
        formula: "Σ c · (|x − y| − c / 2) / n, c = min(|x − y|, delta)",
        examples: [.huber(), .huber(delta: 0.25)],
        make: { .huber(delta: $0.number("delta")) })
}

/// The loss that a word in the place of its name most likely means.
func lossMeant(by word: String) -> LossReference? {
    if let loss = loss(called: word) { return loss }
    let nearest = suggestion(for: word, among: lossTable.map(\.keyword))
    return lossTable.first { $0.keyword == nearest }
}

/// The loss that goes by a name here or elsewhere, whatever its case.
func loss(called word: String) -> LossReference? {
    let bare = bareName(word).lowercased()
    return lossTable.first { ([$0.keyword] + $0.otherNames).contains { $0.lowercased() == bare } }
}
